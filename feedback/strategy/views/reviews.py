"""Staff pages of a review: what it found and asks for, and what is done about it."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import render
from feedback.strategy import reviewing
from feedback.strategy.development_models import Development
from feedback.strategy.forms import FindingForm, RecommendationForm, ResponseForm, ReviewForm
from feedback.strategy.reviewing import ReviewOfPage, find_review
from feedback.strategy.views.developments import BOTH, ONE, for_editor, to_development


async def add_review(request: Request) -> Response:
    development = await for_editor(request)
    form = await bind(ReviewForm, request)
    if form.is_valid:
        try:
            await reviewing.add_review(
                request.state.account,
                development,
                form.led_by.data,
                form.when_said.data or "",
                form.heard.data,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Add what was found and recommended next.")
            return to_development(request, development)
    return render(request, "strategy/add_review.html", form=form, development=development)


async def add_finding(request: Request) -> Response:
    development, page = await _review(request)
    form = await bind(FindingForm, request)
    if form.is_valid:
        await reviewing.add_finding(request.state.account, page.review, form.finding.data)
        return to_development(request, development)
    return render(request, "strategy/add_finding.html", form=form, development=development)


async def add_recommendation(request: Request) -> Response:
    development, page = await _review(request)
    form = await bind(RecommendationForm, request)
    if form.is_valid:
        await reviewing.add_recommendation(
            request.state.account, page.review, form.recommendation.data, form.lines()
        )
        await say(request, "It is open until somebody answers it.")
        return to_development(request, development)
    return render(request, "strategy/add_recommendation.html", form=form, development=development)


async def respond(request: Request) -> Response:
    development, page = await _review(request)
    form = await bind(ResponseForm, request, asked=[one.recommendation for one in page.asked])
    if form.is_valid:
        try:
            await reviewing.respond_to_review(
                request.state.account, page.review, form.respond(), form.chosen(), today()
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Everybody can read this response now.")
            return to_development(request, development)
    return render(request, "strategy/respond.html", form=form, development=development)


async def _review(request: Request) -> tuple[Development, ReviewOfPage]:
    development = await for_editor(request)
    page = await find_review(development)
    if page is None:
        raise NotFound
    return development, page


routes = [
    staff(ONE + "/review", add_review, "add_review", Role.EDITOR, BOTH),
    staff(ONE + "/findings", add_finding, "add_finding", Role.EDITOR, BOTH),
    staff(ONE + "/recommendations", add_recommendation, "add_recommendation", Role.EDITOR, BOTH),
    staff(ONE + "/responses", respond, "respond_to_review", Role.EDITOR, BOTH),
]
