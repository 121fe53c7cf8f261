"""What everybody may know about this service: who reads, what is kept, who can use it."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.consultations.contact import contact
from feedback.kit.access import public
from feedback.kit.rendering import render
from feedback.publishing import reading
from feedback.publishing.documents import notice, statement


async def show_about(request: Request) -> Response:
    strategy = await reading.current_strategy()
    document = strategy.document if strategy else {}
    return render(
        request,
        "publishing/about.html",
        contact=contact(),
        strategy=strategy,
        co_production=str(reading.said_at(document, "strategy", "co_production", "definition")),
        partners=await strategy.partners.all().order_by("name", "id") if strategy else [],
    )


async def show_privacy(request: Request) -> Response:
    return render(request, "publishing/privacy.html", notice=notice(), contact=contact())


async def show_accessibility(request: Request) -> Response:
    return render(request, "publishing/accessibility.html", statement=statement(), contact=contact())


routes = [
    public("/about", show_about, "about"),
    public("/privacy", show_privacy, "privacy"),
    public("/accessibility", show_accessibility, "accessibility"),
]
