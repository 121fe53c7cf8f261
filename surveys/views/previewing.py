"""The survey as a phone shows it, for staff. Nothing that is pressed here is kept."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.errors import NotFound
from feedback.kit.access import check_may
from feedback.kit.forms import bind
from feedback.kit.rendering import address, render
from surveys.asking import AskedVersion, as_asked, get_survey, say_tested
from surveys.building import get_latest_version, questions_of
from surveys.forms import question_form
from surveys.models import Survey
from surveys.views.building import SEES


async def preview(request: Request) -> Response:
    survey = await get_survey(request.path_params["slug"])
    check_may(request, SEES, survey.consultation)
    version = await get_latest_version(survey)
    rows = tuple(as_asked(row) for row in await questions_of(version))
    asked = AskedVersion(version.id, version.number, rows, say_tested(version))
    number = request.path_params["number"]
    if number > len(rows) or not rows:
        raise NotFound
    if request.method == "POST":
        return await _turn(request, survey, asked, number)
    question = asked.get_question(number)
    return render(
        request,
        "surveys/preview.html",
        survey=survey,
        question=question,
        count=len(rows),
        form=question_form(question, "preview")(),
        tells_safety=question.number == asked.first_written,
    )


async def _turn(request: Request, survey: Survey, asked: AskedVersion, number: int) -> Response:
    form = await bind(question_form(asked.get_question(number), "preview"), request)
    go = form["go"].data
    following = number - 1 if go == "back" else number + 1
    if go == "stop" or not 1 <= following <= len(asked.questions):
        return RedirectResponse(address(request, "staff_survey", slug=survey.slug), 303)
    return RedirectResponse(address(request, "preview_survey", slug=survey.slug, number=following), 303)
