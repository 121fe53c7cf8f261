"""What is new, planned and promised, as everybody sees it: by stage, each with its history (D54, D55)."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import today
from feedback.kit.access import public
from feedback.kit.rendering import render
from feedback.publishing import reading
from feedback.strategy.crosswalk import with_earlier
from feedback.strategy.developments import (
    AUDIENCES,
    COLOURS,
    STAGES,
    get_development,
    list_developments,
    list_promises,
    read_development,
    reviews_with_open_recommendations,
    steps_of,
    unheard_promises,
)
from feedback.strategy.reviewing import find_review


async def show_developments(request: Request) -> Response:
    audience, slug = request.query_params.get("for", ""), request.query_params.get("priority", "")
    if slug:
        await reading.get_priority(slug)
    chosen = audience if audience in AUDIENCES else ""
    return render(
        request,
        "publishing/developments.html",
        shelves=await list_developments(chosen, await with_earlier(slug) if slug else None),
        stages=STAGES,
        audiences=AUDIENCES,
        priorities=await reading.priorities_of_strategy(await reading.current_strategy()),
        chosen_audience=chosen,
        chosen_priority=slug,
        unheard=await unheard_promises(today()),
        open_counts=await reviews_with_open_recommendations(),
        today=today(),
    )


async def show_development(request: Request) -> Response:
    development = await get_development(request.path_params["slug"])
    page = await read_development(development)
    return render(
        request,
        "publishing/development.html",
        page=page,
        review=await find_review(development),
        steps=await steps_of(page.promises),
        stages=STAGES,
        audiences_said=[AUDIENCES.get(one, one).lower() for one in development.audiences],
        colours_of_stage=COLOURS,
        today=today(),
    )


async def show_promises(request: Request) -> Response:
    promises = await list_promises()
    return render(
        request,
        "publishing/promises.html",
        promises=promises,
        steps=await steps_of(promises),
        today=today(),
    )


routes = [
    public("/developments", show_developments, "developments"),
    public("/developments/{slug}", show_development, "development"),
    public("/promises", show_promises, "promises"),
]
