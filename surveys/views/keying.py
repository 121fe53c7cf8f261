"""Staff type in a survey that came on paper, by phone or face to face, and hand its code back."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may
from feedback.kit.forms import bind
from feedback.kit.rendering import address, render
from feedback.voices.views.codes import find_sent, fresh_key, sent_key, to_thanks
from surveys.asking import get_survey
from surveys.keying import key_in_response, version_on_paper
from surveys.keying_forms import parts_of, read_sheet, sheet_form
from surveys.models import Survey


async def key_in(request: Request) -> Response:
    """All questions on one page, in the order of the paper."""
    survey = await _get(request)
    version = await version_on_paper(survey)
    opened = {"client_key": fresh_key(), "came_on": today()}
    form = await bind(sheet_form(survey, version), request, data=opened)
    if form.is_valid:
        key = sent_key(form.client_key.data)
        sheet = read_sheet(form, survey, version)
        try:
            await key_in_response(survey, version, sheet, form.keyed, key, request.state.account, now())
        except Refusal as no:
            is_question = version.find_by_key(no.field or "") is not None
            form.refuse(no.sentence, f"{no.field}-answer" if is_question else no.field)
        else:
            return to_thanks(request, address(request, "survey_keyed", slug=survey.slug), key)
    return render(
        request,
        "surveys/key_in.html",
        survey=survey,
        version=version,
        form=form,
        parts=parts_of(form, version),
        about=[field for field in form if field.name.startswith("about-")],
    )


async def keyed(request: Request) -> Response:
    survey = await _get(request)
    again = address(request, "key_in_survey", slug=survey.slug)
    return render(request, "voices/keyed.html", code=await find_sent(request), again=again)


async def _get(request: Request) -> Survey:
    survey = await get_survey(request.path_params["slug"])
    check_may(request, Role.EDITOR, survey.consultation)
    return survey
