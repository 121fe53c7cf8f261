"""Say more about a public reply. Where it stood before stays readable (D51)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.replies.models import Reply, ReplyState, ReplyTheme, ReplyUpdate, Status
from feedback.replies.quoting import refuse_copied_words


@dataclass(frozen=True)
class Position:
    """Where we stand now."""

    status: Status
    what: str
    why: str
    next_update_on: date | None
    what_else: str = ""


def check_position(position: Position) -> None:
    """What everybody who spoke is owed, wherever we stand (D49, D50)."""
    if not position.why.strip():
        cannot = "Say why you cannot do it." if position.status is Status.CANNOT else "Say why."
        raise Refusal(f"{cannot} People who spoke are owed the reason.", "why")
    if position.status is Status.CANNOT and not position.what_else.strip():
        raise Refusal("Say what else may help, even if it is small.", "what_else")
    if position.status in (Status.THINKING, Status.PLANNED, Status.DOING) and position.next_update_on is None:
        raise Refusal("Give the date by which you will say more.", "next_update_on")


async def write_update(account: Account, reply: Reply, position: Position, today: date) -> ReplyUpdate:
    """Propose a new position. It is public once somebody else has checked it."""
    check_position(position)
    async with transaction():
        await reply.refresh_from_db()
        if reply.state != ReplyState.PUBLISHED:
            raise Refusal("This reply is not public, so you can still rewrite it.")
        if await ReplyUpdate.exists(reply=reply, published_on=None):
            raise Refusal("An update to this reply is waiting for its check already.")
        themes: Any = (
            await ReplyTheme.filter(reply=reply).order_by("theme_id").values_list("theme_id", flat=True)
        )
        await refuse_copied_words((position.what, position.why, position.what_else), themes, "what")
        update = await ReplyUpdate.create(
            reply=reply,
            was_status=reply.status,
            was_what=reply.what,
            was_why=reply.why,
            was_what_else=reply.what_else,
            was_next_update_on=reply.next_update_on,
            status=position.status,
            what=position.what,
            why=position.why,
            what_else=position.what_else,
            next_update_on=position.next_update_on,
            written_by=account,
            written_on=today,
        )
        await record(account, "write update", update)
    return update


async def drop_update(account: Account, update: ReplyUpdate) -> None:
    """Take an update back before anybody could read it, so that another can be written."""
    async with transaction():
        if not await ReplyUpdate.filter(id=update.id, published_on=None).delete():
            raise Refusal("This update is public already.")
        await record(account, "drop update", update)


async def publish_update(account: Account, update: ReplyUpdate, today: date) -> None:
    """A second person says that nobody can be identified; the update takes the place of the old position."""
    async with transaction():
        moved = (
            await ReplyUpdate.filter(id=update.id, published_on=None)
            .exclude(written_by_id=account.id)
            .update(published_on=today, checked_by_id=account.id)
        )
        if not moved:
            await update.refresh_from_db()
            if update.published_on is None:
                raise Refusal(
                    "You wrote this update. Ask somebody else to check that nobody can be identified."
                )
            raise Refusal("This update is public already.")
        await Reply.filter(id=update.reply_id).update(
            status=update.status,
            what=update.what,
            why=update.why,
            what_else=update.what_else,
            next_update_on=update.next_update_on,
        )
        if update.status is Status.DONE:  # what people said before was about something that was not done yet
            await Reply.filter(id=update.reply_id).update(judged_on=None)
        await record(account, "publish update", update)
