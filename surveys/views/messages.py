"""What people wrote to somebody by their role."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.roles import Role
from feedback.kit.access import check_may
from feedback.kit.rendering import render
from surveys.asking import get_survey
from surveys.messages import get_message_question, read_messages

READS = (Role.ANALYST, Role.PUBLISHER)


async def show_messages(request: Request) -> Response:
    survey = await get_survey(request.path_params["slug"])
    check_may(request, READS, survey.consultation)
    question = await get_message_question(survey, request.path_params["key"])
    letters = await read_messages(survey, question, request.state.account)
    return render(request, "surveys/messages.html", survey=survey, question=question, letters=letters)
