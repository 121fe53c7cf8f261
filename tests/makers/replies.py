"""Themes with coded comments, and replies to them, for tests."""

from datetime import date
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.people.models import Account
from feedback.replies.models import Reply, Status
from feedback.replies.quoting import Quote
from feedback.replies.writing import Draft, check_reply, publish_reply, rewrite_reply, write_reply
from feedback.strategy.models import Line, Priority
from feedback.themes.editions import find_edition, publish_report
from feedback.themes.models import CodeFrame, Coder, Coding, FrameUse, Theme
from feedback.themes.tallies import refresh_tallies
from feedback.voices.about import About
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Comment, Door
from feedback.voices.receiving import Received, Said, receive_voice
from tests.makers.consultations import DAY, make_priority
from tests.makers.people import make_account


async def make_voice(
    consultation: Consultation, *words: str, may_quote: bool = True, **about: str
) -> Received:
    """A voice with a comment for each of `words`, sent with a client key of its own."""
    said = [Said(f"q{place}", "How is your journey?", text) for place, text in enumerate(words, 1)]
    return await receive_voice(
        consultation,
        door=Door.SURVEY,
        about=About(**({"group": "young_person"} | about)),
        said=said,
        client_key=new_client_key(),
        may_quote=may_quote,
        today=DAY,
    )


async def make_theme(consultation: Consultation, title: str, comments: list[Comment]) -> Theme:
    use = await FrameUse.get_or_none(consultation=consultation).prefetch_related("frame")
    if use is None:
        frame = await CodeFrame.create(title="What people say", made_on=DAY)
        await FrameUse.create(frame=frame, consultation=consultation)
    else:
        frame = use.frame
    theme = await Theme.create(frame=frame, title=title, made_on=DAY)
    await Coding.bulk_create(
        [
            Coding(
                comment_id=comment.id,
                theme=theme,
                start=0,
                end=len(comment.words),
                coder=Coder.MACHINE,
                frame_version=1,
            )
            for comment in comments
        ]
    )
    return theme


def make_draft(priority: Priority, **more: Any) -> Draft:
    fields: dict[str, Any] = {
        "title": "Taxis that come on time",
        "you_said": "Taxis come late, and the day starts badly.",
        "status": Status.DOING,
        "what": "We changed the pick-up times for the autumn.",
        "why": "You told us that the old times did not work.",
        "what_else": "",
        "owner_role": "Head of travel",
        "priority": priority,
        "next_update_on": date(2026, 9, 30),
    }
    return Draft(**(fields | more))


async def make_reply(
    consultation: Consultation,
    account: Account,
    themes: list[Theme],
    quotes: list[Quote] | None = None,
    **more: Any,
) -> Reply:
    priority = await make_priority()
    ids = [theme.id for theme in themes]
    draft = make_draft(priority, **more)
    return await write_reply(account, consultation, draft, ids, await lines_of(draft), quotes or [])


async def lines_of(draft: Draft) -> list[UUID]:
    """Every line of the priority that a draft serves."""
    found = await Line.filter(priority=draft.priority).order_by("code")
    return [line.id for line in found]


async def make_report(consultation: Consultation, today: date = date(2026, 5, 4)) -> None:
    """The public theme report, where there is none yet: a reply says how many people said it as it counts them."""
    if await find_edition(consultation) is None:
        await refresh_tallies(consultation)
        await publish_report(consultation, None, today)


async def rewrite(
    account: Account, reply: Reply, draft: Draft, themes: list[UUID], quotes: list[Quote] | None = None
) -> None:
    await rewrite_reply(account, reply, draft, themes, await lines_of(draft), quotes or [])


async def publish(account: Account, reply: Reply, today: date) -> None:
    """With the report before it, that says how many people said it."""
    await make_report(await Consultation.get(id=reply.consultation_id), today)
    await publish_reply(account, reply, today)


async def make_public_reply(
    consultation: Consultation,
    themes: list[Theme],
    quotes: list[Quote] | None = None,
    today: date = date(2026, 5, 4),
    **more: Any,
) -> Reply:
    """Written by one person, checked and published by another."""
    writer, second = await make_account(), await make_account(name="Bea")
    reply = await make_reply(consultation, writer, themes, quotes, **more)
    await check_reply(second, reply, today)
    await publish(second, reply, today)
    await reply.refresh_from_db()
    return reply
