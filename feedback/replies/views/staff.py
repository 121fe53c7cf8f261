"""Pages of those who reply: write, check, publish, say more."""

from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from wtforms.fields import SelectChoice

from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import Consultation
from feedback.core.clock import london_day, long_date, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.desk import DeskLine
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind, sent_word
from feedback.kit.rendering import address, render
from feedback.people.organisations import get_organisation
from feedback.people.speakers import forums_with_speakers
from feedback.replies import choosing, reading
from feedback.replies.agreeing import NOT_CHECKED, ask_forum, is_about_young_words, last_check
from feedback.replies.deciding import decisions_of
from feedback.replies.forms import AskForumForm, ReplyForm, UpdateForm, WithdrawForm, write_quote
from feedback.replies.models import STATUS_WORDS, Reply, ReplyQuote, ReplyState, ReplyUpdate
from feedback.replies.quoting import Quote
from feedback.replies.updating import drop_update, publish_update, write_update
from feedback.replies.writing import (
    check_reply,
    mark_of_reply,
    publish_reply,
    rewrite_reply,
    withdraw_reply,
    write_reply,
)


async def list_replies(request: Request) -> Response:
    consultation = await _consultation(request)
    return render(
        request,
        "replies/staff_list.html",
        consultation=consultation,
        replies=await reading.replies_of(consultation),
    )


