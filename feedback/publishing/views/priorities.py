"""The strategy's priorities: what they say, what people said under them, and what was done."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import today
from feedback.kit.access import public
from feedback.kit.rendering import render
from feedback.publishing import reading
from feedback.replies.reading import STATUS_WORDS
from feedback.voices.always_open import HELPFUL_LINE
from feedback.voices.rating import public_counts


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
    page = await reading.read_priority(priority)
    asks = next((one.line for one in page.working if one.line.code == HELPFUL_LINE), None)
    threshold = request.app.state.settings.suppress_below
    return render(
        request,
        "publishing/priority.html",
        priority=priority,
        strategy=priority.strategy,
        page=page,
        asks_if_helpful=asks,
        ratings=await public_counts(today(), threshold) if asks else [],
        short_forms=await reading.short_forms_in(priority),
        status_words=STATUS_WORDS,
    )


routes = [
    public("/priorities", list_priorities, "priorities"),
    public("/priorities/{slug}", show_priority, "priority"),
]
