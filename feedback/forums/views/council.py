"""What the council does about forums: inviting who speaks for one, and saying what it understood of a view."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from wtforms.fields import SelectChoice

from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import Consultation
from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.forums.following import comments_of
from feedback.forums.forms import AnswerForm, SeatForm, SummaryForm
from feedback.forums.local_offer import OFFER_PARTS, ways_in_words
from feedback.forums.models import ForumDispute, ForumView
from feedback.forums.representing import (
    all_representatives,
    end_representative,
    forums,
    get_forum,
    get_seat,
    invite_representative,
)
from feedback.forums.understanding import (
    answer_dispute,
    check_not_taken_back,
    get_dispute,
    get_sent_view,
    open_dispute_of,
    sent_views,
    summaries_of,
    wording_of,
    write_summary,
)
from feedback.forums.views.fetching import BOTH, GET, POST, read_number, site_of
from feedback.kit.access import check_may, staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind, sent_word
from feedback.kit.rendering import address, render
from feedback.people.audit import record
from feedback.voices.comments import live_comments

INVITES = (Role.ADMINISTRATOR, Role.EDITOR)
SEES = (Role.READER, Role.EDITOR, Role.ANALYST, Role.PUBLISHER)
NO_ONE_CONSULTATION = "all of them"


async def list_forums(request: Request) -> Response:
    """Who speaks for whom, and inviting one more. Not for an editor of one consultation only."""
    check_may(request, INVITES, NO_ONE_CONSULTATION)
    choices = [SelectChoice(str(one.id), one.name) for one in await forums()]
    form = await bind(SeatForm, request, choices=choices)
    if form.is_valid:
        try:
            await _invite(request, form)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, f"We mailed {form.name.data} how to sign in.")
            return RedirectResponse(address(request, "forums"), 303)
    return render(
        request, "forums/forums.html", form=form, seats=await all_representatives(), has_forums=bool(choices)
    )


async def _invite(request: Request, form: SeatForm) -> None:
    await invite_representative(
        request.state.account,
        await get_forum(UUID(form.organisation.data)),
        form.email.data,
        form.name.data,
        now(),
        is_officer=bool(form.is_officer.data),
        site=site_of(request),
    )


async def press_end(request: Request) -> Response:
    check_may(request, INVITES, NO_ONE_CONSULTATION)
    typed = await sent_word(request, "seat")
    try:
        seat = await get_seat(UUID(typed))
    except ValueError:
        raise NotFound from None
    await end_representative(request.state.account, seat, now())
    await say(request, f"{seat.account.name} does not speak for {seat.organisation.name} any more.")
    return RedirectResponse(address(request, "forums"), 303)


async def list_views(request: Request) -> Response:
    """Which forums spoke, for how many, and how far we are. Without their words."""
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, SEES, consultation)
    return render(
        request,
        "forums/staff_views.html",
        consultation=consultation,
        views=await sent_views(consultation),
        may_read=request.state.account.may(Role.ANALYST, consultation),
    )


async def show_view(request: Request) -> Response:
    """The forum's own wording, which nobody here can change, beside what we understood."""
    consultation, view = await _sent_view(request)
    summaries = await summaries_of(view)
    kept = {"words": summaries[0].words if summaries else "", "number": str(len(summaries))}
    form = await bind(SummaryForm, request, data=kept)
    if form.is_valid:
        try:
            number = read_number(form.number.data)
            await write_summary(
                view, form.words.data, number, request.state.account, today(), site_of(request)
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
            form.number.data = str(len(summaries))
        else:
            await say(request, "The forum can see what you understood. We mailed them.")
            return _to(request, consultation, view)
    return await _show(request, view, form, AnswerForm(), await open_dispute_of(view))


async def press_answer(request: Request) -> Response:
    """Keep the summary and say why. To change it, write a new one on the same page."""
    consultation, view = await _sent_view(request)
    dispute = await get_dispute(view, UUID(str(request.path_params["dispute_id"])))
    answer = await bind(AnswerForm, request)
    if answer.is_valid:
        try:
            words = answer.answer.data
            await answer_dispute(view, dispute, words, request.state.account, today(), site_of(request))
        except Refusal as refusal:
            add_refusal(answer, refusal)
        else:
            await say(request, "The forum can read your answer. We mailed them.")
            return _to(request, consultation, view)
    summaries = await summaries_of(view)
    kept = {"words": summaries[0].words if summaries else "", "number": str(len(summaries))}
    return await _show(request, view, SummaryForm(data=kept), answer, dispute)


async def _show(
    request: Request, view: ForumView, form: SummaryForm, answer: AnswerForm, dispute: ForumDispute | None
) -> Response:
    """`dispute`: the one that this person can answer, or was answering when somebody else did."""
    consultation = view.consultation
    live = await live_comments().filter(voice_id=view.voice_id).order_by("question_key", "id")
    await record(request.state.account, "comments.view", consultation, f"{len(live)} comments")
    return render(
        request,
        "forums/staff_view.html",
        consultation=consultation,
        view=view,
        comments=wording_of(view, await comments_of(view)),
        parts={point.comment_id: OFFER_PARTS.get(point.offer_part, "") for point in view.points},
        live={comment.id for comment in live},
        ways=ways_in_words(view.gathered),
        summaries=await summaries_of(view),
        dispute=dispute,
        form=form,
        answer=answer,
    )


async def _sent_view(request: Request) -> tuple[Consultation, ForumView]:
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, Role.ANALYST, consultation)
    view = await get_sent_view(consultation, UUID(str(request.path_params["forum_view_id"])))
    if request.method == "POST":
        check_not_taken_back(view)
    return consultation, view


def _to(request: Request, consultation: Consultation, view: ForumView) -> Response:
    place = address(request, "staff_forum_view", slug=consultation.slug, forum_view_id=view.id)
    return RedirectResponse(place, 303)


ALL = "/staff/consultations/{slug}/forum-views"
ONE = ALL + "/{forum_view_id:uuid}"

routes = [
    staff("/staff/forums", list_forums, "forums", INVITES, BOTH),
    staff("/staff/forums/end", press_end, "end_representative", INVITES, POST),
    staff(ALL, list_views, "staff_forum_views", SEES, GET),
    staff(ONE, show_view, "staff_forum_view", Role.ANALYST, BOTH),
    staff(ONE + "/disputes/{dispute_id:uuid}/answer", press_answer, "answer_dispute", Role.ANALYST, POST),
]