async def new_reply(request: Request) -> Response:
    consultation = await _consultation(request)
    form = await bind(ReplyForm, request, **await _choices(request, consultation))
    if form.is_valid:
        try:
            reply = await write_reply(
                request.state.account,
                consultation,
                form.draft(),
                form.chosen_themes(),
                form.chosen_lines(),
                form.chosen_quotes(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _to(request, reply)
    return render(request, "replies/edit.html", form=form, consultation=consultation, heading="Write a reply")


async def edit_reply(request: Request) -> Response:
    reply = await _reply(request)
    form = await bind(
        ReplyForm,
        request,
        data=await _as_written(reply),
        **await _choices(request, reply.consultation, reply),
    )
    if form.is_valid:
        try:
            await rewrite_reply(
                request.state.account,
                reply,
                form.draft(),
                form.chosen_themes(),
                form.chosen_lines(),
                form.chosen_quotes(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _to(request, reply)
    return render(
        request, "replies/edit.html", form=form, consultation=reply.consultation, heading="Change this reply"
    )


async def view_reply(request: Request) -> Response:
    """The reply as the public would see it, with the buttons that this person may press."""
    return await _show(request, await _reply(request), await _ask_form(), WithdrawForm())


async def _ask_form() -> AskForumForm:
    return AskForumForm(forums=await forums_with_speakers())


async def _show(request: Request, reply: Reply, ask: AskForumForm, withdraw: WithdrawForm) -> Response:
    return render(
        request,
        "replies/staff_page.html",
        reply=reply,
        status_words=STATUS_WORDS,
        quotes=await reading.quotes_of(reply),
        update=await reading.waiting_update(reply),
        check=await last_check(reply),
        seen=await mark_of_reply(reply),
        may_check=reply.state == ReplyState.DRAFT and reply.written_by_id != request.state.account.id,
        is_young=await is_about_young_words(reply),
        line_words=reading.LINE_WORDS,
        ask_form=ask,
        withdraw_form=withdraw,
    )


async def press_ask(request: Request) -> Response:
    """Mail a forum a link that works once."""
    reply = await _reply(request)
    if reply.state is not ReplyState.CHECKED:
        raise Refusal(NOT_CHECKED)
    form = await bind(AskForumForm, request, forums=await forums_with_speakers())
    if form.is_valid:
        base_url = request.app.state.settings.base_url
        forum = await get_organisation(UUID(form.forum.data))
        try:
            await ask_forum(request.state.account, reply, forum, base_url, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "We have asked the forum. Its answer comes here.")
            return _to(request, reply)
    return await _show(request, reply, form, WithdrawForm())


async def press_check(request: Request) -> Response:
    reply = await _reply(request)
    seen = await sent_word(request, "seen")
    await check_reply(request.state.account, reply, today(), seen)
    await say(request, "You checked this reply. It can be published now.")
    return _to(request, reply)


async def press_publish(request: Request) -> Response:
    reply = await _reply(request)
    await publish_reply(request.state.account, reply, today())
    await say(request, "This reply is public now. Everyone whose words it answers sees it on their receipt.")
    return _to(request, reply)


async def press_withdraw(request: Request) -> Response:
    reply = await _reply(request)
    if reply.state is not ReplyState.PUBLISHED:
        raise Refusal("This reply is not public.")
    form = await bind(WithdrawForm, request)
    if form.is_valid:
        try:
            await withdraw_reply(request.state.account, reply, form.why.data, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "This reply is no longer public. Its page says why.")
            return _to(request, reply)
    return await _show(request, reply, await _ask_form(), form)


async def new_update(request: Request) -> Response:
    reply = await _reply(request)
    form = await bind(UpdateForm, request, obj=reply if request.method == "GET" else None)
    if form.is_valid:
        try:
            await write_update(request.state.account, reply, form.position(), today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Your update is written. Ask somebody else to check it.")
            return _to(request, reply)
    return render(request, "replies/update.html", form=form, reply=reply)


async def press_publish_update(request: Request) -> Response:
    reply, update = await _waiting_update(request)
    await publish_update(request.state.account, update, today())
    await say(request, "The update is public now.")
    return _to(request, reply)


async def press_drop_update(request: Request) -> Response:
    reply, update = await _waiting_update(request)
    await drop_update(request.state.account, update)
    await say(request, "The update is gone. Nobody outside has read it.")
    return _to(request, reply)


async def _waiting_update(request: Request) -> tuple[Reply, ReplyUpdate]:
    """The very update that was on the page: another one may have taken its place."""
    reply = await _reply(request)
    update = await reading.waiting_update(reply)
    if update is None or str(update.id) != await sent_word(request, "seen"):
        raise Refusal("This update does not wait any more. Open the reply again to see what does.")
    return reply, update


async def find_desk_lines(account: Any, moment: datetime) -> list[DeskLine]:
    """What a second person checks comes first, then what is ready, then what we promised to say more about."""
    if not account.may(Role.PUBLISHER):
        return []
    found = await reading.replies_for(account).exclude(state=ReplyState.WITHDRAWN)
    by_others = [reply for reply in found if reply.written_by_id != account.id]
    updates = await reading.updates_to_check([reply.id for reply in found], account)
    waiting = [(f"Check the reply “{one.title}”", one) for one in by_others if one.state == ReplyState.DRAFT]
    waiting += [(f"Check the update of “{update.reply.title}”", update.reply) for update in updates]
    waiting += [
        (f"Publish the reply “{one.title}”: it is checked", one)
        for one in found
        if one.state == ReplyState.CHECKED
    ]
    waiting += [
        (f"Say more about “{one.title}”: we promised it by {long_date(one.next_update_on)}", one)
        for one in found
        if one.state == ReplyState.PUBLISHED and one.next_update_on and one.is_late(london_day(moment))
    ]
    return [DeskLine(sentence, "staff_reply", {"reply_id": reply.id}) for sentence, reply in waiting]


async def _consultation(request: Request) -> Consultation:
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, Role.PUBLISHER, consultation)
    return consultation


async def _reply(request: Request) -> Reply:
    reply = await reading.get_reply(UUID(str(request.path_params["reply_id"])))
    check_may(request, Role.PUBLISHER, reply.consultation)
    return reply


async def _choices(
    request: Request, consultation: Consultation, reply: Reply | None = None
) -> dict[str, Any]:
    themes = await choosing.themes_to_answer(consultation)
    quotes = await choosing.quotable_words(consultation, request.state.account, reply)
    lines = await choosing.lines_now()
    return {
        "themes": [SelectChoice(str(theme.id), theme.title) for theme in themes],
        "quotes": [SelectChoice(write_quote(one.quote), f"{one.theme}: “{one.words}”") for one in quotes],
        "priorities": await choosing.priorities_now(),
        "outcomes": await choosing.outcomes_now(),
        "decisions": await decisions_of(consultation),
        "lines": [
            SelectChoice(
                str(line.id), f"{line.priority.number}. {reading.LINE_WORDS[line.kind]}: {line.text}"
            )
            for line in lines
        ],
    }


async def _as_written(reply: Reply) -> dict[str, Any]:
    quotes = await ReplyQuote.filter(reply=reply).order_by("position")
    return {
        "title": reply.title,
        "you_said": reply.you_said,
        "status": reply.status.value,
        "what": reply.what,
        "why": reply.why,
        "what_else": reply.what_else,
        "owner_role": reply.owner_role,
        "priority": str(reply.priority_id),
        "outcome": str(reply.outcome_id or ""),
        "decision": str(reply.decision_id or ""),
        "decided_on": reply.decided_on,
        "next_update_on": reply.next_update_on,
        "themes": [str(link.theme_id) for link in reply.theme_links],
        "lines": [str(link.line_id) for link in reply.line_links],
        "quotes": [write_quote(Quote(one.comment_id, one.start, one.end)) for one in quotes],
    }


def _to(request: Request, reply: Reply) -> Response:
    return RedirectResponse(address(request, "staff_reply", reply_id=reply.id), 303)


def _button(name: str, handler: Any) -> Any:
    path = "/staff/replies/{reply_id:uuid}/" + name
    return staff(path, handler, f"{name.replace('-', '_')}_reply", Role.PUBLISHER, methods=("POST",))


routes = [
    staff("/staff/consultations/{slug}/replies", list_replies, "staff_replies", Role.PUBLISHER),
    staff(
        "/staff/consultations/{slug}/replies/new",
        new_reply,
        "new_reply",
        Role.PUBLISHER,
        methods=("GET", "POST"),
    ),
    staff("/staff/replies/{reply_id:uuid}", view_reply, "staff_reply", Role.PUBLISHER),
    staff(
        "/staff/replies/{reply_id:uuid}/edit",
        edit_reply,
        "edit_reply",
        Role.PUBLISHER,
        methods=("GET", "POST"),
    ),
    staff(
        "/staff/replies/{reply_id:uuid}/update",
        new_update,
        "update_reply",
        Role.PUBLISHER,
        methods=("GET", "POST"),
    ),
    _button("check", press_check),
    _button("publish", press_publish),
    _button("withdraw", press_withdraw),
    _button("ask-forum", press_ask),
    staff(
        "/staff/replies/{reply_id:uuid}/update/publish",
        press_publish_update,
        "publish_update",
        Role.PUBLISHER,
        methods=("POST",),
    ),
    staff(
        "/staff/replies/{reply_id:uuid}/update/drop",
        press_drop_update,
        "drop_update",
        Role.PUBLISHER,
        methods=("POST",),
    ),
]

desk = (find_desk_lines,)
