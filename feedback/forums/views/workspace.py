"""A forum's own place: its views, its people, and each view from draft to reply."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms.fields import SelectChoice

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.forums.backing import backing_of, signature_of
from feedback.forums.drafting import begin_view, consultations_to_answer, missing_from, points_of, views_of
from feedback.forums.following import comments_of, progress_of
from feedback.forums.forms import BeginForm, DisputeForm
from feedback.forums.local_offer import OFFER_PARTS, ways_in_words
from feedback.forums.models import ForumView, Representative, ViewState
from feedback.forums.releasing import code_of_view
from feedback.forums.representing import people_of
from feedback.forums.understanding import open_dispute_of, summaries_of, wording_of
from feedback.forums.views.fetching import BOTH, GET, ONE, seat_of, site_of, to_view, view_of, workspace
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.people.audit import record
from feedback.replies.models import STATUS_WORDS


async def show_forum(request: Request) -> Response:
    seat = await seat_of(request)
    await record(request.state.account, "forum.open", seat.organisation)
    return render(
        request,
        "forums/forum.html",
        forum=seat.organisation,
        seat=seat,
        views=await views_of(seat.organisation),
        people=await people_of(seat.organisation),
    )


async def begin(request: Request) -> Response:
    seat = await seat_of(request)
    consultations = await consultations_to_answer(today())
    if not consultations:
        return render(request, "forums/begin.html", form=None, consultations=[])
    choices = [SelectChoice(str(one.id), one.title) for one in consultations]
    form = await bind(BeginForm, request, choices=choices)
    if form.is_valid:
        chosen = next(one for one in consultations if str(one.id) == form.consultation.data)
        try:
            view = await begin_view(seat, chosen, request.state.account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return to_view(request, view)
    return render(request, "forums/begin.html", form=form, consultations=consultations)


async def show_view(request: Request) -> Response:
    """A draft with what one can do to it, or a sent view with what became of it."""
    seat = await seat_of(request)
    view = await view_of(request)
    if view.state is ViewState.SENT:
        return await show_sent(request, seat, view, await bind(DisputeForm, request))
    points = await points_of(view)
    link = address(request, "forum_member", view_id=view.id, signature=signature_of(view))
    return render(
        request,
        "forums/draft.html",
        seat=seat,
        view=view,
        points=points,
        parts=OFFER_PARTS,
        ways=ways_in_words(view.gathered),
        gaps=missing_from(view, points),
        backing=await backing_of(view),
        link=f"{site_of(request)}{link}",
    )


async def show_sent(request: Request, seat: Representative, view: ForumView, form: DisputeForm) -> Response:
    summaries = await summaries_of(view)
    if not form.is_sent:
        form.number.data = str(summaries[0].number) if summaries else ""
    await view.fetch_related("points")
    return render(
        request,
        "forums/sent.html",
        seat=seat,
        view=view,
        wording_sent=wording_of(view, await comments_of(view)),
        parts={point.comment_id: OFFER_PARTS.get(point.offer_part, "") for point in view.points},
        ways=ways_in_words(view.gathered),
        progress=await progress_of(view),
        summaries=summaries,
        may_dispute=bool(summaries) and await open_dispute_of(view) is None,
        form=form,
        code=code_of_view(view).replace("-", " ") if seat.is_officer else "",
        words=STATUS_WORDS,
    )


routes = [
    workspace("/forum", show_forum, "forum", GET),
    workspace("/forum/new", begin, "begin_view", BOTH),
    workspace(ONE, show_view, "forum_view", GET),
]
