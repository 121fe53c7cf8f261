"""The outcome of a poll with the reply to it, and the page on which staff say which reply that is."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import NotFound
from feedback.core.roles import Role
from feedback.kit.access import check_may, public, staff
from feedback.kit.charts import Bar, Cell
from feedback.kit.flash import say
from feedback.kit.forms import bind
from feedback.kit.rendering import address, render
from feedback.publishing.forms import poll_reply_form
from feedback.publishing.polls import choose_reply, chosen_reply, find_reply
from feedback.replies.models import STATUS_WORDS
from feedback.replies.reading import replies_of
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
        reply=await find_reply(poll),
        status_words=STATUS_WORDS,
    )


async def answer_poll(request: Request) -> Response:
    """Which reply answers it. The outcome shows the reply once that is published."""
    poll = await get_poll(request.path_params["slug"])
    check_may(request, Role.PUBLISHER, poll.consultation)
    chosen = await chosen_reply(poll)
    form_class = poll_reply_form(await replies_of(poll.consultation))
    form = await bind(form_class, request, data={"reply": str(chosen) if chosen else None})
    if form.is_valid:
        await choose_reply(poll, form["reply"].data, request.state.account)
        await say(request, "The outcome leads to this reply once it is published.")
        return RedirectResponse(address(request, "staff_poll", slug=poll.slug), 303)
    return render(request, "publishing/poll_reply.html", poll=poll, form=form)


routes = [
    public("/p/{slug}/outcome", show_outcome, "poll_outcome"),
    staff("/staff/polls/{slug}/reply", answer_poll, "poll_reply", Role.PUBLISHER, ("GET", "POST")),
]
