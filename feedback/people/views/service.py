"""Pages about the service itself: what it keeps in a browser, and whether it is well."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from feedback.core.database import as_unavailable
from feedback.core.migrating import pending_migrations
from feedback.kit.access import public
from feedback.kit.cookies import KEPT
from feedback.kit.rendering import render


async def show_cookies(request: Request) -> Response:
    return render(request, "people/cookies.html", kept=KEPT)


async def show_alive(request: Request) -> Response:
    """The process answers. It asks nothing of the database: a restart would not bring that back."""
    return JSONResponse({"alive": True})


async def show_ready(request: Request) -> Response:
    """Visitors may be sent here: the database can be reached and its tables are those of this release."""
    try:
        waiting = await pending_migrations(request.app.state.settings)
    except Exception as problem:
        if as_unavailable(problem) is None:
            raise
        return JSONResponse({"ready": False, "why": "the database cannot be reached"}, 503)
    if waiting:
        return JSONResponse({"ready": False, "why": f"{len(waiting)} migrations have not run"}, 503)
    return JSONResponse({"ready": True})


routes = [
    public("/cookies", show_cookies, "cookies"),
    public("/healthz", show_alive, "healthz"),
    public("/readyz", show_ready, "readyz"),
]
