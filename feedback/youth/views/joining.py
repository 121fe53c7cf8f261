"""The front page of the forum; joining with a card, coming back with a code, closing on this phone."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import NotFound, Refusal
from feedback.kit.access import public
from feedback.kit.cookies import SENT
from feedback.kit.forms import add_refusal, bind
from feedback.kit.limits import Limit, count_miss, refuse_guessing
from feedback.kit.rendering import address, render
from feedback.voices.keep_codes import read_client_key, read_code
from feedback.voices.views.codes import fresh_key, sent_key
from feedback.youth.forms import BackForm, JoinForm
from feedback.youth.forum import find_forum
from feedback.youth.home import home_of
from feedback.youth.joining import NO_CARD, NO_CODE, change_code, close_here, come_back, join, own_code
from feedback.youth.models import YouthMember
from feedback.youth.requesting import STATE_WORDS, requests_of
from feedback.youth.views.visiting import (
    BOTH,
    POST,
    find_visitor,
    for_members,
    forget,
    home,
    keep,
    to_code,
    token_of,
)

# Four words are 40 bits; a group behind one address types some of them wrong, a machine needs millions.
MISSES = Limit("youth", 60, 600)


async def front(request: Request) -> Response:
    """For members what they can do; for everybody else how one joins."""
    member = await find_visitor(request)
    if member is None:
        return render(request, "youth/front.html", forum=await find_forum())
    return render(request, "youth/home.html", member=member, home=await home_of(member, today()))


async def show_card(request: Request) -> Response:
    """Where the picture on a card leads: the code is filled in, and nothing is used up."""
    code = read_code(request.path_params["code"])
    if code is None:
        raise NotFound
    form = JoinForm(data={"code": code, "client_key": fresh_key()})
    return render(request, "youth/join.html", form=form)


async def press_join(request: Request) -> Response:
    form = await bind(JoinForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        refuse_guessing(request, MISSES)
        key = sent_key(form.client_key.data)
        try:
            let_in = await join(
                form.code.data, form.nickname.data, bool(form.is_not_a_name.data), key, today()
            )
        except Refusal as refusal:
            _refuse(request, form, refusal)
        else:
            return keep(request, to_code(request, key), let_in.token)
    return render(request, "youth/join.html", form=form)


async def press_back(request: Request) -> Response:
    form = await bind(BackForm, request)
    if form.is_valid:
        refuse_guessing(request, MISSES)
        try:
            let_in = await come_back(form.code.data, today())
        except Refusal as refusal:
            _refuse(request, form, refusal)
        else:
            return keep(request, home(request), let_in.token)
    return render(request, "youth/back.html", form=form)


def _refuse(request: Request, form: JoinForm | BackForm, refusal: Refusal) -> None:
    if refusal.sentence in (NO_CARD, NO_CODE):
        count_miss(request, MISSES)
    add_refusal(form, refusal)


async def show_code(request: Request, member: YouthMember) -> Response:
    """The way back in. It is shown after joining, and never again."""
    code = own_code(member, read_client_key(request.cookies.get(SENT.name, "")))
    if code is None:
        return home(request)
    return render(request, "youth/code.html", code=code.replace("-", " · "))


async def press_new_code(request: Request, member: YouthMember) -> Response:
    key = sent_key(None)
    await change_code(member, key)
    return to_code(request, key)


async def press_close(request: Request) -> Response:
    await close_here(token_of(request))
    return forget(request, RedirectResponse(address(request, "youth"), 303))


async def show_asked(request: Request) -> Response:
    """Who asked the forum, what it said and why, and who owes it an answer: for everybody."""
    forum = await find_forum()
    return render(
        request,
        "youth/asked.html",
        forum=forum,
        requests=await requests_of(forum) if forum else [],
        words=STATE_WORDS,
    )


routes = [
    public("/youth", front, "youth"),
    public("/youth/card/{code}", show_card, "youth_card"),
    public("/youth/join", press_join, "youth_join", BOTH),
    public("/youth/back", press_back, "youth_back", BOTH),
    public("/youth/code", for_members(show_code), "youth_code"),
    public("/youth/code/new", for_members(press_new_code), "youth_new_code", POST),
    public("/youth/close", press_close, "youth_close", POST),
    public("/youth/asked", show_asked, "youth_asked"),
]
