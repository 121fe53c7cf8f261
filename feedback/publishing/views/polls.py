"""The outcome of a poll, with the reply to it."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import today
from feedback.core.errors import NotFound
from feedback.kit.access import public
from feedback.kit.charts import Bar, Cell
from feedback.kit.rendering import render
from feedback.publishing.reading import replies_to
from feedback.replies.models import STATUS_WORDS
from surveys.asking import is_known, last_day_of, why_not_open
from surveys.models import SurveyState
from surveys.outcomes import find_outcome
from surveys.polls import get_poll


async def show_outcome(request: Request) -> Response:
    """Words, bars and a table of the same numbers; before that, when they will be there."""
    poll = await get_poll(request.path_params["slug"])
    if not is_known(poll) or poll.state is SurveyState.WITHDRAWN:
        raise NotFound
    found = await find_outcome(poll)
    outcome, published_on = found or (None, None)
    lines = outcome.lines if outcome else ()
    return render(
        request,
        "publishing/poll.html",
        poll=poll,
        outcome=outcome,
        published_on=published_on,
        bars=[Bar(line.label, Cell(line.number, line.text)) for line in lines],
        is_open=why_not_open(poll, today()) is None,
        last_day=last_day_of(poll),
        replies=await replies_to(poll.consultation),
        status_words=STATUS_WORDS,
    )


routes = [public("/p/{slug}/outcome", show_outcome, "poll_outcome")]
