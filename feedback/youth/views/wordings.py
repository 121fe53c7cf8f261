"""The builder's page of wording tests, and the switch that puts a poll on the members' page."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.flash import say
from feedback.kit.forms import Form, add_refusal, bind
from feedback.kit.rendering import address, plural, render
from feedback.people.audit import record
from feedback.youth.forms import StartTestForm, TestedForm
from feedback.youth.forum import find_forum, get_forum
from feedback.youth.polling import hide_poll, is_shown, show_poll
from feedback.youth.testing import Tried, end_test, get_test, read_test, start_test, wordings_of_survey
from feedback.youth.views.visiting import BOTH, POST
from surveys.asking import get_survey
from surveys.building import get_latest_version, questions_of
from surveys.models import Survey
from surveys.polls import get_poll
from surveys.tested import record_testing

ONE = "/staff/surveys/{slug}/wording"


async def show_tests(request: Request) -> Response:
    """What members made of each wording, and the form that puts another question before them."""
    survey = await _survey(request)
    form = await bind(StartTestForm, request, questions=await _questions(survey))
    if form.is_valid:
        try:
            await start_test(await get_forum(), survey, form.question.data, request.state.account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Members of the Youth Forum can try out this question now.")
            return _to(request, survey)
    return await _show(request, survey, form, await _tested_form(survey))


async def press_tested(request: Request) -> Response:
    """Write down who tested it and what changed. Everybody reads it before the first question."""
    survey = await _survey(request)
    form = await bind(TestedForm, request)
    if form.is_valid:
        try:
            await record_testing(survey, form.who.data, form.changes.data, request.state.account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "People read this before the first question.")
            return _to(request, survey)
    return await _show(request, survey, StartTestForm(questions=await _questions(survey)), form)


async def press_end(request: Request) -> Response:
    survey = await _survey(request)
    test = await get_test(UUID(str(request.path_params["test_id"])))
    if test.survey_id != survey.id:
        raise NotFound
    await end_test(test, request.state.account, today())
    await say(request, "The test has ended. Write down what changed.")
    return _to(request, survey)


async def _show(request: Request, survey: Survey, start: Form, tested: Form) -> Response:
    """Words only for who may read what people wrote, and then it is on record (D31)."""
    may_read = request.state.account.may(Role.ANALYST, survey.consultation)
    tried = [await read_test(test, with_words=may_read) for test in await wordings_of_survey(survey)]
    await _note(request, survey, tried)
    return render(
        request,
        "youth/staff_wordings.html",
        survey=survey,
        version=await get_latest_version(survey),
        tried=tried,
        start=start,
        tested=tested,
        may_read=may_read,
        forum=await find_forum(),
    )


async def _note(request: Request, survey: Survey, tried: list[Tried]) -> None:
    words = sum(one.words for one in tried)
    if words:
        await record(request.state.account, "youth.words.view", survey, plural(words, "comment"))


async def switch_poll(request: Request) -> Response:
    """Put a poll on the members' page, or take it off."""
    poll = await get_poll(request.path_params["slug"])
    check_may(request, Role.EDITOR, poll.consultation)
    forum, account = await get_forum(), request.state.account
    if await is_shown(forum, poll):
        await hide_poll(forum, poll, account)
        await say(request, "The Youth Forum’s page does not show this poll any more.")
    else:
        await show_poll(forum, poll, account)
        await say(request, "Members of the Youth Forum see this poll on their page while it is open.")
    return RedirectResponse(address(request, "staff_poll", slug=poll.slug), 303)


async def _survey(request: Request) -> Survey:
    survey = await get_survey(request.path_params["slug"])
    check_may(request, Role.EDITOR, survey.consultation)
    return survey


async def _questions(survey: Survey) -> list[tuple[str, str]]:
    rows = await questions_of(await get_latest_version(survey))
    return [(row.key, row.text) for row in rows]


async def _tested_form(survey: Survey) -> TestedForm:
    version = await get_latest_version(survey)
    return TestedForm(data={"who": version.tested_with, "changes": version.tested_changes})


def _to(request: Request, survey: Survey) -> Response:
    return RedirectResponse(address(request, "wording_tests", slug=survey.slug), 303)


routes = [
    staff(ONE, show_tests, "wording_tests", Role.EDITOR, BOTH),
    staff(ONE + "/tested", press_tested, "record_tested", Role.EDITOR, POST),
    staff(ONE + "/{test_id:uuid}/end", press_end, "end_wording_test", Role.EDITOR, POST),
    staff("/staff/polls/{slug}/youth-forum", switch_poll, "poll_for_youth", Role.EDITOR, POST),
]
