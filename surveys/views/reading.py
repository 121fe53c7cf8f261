"""What can be read without answering: the full notice, and the survey on paper."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.consultations.contact import contact
from feedback.core.errors import NotFound
from feedback.kit.rendering import address, render
from surveys.answering import ABOUT_QUESTIONS, about_choices, about_parts
from surveys.asking import asked_version, get_ready_version, get_survey, is_known
from surveys.models import Survey


async def notice(request: Request) -> Response:
    survey = await _get_shown(request)
    return render(request, "surveys/notice.html", survey=survey)


async def paper(request: Request) -> Response:
    """A4, 14 point, no navigation (D9). Choices keep one order, since paper cannot shuffle them."""
    survey = await _get_shown(request)
    version = await asked_version((await get_ready_version(survey)).id)
    about = [(part, ABOUT_QUESTIONS[part], about_choices(part)) for part in about_parts(survey)]
    link = request.app.state.settings.base_url + address(
        request, "poll" if survey.is_poll else "survey", slug=survey.slug
    )
    return render(
        request,
        "surveys/paper.html",
        survey=survey,
        consultation=survey.consultation,
        version=version,
        about=about,
        link=link,
        contact=contact(),
    )


async def _get_shown(request: Request) -> Survey:
    survey = await get_survey(request.path_params["slug"])
    if not is_known(survey):
        raise NotFound
    return survey
