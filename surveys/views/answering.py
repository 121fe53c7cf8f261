"""Starting, and one question a page. Every button saves what was typed before it goes anywhere."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now, today
from feedback.kit.cookies import DRAFT, SENT
from feedback.kit.forms import Form, bind
from feedback.kit.rendering import address, render
from feedback.voices.about import UNSAID
from surveys.answering import (
    ABOUT_QUESTIONS,
    about_choices,
    about_parts,
    first_open_number,
    given_to,
    keepable,
)
from surveys.asking import (
    AskedVersion,
    asked_version,
    find_ready_version,
    get_ready_version,
    reply_by,
    why_not_open,
)
from surveys.drafts import drop_draft, keep_about, keep_answer, start_draft
from surveys.forms import about_form, question_form, read_given, shown
from surveys.kinds import Asked, Given
from surveys.models import AnswerState, Survey
from surveys.views.visits import Answering, Visit, arrive, come_back, forget, keep, show_closed, show_gone

CHECKING = "check"


async def start(request: Request) -> Response:
    """Who asks and why, before question 1."""
    visit = await arrive(request)
    if visit.closed:
        return show_closed(request, visit.survey, as_answering(visit))
    version = await asked_version((await get_ready_version(visit.survey)).id)
    return show_start(request, visit.survey, version, goes_on=visit.draft is not None)


def show_start(request: Request, survey: Survey, version: AskedVersion, goes_on: bool) -> Response:
    return render(
        request,
        "surveys/start.html",
        survey=survey,
        consultation=survey.consultation,
        version=version,
        about_count=len(about_parts(survey)) - ("child_age_band" in survey.asks_about),
        reply_by=reply_by(survey),
        goes_on=goes_on,
    )


async def begin(request: Request) -> Response:
    """Start, or go on where one was."""
    visit = await arrive(request)
    if visit.closed:
        return show_closed(request, visit.survey, as_answering(visit))
    answering = as_answering(visit)
    if answering is not None:
        number = first_open_number(answering.version, answering.draft)
        return to_question(request, visit.survey, number)
    return await _begin_afresh(request, visit.survey)


async def begin_again(request: Request) -> Response:
    """For somebody else at the same device: whoever was here leaves neither answers nor code behind."""
    visit = await arrive(request)
    if visit.closed:
        return show_closed(request, visit.survey)
    await drop_draft(visit.survey, visit.token)
    response = await _begin_afresh(request, visit.survey)
    forget(request, response, SENT, address(request, "survey", slug=visit.survey.slug))
    return response


async def _begin_afresh(request: Request, survey: Survey) -> Response:
    version = await get_ready_version(survey)
    response = to_question(request, survey, 1)
    keep_token(request, response, survey, await start_draft(survey, version, now()))
    return response


async def question(request: Request) -> Response:
    visit = await arrive(request)
    number = request.path_params["number"]
    answering = as_answering(visit)
    if answering is None:
        return await _answer_without_draft(request, visit, number)
    asked = answering.version.get_question(number)
    given = given_to(answering.draft, asked)
    form = await bind(question_form(asked, str(answering.draft.id)), request, data=shown(asked, given))
    if form.is_sent:
        return await _take_answer(request, answering, asked, form)
    return (
        show_closed(request, visit.survey, answering)
        if visit.closed
        else _show(request, answering, asked, form)
    )


async def _take_answer(request: Request, answering: Answering, asked: Asked, form: Form) -> Response:
    survey, go = answering.survey, form["go"].data or "next"
    given = read_given(asked, form)
    flaw = asked.kind.flaw_of(asked, given)
    if go == "next" and (flaw or form.errors):
        if flaw and not form["answer"].errors:
            form.refuse(flaw, "answer")
        return _show(request, answering, asked, form)
    given = keepable(asked, given)
    if go == "skip":
        given = Given(AnswerState.SKIPPED, given.chosen, given.words)
    if not await keep_answer(survey, answering.token, asked.key, given, now()):
        return await show_gone(request, await arrive(request), given.words)
    answering.draft.answers = {**answering.draft.answers, asked.key: given.kept()}
    if why_not_open(survey, today()):
        return show_closed(request, survey, answering)
    return _leave_question(request, answering, asked.number, go)


def _leave_question(request: Request, answering: Answering, number: int, go: str) -> Response:
    survey = answering.survey
    if go == "stop":
        return RedirectResponse(address(request, "survey_stop", slug=survey.slug), 303)
    if is_checking(request):
        return to_check(request, survey)
    if go == "back":
        return to_question(request, survey, number - 1) if number > 1 else to_start(request, survey)
    if number < len(answering.version.questions):
        return to_question(request, survey, number + 1)
    return to_about(request, survey, 1) if about_parts(survey, answering.draft) else to_check(request, survey)


async def _answer_without_draft(request: Request, visit: Visit, number: int) -> Response:
    """The draft is gone, but what stands on the page just sent is not: it begins a new draft where it can."""
    survey = visit.survey
    version = await find_ready_version(survey)
    if request.method == "GET" or version is None:
        return await show_gone(request, visit)
    asked = (await asked_version(version.id)).get_question(number)
    form = await bind(question_form(asked, ""), request)
    given = keepable(asked, read_given(asked, form))
    page = await show_gone(request, visit, given.words)
    if page.status_code != 410 or visit.token is None:
        return page
    token = await start_draft(survey, version, now())
    await keep_answer(survey, token, asked.key, given, now())
    page = await show_gone(request, visit, given.words, restarted=True)
    keep_token(request, page, survey, token)
    return page


def _show(request: Request, answering: Answering, asked: Asked, form: Form) -> Response:
    """The question, with the safety sentence once more above the first box for words."""
    return render(
        request,
        "surveys/question.html",
        survey=answering.survey,
        question=asked,
        count=len(answering.version.questions),
        form=form,
        tells_safety=asked.number == answering.version.first_written,
    )


async def about(request: Request) -> Response:
    answering = await come_back(request)
    if isinstance(answering, Response):
        return answering
    parts = about_parts(answering.survey, answering.draft)
    number = request.path_params["number"]
    if not 1 <= number <= len(parts):
        return to_check(request, answering.survey)
    part = parts[number - 1]
    form_class = about_form(ABOUT_QUESTIONS[part], about_choices(part))
    form = await bind(form_class, request, data={"answer": answering.draft.about.get(part)})
    if form.is_sent and not (form["go"].data in ("", "next") and form.errors):
        return await _take_about(request, answering, part, number, form)
    return render(
        request,
        "surveys/about.html",
        survey=answering.survey,
        form=form,
        number=number,
        count=len(parts),
    )


async def _take_about(request: Request, answering: Answering, part: str, number: int, form: Form) -> Response:
    survey, go = answering.survey, form["go"].data or "next"
    value = form["answer"].data or UNSAID
    if go == "skip" or form.errors:
        value = UNSAID
    if not await keep_about(survey, answering.token, part, value, now()):
        return await show_gone(request, await arrive(request))
    answering.draft.about = {**answering.draft.about, part: value}
    if go == "stop":
        return RedirectResponse(address(request, "survey_stop", slug=survey.slug), 303)
    if is_checking(request):
        return to_check(request, survey)
    if go == "back":
        last = len(answering.version.questions)
        return to_about(request, survey, number - 1) if number > 1 else to_question(request, survey, last)
    is_last = number >= len(about_parts(survey, answering.draft))
    return to_check(request, survey) if is_last else to_about(request, survey, number + 1)


def as_answering(visit: Visit) -> Answering | None:
    if visit.draft is None or visit.version is None or visit.token is None:
        return None
    return Answering(visit.survey, visit.token, visit.draft, visit.version)


def keep_token(request: Request, response: Response, survey: Survey, token: str) -> None:
    keep(request, response, DRAFT, token, address(request, "survey", slug=survey.slug))


def is_checking(request: Request) -> bool:
    """Whether the person came from the check page to change one answer, and goes back there."""
    return request.query_params.get("then") == CHECKING


def to_start(request: Request, survey: Survey) -> Response:
    return RedirectResponse(address(request, "survey", slug=survey.slug), 303)


def to_question(request: Request, survey: Survey, number: int) -> Response:
    return RedirectResponse(address(request, "survey_question", slug=survey.slug, number=number), 303)


def to_about(request: Request, survey: Survey, number: int) -> Response:
    return RedirectResponse(address(request, "survey_about", slug=survey.slug, number=number), 303)


def to_check(request: Request, survey: Survey) -> Response:
    return RedirectResponse(address(request, "survey_check", slug=survey.slug), 303)
