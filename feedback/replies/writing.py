"""Write, check and publish "You said, we did". Nothing is public before a second person has checked it (D5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from feedback.consultations.lifecycle import await_reply_again
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import mark_of
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.replies.agreeing import drop_checks, refuse_unagreed
from feedback.replies.hearing import count_who_said_it
from feedback.replies.models import Decision, Reply, ReplyLine, ReplyQuote, ReplyState, ReplyTheme, Status
from feedback.replies.quoting import Quote, check_quotes, refuse_copied_words
from feedback.replies.updating import Position, check_position
from feedback.strategy.models import Line, Outcome, Priority
from feedback.themes.models import Theme, ThemeState
from feedback.voices.contacts_in import has_contact

SHOWN = (
    "title",
    "you_said",
    "status",
    "what",
    "why",
    "what_else",
    "owner_role",
    "priority_id",
    "outcome_id",
    "decision_id",
    "decided_on",
    "next_update_on",
    "written_by_id",
)


@dataclass(frozen=True)
class Draft:
    """What a person wrote down before anybody else reads it."""

    title: str
    you_said: str
    status: Status
    what: str
    why: str
    what_else: str
    owner_role: str
    priority: Priority
    decided_on: date | None = None
    next_update_on: date | None = None
    outcome: Outcome | None = None
    decision: Decision | None = None

    def as_fields(self) -> dict[str, Any]:
        """The columns. A decision that is on record brings its day."""
        written = {field.name: getattr(self, field.name) for field in fields(self)}
        outcome, decision = written.pop("outcome"), written.pop("decision")
        written["outcome_id"] = outcome.id if outcome else None
        written["decision_id"] = decision.id if decision else None
        return written | ({"decided_on": decision.decided_on} if decision else {})


async def write_reply(
    account: Account,
    consultation: Consultation,
    draft: Draft,
    themes: Sequence[UUID],
    lines: Sequence[UUID] = (),
    quotes: Sequence[Quote] = (),
) -> Reply:
    """Start a reply to the themes of a consultation."""
    check_draft(draft)
    async with transaction():
        reply = await Reply.create(
            consultation=consultation,
            slug=await _free_slug(draft.title),
            written_by=account,
            **draft.as_fields(),
        )
        await _tie(reply, themes, lines, quotes)
        await record(account, "write reply", reply)
    return reply


async def rewrite_reply(
    account: Account,
    reply: Reply,
    draft: Draft,
    themes: Sequence[UUID],
    lines: Sequence[UUID] = (),
    quotes: Sequence[Quote] = (),
) -> None:
    """Change a reply that is not public yet. A check that somebody gave it no longer counts.

    Whoever rewrites it becomes its writer, so that they cannot be the second pair of eyes on their own words.
    """
    check_draft(draft)
    async with transaction():
        # No word of a draft's first title may live on in the address of what becomes public.
        slug = reply.slug if draft.title == reply.title else await _free_slug(draft.title)
        moved = await Reply.filter(id=reply.id, state__in=(ReplyState.DRAFT, ReplyState.CHECKED)).update(
            **draft.as_fields(),
            slug=slug,
            state=ReplyState.DRAFT,
            written_by_id=account.id,
            checked_by_id=None,
            checked_on=None,
        )
        if not moved:
            raise Refusal("This reply is public. Write an update to it instead.")
        await reply.refresh_from_db()
        for model in (ReplyTheme, ReplyLine, ReplyQuote):
            await model.filter(reply=reply).delete()
        await drop_checks(reply)
        await _tie(reply, themes, lines, quotes)
        await record(account, "rewrite reply", reply)


async def mark_of_reply(reply: Reply) -> str:
    """Everything of a reply that its checker reads: another word, quote or theme, another mark."""
    written = [getattr(reply, name) for name in SHOWN]
    for model, key in ((ReplyTheme, "theme_id"), (ReplyLine, "line_id")):
        written.append(await model.filter(reply=reply).order_by(key).values_list(key, flat=True))
    quotes = ReplyQuote.filter(reply=reply).order_by("position", "id")
    written.append(await quotes.values_list("comment_id", "start", "end"))
    return mark_of(*written)


async def check_reply(account: Account, reply: Reply, today: date, seen: str | None = None) -> None:
    """A second person says that nobody can be identified from this reply. `seen`: the mark of the page that they
    read, where they read a page."""
    async with transaction():
        moved = (
            await Reply.filter(id=reply.id, state=ReplyState.DRAFT)
            .exclude(written_by_id=account.id)
            .update(state=ReplyState.CHECKED, checked_by_id=account.id, checked_on=today)
        )
        if not moved:
            await reply.refresh_from_db()
            if reply.state == ReplyState.DRAFT:
                raise Refusal(
                    "You wrote this reply. Ask somebody else to check that nobody can be identified."
                )
            raise Refusal("Somebody has already checked this reply.")
        # Asked after the row is ours, so that nobody can rewrite it in between.
        if seen is not None and seen != await mark_of_reply(await Reply.get(id=reply.id)):
            raise Refusal("Somebody changed this reply after you opened it. Read it again, then check it.")
        await check_quotes(await ReplyQuote.filter(reply=reply).prefetch_related("comment__voice"))
        await record(account, "check reply", reply)


async def publish_reply(account: Account, reply: Reply, today: date) -> None:
    """Make a checked reply public, with who said it as the public report counts them."""
    async with transaction():
        await check_quotes(await ReplyQuote.filter(reply=reply).prefetch_related("comment__voice"))
        await refuse_unagreed(reply, today)
        moved = await Reply.filter(id=reply.id, state=ReplyState.CHECKED).update(
            state=ReplyState.PUBLISHED, published_on=today
        )
        if not moved:
            await reply.refresh_from_db()
            if reply.state == ReplyState.PUBLISHED:
                raise Refusal("This reply is public already.")
            raise Refusal("A second person has to check this reply before it can be published.")
        await reply.fetch_related("consultation")
        await Reply.filter(id=reply.id).update(heard=await count_who_said_it(reply))
        await record(account, "publish reply", reply)


async def withdraw_reply(account: Account, reply: Reply, why: str, today: date) -> None:
    """Take a public reply off the public pages. Its address says from then on that it was there, and why not.

    Without any reply left its consultation is not answered any more: people see that they wait again (D56).
    """
    if not why.strip():
        raise Refusal("Say why you take it back. People who read it will ask.", "why")
    async with transaction():
        public = Reply.filter(id=reply.id, state=ReplyState.PUBLISHED)
        taken = {"state": ReplyState.WITHDRAWN, "withdrawn_on": today, "withdrawn_why": why.strip()}
        if not await public.update(**taken):
            raise Refusal("This reply is not public.")
        await record(account, "withdraw reply", reply)
        consultation = await Consultation.select_for_update().get(id=reply.consultation_id)
        is_answered = await Reply.exists(consultation=consultation, state=ReplyState.PUBLISHED)
        if consultation.state is ConsultationState.REPLIED and not is_answered:
            await await_reply_again(consultation, account)


def check_draft(draft: Draft) -> None:
    """The rules that do not depend on who asks (D5, D49, D50)."""
    if has_contact(f"{draft.title} {draft.you_said}"):
        raise Refusal("This has a phone number or an email address in it. Take it out.", "you_said")
    check_position(Position(draft.status, draft.what, draft.why, draft.next_update_on, draft.what_else))
    if draft.decision is not None and draft.decided_on not in (None, draft.decision.decided_on):
        raise Refusal("The decision that you chose was made on another day.", "decided_on")


async def _tie(reply: Reply, themes: Sequence[UUID], lines: Sequence[UUID], quotes: Sequence[Quote]) -> None:
    found = await Theme.filter(id__in=list(themes), state=ThemeState.ADOPTED).order_by("id")
    if not found:
        raise Refusal("Choose the theme that this replies to.", "themes")
    written = (reply.title, reply.you_said, reply.what, reply.why, reply.what_else)
    await refuse_copied_words(written, [theme.id for theme in found], "you_said")
    await ReplyTheme.bulk_create([ReplyTheme(reply=reply, theme=theme) for theme in found])
    kept = await Line.filter(id__in=list(lines), priority_id=reply.priority_id).order_by("id")
    if len(kept) != len(set(lines)):
        raise Refusal("Choose lines of the priority that you chose.", "lines")
    if not kept and await Line.exists(priority_id=reply.priority_id):
        raise Refusal("Choose a line of the strategy that it serves.", "lines")
    await ReplyLine.bulk_create([ReplyLine(reply=reply, line=line) for line in kept])
    tied = [
        ReplyQuote(reply=reply, comment_id=quote.comment, position=place, start=quote.start, end=quote.end)
        for place, quote in enumerate(quotes)
    ]
    await ReplyQuote.bulk_create(tied)
    await check_quotes(await ReplyQuote.filter(reply=reply).prefetch_related("comment__voice"))


async def _free_slug(title: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80] or "reply"
    taken = set(await Reply.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)
