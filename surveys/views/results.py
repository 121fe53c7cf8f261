"""Results for staff: counts only, since words are for analysts."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.roles import Role
from feedback.kit.access import check_may
from feedback.kit.rendering import render
from surveys.asking import get_survey
from surveys.results import results_of

COUNTS = (Role.READER, Role.ANALYST)


async def show_results(request: Request) -> Response:
    survey = await get_survey(request.path_params["slug"])
    check_may(request, COUNTS, survey.consultation)
    total, results = await results_of(survey)
    return render(request, "surveys/results.html", survey=survey, total=total, results=results)
