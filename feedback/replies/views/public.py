"""What everybody reads: the list, one reply with its history and its verdict, and the same for programs."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from feedback.consultations.lifecycle import is_slug
from feedback.core.clock import today
from feedback.core.errors import Forbidden, NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import public, staff
from feedback.kit.cookies import TOLD, cookie_name
from feedback.kit.forms import bind
from feedback.kit.headers import FRAMED
from feedback.kit.limits import Limit
from feedback.kit.paging import page_of
from feedback.kit.rendering import address, council, render
from feedback.people.models import Organisation
from feedback.people.speakers import spoken_for
from feedback.replies import choosing, reading
from feedback.replies.agreeing import agreed_check
from feedback.replies.correcting import corrections_of
from feedback.replies.feeds import as_data, share_text, write_atom
from feedback.replies.forms import DifferenceForm
from feedback.replies.judging import ANSWER_WORDS, find_answer, judge_as_forum, judge_reply, verdict_of
from feedback.replies.models import STATUS_WORDS, Asked, Reply, ReplyState, Status

MOST_IN_A_FEED = 50
# A whole school behind one address may answer; a machine that would drown them out needs thousands.
DIFFERENCE = Limit("difference", 2000, 3600)


async def show_replies(request: Request) -> Response:
    """All public replies, those that say "we cannot" among them."""
    status, priority = request.query_params.get("status", ""), _priority_of(request)
    found = await reading.replies_under(priority)
    if status in {one.value for one in Status}:
        found = found.filter(status=status)
    return render(
        request,
        "replies/list.html",
        page=await page_of(found, request, 20),
        shares=await reading.shares_of_status(),
        priorities=await choosing.priorities_now(),
        chosen_status=status,
        chosen_priority=priority,
        today=today(),
    )


async def show_reply(request: Request) -> Response:
    reply = await reading.get_public_reply(request.path_params["slug"])
    if reply.state is ReplyState.WITHDRAWN:
        return render(request, "replies/taken_back.html", 410, reply=reply)
    return await _show(request, reply, DifferenceForm())


async def _show(request: Request, reply: Reply, form: DifferenceForm) -> Response:
    token = _told(request)
    answer = await find_answer(reply, Asked.PUBLIC, token) if token else None
    account = request.state.account
    return render(
        request,
        "replies/page.html",
        reply=reply,
        quotes=await reading.quotes_of(reply),
        polls=await reading.polls_answered_by(reply),
        status_words=STATUS_WORDS,
        history=await reading.history_of(reply),
        corrections=await corrections_of(reply),
        agreed=await agreed_check(reply),
        is_late=reply.is_late(today()),
        line_words=reading.LINE_WORDS,
        judged=await verdict_of(reply),
        answer_words=ANSWER_WORDS,
        answer=answer,
        form=form,
        is_forum=account is not None and bool(spoken_for(account)),
        share=share_text(reply, _link(request, reply)),
    )


async def say_difference(request: Request) -> Response:
    """Anybody's answer. A cookie lets the same browser change its mind, and counts it once."""
    reply = await reading.get_published_reply(request.path_params["slug"])
    form = await bind(DifferenceForm, request)
    if not form.is_valid:
        return await _show(request, reply, form)
    token = _told(request) or secrets.token_urlsafe(24)
    await judge_reply(reply, Asked.PUBLIC, form.answered(), token, today())
    response = RedirectResponse(address(request, "reply", slug=reply.slug) + "#difference", 303)
    secure = request.app.state.settings.is_secure
    response.set_cookie(
        cookie_name(TOLD, secure=secure), token, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


async def say_difference_as_forum(request: Request) -> Response:
    reply = await reading.get_published_reply(request.path_params["slug"])
    form = await bind(DifferenceForm, request)
    if not form.is_valid:
        return await _show(request, reply, form)
    forums = spoken_for(request.state.account)
    if not forums:
        raise Refusal(
            "Your account speaks for no forum. Nobody with a role of the council can answer for one."
        )
    forum = await Organisation.filter(id__in=list(forums)).order_by("name", "id").first()
    if forum is None:
        raise Forbidden
    await judge_as_forum(reply, forum, form.answered(), today())
    return RedirectResponse(address(request, "reply", slug=reply.slug) + "#difference", 303)


async def show_card(request: Request) -> Response:
    """A plain card that another site may frame. It holds no form and no cookie."""
    reply = await reading.get_published_reply(request.path_params["slug"])
    page = render(
        request, "replies/card.html", reply=reply, is_late=reply.is_late(today()), link=_link(request, reply)
    )
    page.headers.update(FRAMED)
    return page


async def send_feed(request: Request) -> Response:
    priority = _priority_of(request)
    replies = await (await reading.feed_of(priority)).limit(MOST_IN_A_FEED)
    own = request.app.state.settings.base_url + address(request, "replies_feed")
    own += f"?priority={priority}" if priority else ""
    title = f"You said, we did in {council().name}"
    feed = write_atom(replies, title, own, lambda reply: _link(request, reply))
    return Response(feed, media_type="application/atom+xml")


async def send_data(request: Request) -> Response:
    page = await page_of(await reading.feed_of(_priority_of(request)), request, MOST_IN_A_FEED)
    found = [await _data(request, reply) for reply in page.items]
    return JSONResponse({"page": page.number, "pages": page.pages, "replies": found})


async def send_one(request: Request) -> Response:
    reply = await reading.get_published_reply(request.path_params["slug"])
    await reply.fetch_related("updates")
    return JSONResponse(await _data(request, reply))


async def _data(request: Request, reply: Reply) -> dict[str, Any]:
    quotes, judged = await reading.quotes_of(reply), await verdict_of(reply)
    return as_data(reply, lambda one: _link(request, one), quotes, judged, today())


def _priority_of(request: Request) -> str:
    priority = request.query_params.get("priority", "")
    if priority and not is_slug(priority):
        raise NotFound
    return priority


def _link(request: Request, reply: Reply) -> str:
    return str(request.app.state.settings.base_url + address(request, "reply", slug=reply.slug))


def _told(request: Request) -> str:
    secure = request.app.state.settings.is_secure
    return request.cookies.get(cookie_name(TOLD, secure=secure), "")[:100]


routes = [
    public("/replies", show_replies, "replies"),
    public("/replies.atom", send_feed, "replies_feed"),
    public("/replies.json", send_data, "replies_data"),
    public("/replies/{slug}.json", send_one, "reply_data"),
    public("/replies/{slug}", show_reply, "reply"),
    public("/replies/{slug}/card", show_card, "reply_card"),
    public("/replies/{slug}/difference", say_difference, "reply_difference", ("POST",), limit=DIFFERENCE),
    staff(
        "/replies/{slug}/difference/forum",
        say_difference_as_forum,
        "forum_difference",
        Role.FORUM,
        methods=("POST",),
    ),
]
