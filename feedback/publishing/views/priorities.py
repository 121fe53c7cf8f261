"""The strategy's priorities: what they say, what people said under them, and what was done."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.kit.access import public
from feedback.kit.rendering import render
from feedback.publishing import reading


async def list_priorities(request: Request) -> Response:
    strategy = await reading.current_strategy()
    return render(
        request,
        "publishing/priorities.html",
        strategy=strategy,
        priorities=await reading.priorities_of_strategy(strategy),
        older=await reading.older_strategies(),
    )


async def show_priority(request: Request) -> Response:
    priority = await reading.get_priority(request.path_params["slug"])
    return render(
        request,
        "publishing/priority.html",
        priority=priority,
        strategy=priority.strategy,
        page=await reading.read_priority(priority),
        short_forms=await reading.short_forms_in(priority),
    )


routes = [
    public("/priorities", list_priorities, "priorities"),
    public("/priorities/{slug}", show_priority, "priority"),
]
