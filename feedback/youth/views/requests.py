"""Pages of services that ask the forum: the queue, a new request, and what came of the last one."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.people.models import Organisation
from feedback.strategy.bodies import bodies_to_choose, get_body, name_body
from feedback.youth.forms import ANOTHER, AskYouthForm, FeedBackForm
from feedback.youth.forum import find_forum, get_forum
from feedback.youth.models import ForumRequest, RequestState
from feedback.youth.requesting import (
    NOTHING_OWED,
    OPEN,
    STATE_WORDS,
    ask_forum,
    feed_back,
    get_request,
    requests_of,
    take_back,
)
from feedback.youth.views.visiting import BOTH, POST

EVERYTHING = "the whole county"
PLACE = "/staff/youth-forum"


async def list_requests(request: Request) -> Response:
    _check_editor(request)
    forum = await find_forum()
    return render(
        request,
        "youth/staff_requests.html",
        forum=forum,
        requests=await requests_of(forum) if forum else [],
        words=STATE_WORDS,
    )


async def ask(request: Request) -> Response:
    _check_editor(request)
    form = await bind(AskYouthForm, request, bodies=await bodies_to_choose())
    if form.is_valid:
        try:
            forum = await get_forum()
            service = await _service(request, form)
            made = await ask_forum(forum, service, form.wish, request.state.account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The forum’s worker reads it and puts it before the members.")
            return _to(request, made)
    return render(request, "youth/ask.html", form=form)


async def show_request(request: Request) -> Response:
    asked = await _get(request)
    owes = asked.state is RequestState.ACCEPTED and asked.fed_back_on is None
    if request.method == "POST" and not owes:
        raise Refusal(NOTHING_OWED)
    form = await bind(FeedBackForm, request)
    if form.is_valid:
        try:
            await feed_back(asked, form.fed_back.data, request.state.account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The forum can read what came of it.")
            return _to(request, asked)
    return render(
        request,
        "youth/staff_request.html",
        asked=asked,
        word=STATE_WORDS[asked.state],
        form=form,
        owes=owes,
        may_take_back=asked.state in OPEN,
    )


async def press_take_back(request: Request) -> Response:
    asked = await _get(request)
    await take_back(asked, request.state.account)
    await say(request, "The request is taken back.")
    return _to(request, asked)


async def _service(request: Request, form: AskYouthForm) -> Organisation:
    account = request.state.account
    if form.service.data != ANOTHER:
        return await get_body(form.service.data, account, now())
    if not form.other_service.data:
        raise Refusal("Write the name of the service", "other_service")
    return await name_body(form.other_service.data, account, now())


async def _get(request: Request) -> ForumRequest:
    _check_editor(request)
    return await get_request(UUID(str(request.path_params["request_id"])))


def _check_editor(request: Request) -> None:
    """The forum belongs to no consultation, so a grant that is for one only opens nothing here."""
    check_may(request, Role.EDITOR, EVERYTHING)


def _to(request: Request, asked: ForumRequest) -> Response:
    return RedirectResponse(address(request, "staff_youth_request", request_id=asked.id), 303)


ONE = PLACE + "/requests/{request_id:uuid}"
routes = [
    staff(PLACE, list_requests, "staff_youth_requests", Role.EDITOR),
    staff(PLACE + "/ask", ask, "ask_youth_forum", Role.EDITOR, BOTH),
    staff(ONE, show_request, "staff_youth_request", Role.EDITOR, BOTH),
    staff(ONE + "/take-back", press_take_back, "take_back_request", Role.EDITOR, POST),
]
