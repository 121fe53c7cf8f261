"""Change what I said: the survey opens again with every answer in it, and the new version takes its place (D26).

The pages between are the survey's own. The last one is here, under the survey's address, where its cookie goes:
only whoever holds the code and the draft can send it.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.kit.access import public
from feedback.kit.cookies import DRAFT
from feedback.kit.forms import Form, add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.privacy.changing import change_comment, change_voice, find_open_comment, open_again
from feedback.receipts.forms import ChangeCommentForm, ChangeForm
from feedback.receipts.views.codes import find_own
from feedback.voices.models import Voice
from surveys.answering import about_lines, has_words, lines_of
from surveys.views.visits import Answering, come_back, forget, keep


async def open_answers(request: Request) -> Response:
    found = await find_own(request)
    if found is None:
        return RedirectResponse(address(request, "receipt"), 303)
    survey, token = await open_again(found[1], now())
    response = RedirectResponse(address(request, "change_words", slug=survey.slug), 303)
    keep(request, response, DRAFT, token, address(request, "survey", slug=survey.slug))
    return response


async def check_change(request: Request) -> Response:
    """All answers once more, each with its link; then send."""
    answering = await come_back(request)
    if isinstance(answering, Response):
        return answering
    survey = answering.survey
    found = await find_own(request)
    if answering.draft.replaces_id is None:
        return RedirectResponse(address(request, "survey_check", slug=survey.slug), 303)
    if found is None or found[1].id != answering.draft.replaces_id:
        return RedirectResponse(address(request, "receipt"), 303)
    voice = found[1]
    form = await bind(ChangeForm, request, data={"may_quote": voice.may_quote})
    if form.is_sent and await _send(answering, voice, form):
        response = RedirectResponse(address(request, "receipt"), 303)
        forget(request, response, DRAFT, address(request, "survey", slug=survey.slug))
        return response
    return render(
        request,
        "receipts/change.html",
        survey=survey,
        form=form,
        lines=lines_of(answering.version, answering.draft),
        about=about_lines(survey, answering.draft),
        asks_to_quote=has_words(answering.version, answering.draft),
        stop_url=address(request, "survey_stop", slug=survey.slug),
    )


async def change_own_comment(request: Request) -> Response:
    """The words of an open comment in a box, to be sent again. Everybody else goes back to their receipt."""
    found = await find_own(request)
    comment = await find_open_comment(found[1], today()) if found else None
    if found is None or comment is None:
        return RedirectResponse(address(request, "receipt"), 303)
    form = await bind(ChangeCommentForm, request, data={"words": comment.words})
    if form.is_valid:
        try:
            await change_comment(found[1], form.words.data, now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return RedirectResponse(address(request, "receipt"), 303)
    return render(request, "receipts/change_comment.html", form=form)


async def _send(answering: Answering, voice: Voice, form: Form) -> bool:
    """False, with the sentence in the form, when it cannot be sent as it stands."""
    survey, version = answering.survey, answering.version
    try:
        await change_voice(voice, survey, version, answering.token, bool(form["may_quote"].data), now())
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


routes = [
    public("/receipt/change", open_answers, "open_answers", ("POST",)),
    public("/receipt/comment", change_own_comment, "change_comment", ("GET", "POST")),
    public("/s/{slug}/change", check_change, "change_words", ("GET", "POST")),
]
