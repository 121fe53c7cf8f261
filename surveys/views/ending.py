"""Check, send, thanks; and stopping, which offers to send or to delete."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.kit.cookies import DRAFT, SENT
from feedback.kit.fields import text
from feedback.kit.forms import Form, add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.voices.keep_codes import code_qr_svg
from surveys.answering import (
    about_lines,
    asks_if_in_group,
    child_may_speak,
    find_code,
    has_words,
    lines_of,
    read_key,
    send_at_once,
    send_draft,
    written_key,
)
from surveys.asking import get_survey, reply_by
from surveys.drafts import drop_draft
from surveys.forms import SendForm
from surveys.models import Survey
from surveys.views.visits import (
    Answering,
    arrive,
    come_back,
    find_sent_code,
    forget,
    show_closed,
    show_gone,
    to_thanks,
)


async def check(request: Request) -> Response:
    if request.method == "POST":
        return await _send(request)
    answering = await come_back(request)
    if isinstance(answering, Response):
        return answering
    if answering.draft.replaces_id is not None:
        return to_change(request, answering.survey)
    key = written_key(answering.token, answering.survey)
    return _show_check(request, answering, await bind(SendForm, request, data={"client_key": key}))


async def _send(request: Request) -> Response:
    """A repeat must end where the first one did, so what was sent is looked for first."""
    visit = await arrive(request)
    form = await bind(SendForm, request)
    key = read_key(form["client_key"].data or "", visit.token, visit.survey)
    if key is None:
        return await show_gone(request, visit)
    if visit.draft is None or visit.version is None or visit.token is None:
        return (
            to_thanks(request, visit.survey, key) if await find_code(key) else await show_gone(request, visit)
        )
    if visit.draft.replaces_id is not None:
        return to_change(request, visit.survey)
    answering = Answering(visit.survey, visit.token, visit.draft, visit.version)
    if visit.closed:
        return show_closed(request, visit.survey, answering)
    if any(line.flaw for line in lines_of(answering.version, answering.draft)):
        form.refuse("Change the answers that are marked below. Then you can send.")
        return _show_check(request, answering, form)
    ticks = (bool(form["may_quote"].data), bool(form["also_in_group"].data))
    try:
        code = await _send_once(answering, key, *ticks)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _show_check(request, answering, form)
    return to_thanks(request, visit.survey, key) if code else await show_gone(request, visit)


async def _send_once(answering: Answering, key: bytes, may_quote: bool, in_group: bool) -> str | None:
    survey, version, moment = answering.survey, answering.version, now()
    code = await send_at_once(
        survey, version, answering.draft, key, may_quote, moment, also_in_group=in_group
    )
    if code is None:
        code = await send_draft(
            survey, version, answering.token, key, may_quote, moment, also_in_group=in_group
        )
    return code


def to_change(request: Request, survey: Survey) -> Response:
    """Answers that were sent before are checked and sent on a page of the receipt, which knows whose they are."""
    return RedirectResponse(address(request, "change_words", slug=survey.slug), 303)


def _show_check(request: Request, answering: Answering, form: Form) -> Response:
    return render(
        request,
        "surveys/check.html",
        survey=answering.survey,
        form=form,
        lines=lines_of(answering.version, answering.draft),
        about=about_lines(answering.survey, answering.draft),
        asks_to_quote=has_words(answering.version, answering.draft),
        child_may_speak=child_may_speak(answering.survey, answering.draft),
        link=request.app.state.settings.base_url + address(request, "survey", slug=answering.survey.slug),
        asks_if_in_group=asks_if_in_group(answering.survey, answering.draft),
        stop_url=address(request, "survey_stop", slug=answering.survey.slug),
    )


async def thanks(request: Request) -> Response:
    survey = await get_survey(request.path_params["slug"])
    code = await find_sent_code(request)
    if code is None:
        return RedirectResponse(address(request, "survey", slug=survey.slug), 303)
    link = f"{request.app.state.settings.base_url}/r/{code}"
    return render(
        request,
        "surveys/thanks.html",
        survey=survey,
        code=code,
        qr=Markup(code_qr_svg(link)),
        link=link,
        reply_by=reply_by(survey),
    )


class StopForm(Form):
    go = text("")


async def stop(request: Request) -> Response:
    """Send what I have, delete it, or carry on: three buttons of one size."""
    answering = await come_back(request)
    if isinstance(answering, Response):
        return answering
    form = await bind(StopForm, request)
    if form.is_sent and form["go"].data == "delete":
        return await _delete(request, answering)
    return render(request, "surveys/stop.html", survey=answering.survey)


async def _delete(request: Request, answering: Answering) -> Response:
    survey = answering.survey
    await drop_draft(survey, answering.token)
    # Who was changing what they had sent goes back to it: that is still there.
    is_change = answering.draft.replaces_id is not None
    page = address(request, "receipt") if is_change else address(request, "survey_deleted", slug=survey.slug)
    response = RedirectResponse(page, 303)
    forget(request, response, DRAFT, address(request, "survey", slug=survey.slug))
    if not is_change:  # the code of whoever sent before at this device is not for the next one to come upon
        forget(request, response, SENT, address(request, "survey", slug=survey.slug))
    return response


async def deleted(request: Request) -> Response:
    return render(request, "surveys/deleted.html", survey=await get_survey(request.path_params["slug"]))
