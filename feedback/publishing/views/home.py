"""The first page, and how the pages look."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from feedback.consultations.contact import contact
from feedback.consultations.reading import shelve_consultations
from feedback.core.clock import today
from feedback.kit.access import local_path, public
from feedback.kit.forms import bind
from feedback.kit.rendering import COLOURS_COOKIE, address, colours_of, render
from feedback.publishing import reading
from feedback.publishing.forms import DisplayForm

MOST_OPEN, MOST_REPLIES = 4, 3
A_YEAR = 365 * 24 * 60 * 60


async def show_home(request: Request) -> Response:
    shelves = await shelve_consultations(today())
    strategy = await reading.current_strategy()
    return render(
        request,
        "publishing/home.html",
        open_now=shelves.open_now[:MOST_OPEN],
        more_open=len(shelves.open_now) > MOST_OPEN,
        coming=shelves.coming[:MOST_OPEN],
        replies=await reading.latest_replies(MOST_REPLIES),
        priorities=await reading.priorities_of_strategy(strategy),
        contact=contact(),
    )


async def choose_display(request: Request) -> Response:
    """The choice is a cookie of the person's own, so that it works without an account and without script."""
    before = {"colours": colours_of(request), "next": request.query_params.get("next", "")}
    form = await bind(DisplayForm, request, data=before)
    if not form.is_valid:
        return render(request, "publishing/display.html", form=form)
    response = RedirectResponse(local_path(form.next.data) or address(request, "display"), 303)
    response.set_cookie(
        COLOURS_COOKIE,
        form.colours.data,
        max_age=A_YEAR,
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.is_secure,
    )
    return response


async def show_robots(request: Request) -> Response:
    """Staff pages and codes are nobody's search results."""
    closed = ("/staff", "/sign-in", "/r/", "/receipt", "/s/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return PlainTextResponse("\n".join(lines) + "\n", headers={"cache-control": "max-age=86400"})


routes = [
    public("/", show_home, "home"),
    public("/display", choose_display, "display", ("GET", "POST")),
    public("/robots.txt", show_robots, "robots"),
]
