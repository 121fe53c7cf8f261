"""What may tell of harm is raised within a minute, seen, ended, released; and nobody else reads it before."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Mail
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.people.models import Account, AuditEntry
from feedback.safety.holding import (
    end_item,
    get_item,
    keep_open_item,
    look_at,
    raise_items,
    release_item,
    see_item,
)
from feedback.safety.models import ItemState, SafetyItem
from feedback.voices.comments import live_comments
from feedback.voices.models import Comment, CommentState, Voice, VoiceState
from tests.makers.consultations import make_consultation
from tests.makers.voices import HARM, make_comment
from tests.web import make_account

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)


async def raised(db: Settings, **more: object) -> SafetyItem:
    comment = await make_comment(HARM, **more)
    await raise_items(db, NOW)
    return await SafetyItem.get(comment_id=comment.id)


async def lead() -> Account:
    return await make_account(Role.SAFEGUARDING)


async def test_a_held_comment_gets_one_item_with_a_copy_of_the_words(db: Settings) -> None:
    comment = await make_comment(HARM)
    await make_comment("The bus is late.")
    assert await raise_items(db, NOW) == 1
    assert await raise_items(db, LATER) == 0
    item = await SafetyItem.get(comment_id=comment.id)
    assert (item.words, item.state, item.raised_at) == (HARM, ItemState.NEW, NOW)
    assert item.matches == comment.matches
    assert item.severity == max(match["severity"] for match in comment.matches)
    assert await SafetyItem.all().count() == 1


async def test_one_mail_without_words_goes_to_each_lead(db: Settings) -> None:
    consultation = await make_consultation()
    everywhere, here = await lead(), await make_account(Role.SAFEGUARDING, consultation=consultation)
    await make_account(Role.SAFEGUARDING, consultation=await make_consultation())
    await make_account(Role.ANALYST)
    await make_comment(HARM, consultation=consultation)
    await make_comment(f"Help. {HARM}", consultation=consultation)
    await raise_items(db, NOW)
    await raise_items(db, LATER)
    mails = await Mail.filter(key__startswith="safety-")
    assert sorted(mail.to for mail in mails) == sorted(
        ["safeguarding@heard.test", everywhere.email, here.email]
    )
    assert all("/staff/safety" in mail.body for mail in mails)
    assert not any(word in mail.body + mail.subject for mail in mails for word in ("dad", "hits", "home"))


async def test_the_next_comment_is_a_mail_of_its_own(db: Settings) -> None:
    await raised(db)
    await raised(db)
    assert await Mail.filter(key__startswith="safety-").count() == 2


async def test_two_processes_at_once_raise_once_and_tell_once(db: Settings) -> None:
    for _ in range(3):
        await make_comment(HARM)
    counted = await asyncio.gather(*(raise_items(db, NOW) for _ in range(4)))
    assert sum(counted) == 3
    assert await SafetyItem.all().count() == 3
    assert await Mail.filter(key__startswith="safety-").count() == 1


async def test_words_that_are_deleted_first_are_kept_for_the_lead_and_told(db: Settings) -> None:
    comment = await make_comment(HARM)
    await keep_open_item(comment, NOW)
    await keep_open_item(comment, NOW)
    await Comment.filter(id=comment.id).update(state=CommentState.WITHDRAWN, words="")
    assert await raise_items(db, LATER) == 1
    assert (await SafetyItem.get(comment_id=comment.id)).words == HARM
    assert await Mail.filter(key__startswith="safety-").count() == 1


async def test_it_is_marked_as_seen_once(db: Settings) -> None:
    item, account = await raised(db), await lead()
    await see_item(item, account, LATER)
    seen = await get_item(item.id)
    assert (seen.state, seen.seen_at, seen.seen_by_id) == (ItemState.SEEN, LATER, account.id)
    with pytest.raises(Refusal):
        await see_item(item, account, LATER)


@pytest.mark.parametrize("end", [ItemState.ACTED, ItemState.NO_FURTHER_ACTION])
async def test_it_ends_with_a_reason_and_the_words_stay_held(db: Settings, end: ItemState) -> None:
    item, account = await raised(db), await lead()
    with pytest.raises(Refusal) as no:
        await end_item(item, account, end, "  ", LATER)
    assert no.value.field == "reason"
    await end_item(item, account, end, "Called the family team.", LATER)
    ended = await get_item(item.id)
    assert (ended.state, ended.ended_at, ended.reason) == (end, LATER, "Called the family team.")
    assert (ended.seen_at, ended.ended_by_id) == (LATER, account.id)
    assert (await Comment.get(id=item.comment_id)).state == CommentState.HELD
    with pytest.raises(Refusal):
        await end_item(item, account, end, "Again.", LATER)


async def test_it_does_not_end_as_new(db: Settings) -> None:
    with pytest.raises(ValueError, match="does not end"):
        await end_item(await raised(db), await lead(), ItemState.NEW, "Why", LATER)


async def test_releasing_lets_others_read_and_ends_an_open_item(db: Settings) -> None:
    item, account = await raised(db), await lead()
    assert not await live_comments().filter(id=item.comment_id).exists()
    with pytest.raises(Refusal):
        await release_item(item, account, "", LATER)
    await release_item(item, account, "It is about a film.", LATER)
    assert await live_comments().filter(id=item.comment_id).exists()
    released = await get_item(item.id)
    assert (released.state, released.is_released) == (ItemState.NO_FURTHER_ACTION, True)
    with pytest.raises(Refusal):
        await release_item(item, account, "Again.", LATER)


async def test_an_item_that_was_acted_on_keeps_its_end_when_released(db: Settings) -> None:
    item, account = await raised(db), await lead()
    await end_item(item, account, ItemState.ACTED, "Called.", LATER)
    await release_item(item, account, "The family agreed.", LATER)
    released = await get_item(item.id)
    assert (released.state, released.reason) == (ItemState.ACTED, "Called.")


async def test_deleted_words_cannot_be_released(db: Settings) -> None:
    item, account = await raised(db), await lead()
    await Comment.filter(id=item.comment_id).update(state=CommentState.WITHDRAWN, words="")
    with pytest.raises(Refusal, match="deleted these words"):
        await release_item(item, account, "Fine.", LATER)
    kept = await get_item(item.id)
    assert (kept.is_released, kept.words, kept.state) == (False, HARM, ItemState.NEW)


async def test_every_look_and_every_act_is_on_record_without_words(db: Settings) -> None:
    item, account = await raised(db), await lead()
    await look_at(item.id, account)
    await look_at(item.id, account)
    await see_item(item, account, LATER)
    await release_item(item, account, "It is about a film.", LATER)
    entries = await AuditEntry.filter(subject_id=str(item.id)).order_by("at")
    assert [entry.action for entry in entries] == [
        "read safety item",
        "read safety item",
        "see safety item",
        "release safety item",
    ]
    assert not any("hits" in entry.detail for entry in entries)


async def test_there_is_no_item_of_another_id(db: Settings) -> None:
    comment = await make_comment()
    with pytest.raises(NotFound):
        await get_item(comment.id)


async def test_live_comments_are_neither_held_nor_withdrawn(db: Settings) -> None:
    consultation = await make_consultation()
    live = await make_comment("Fine.", consultation=consultation)
    await make_comment(HARM, consultation=consultation)
    gone = await make_comment("Gone.", consultation=consultation)
    await Voice.filter(id=gone.voice_id).update(state=VoiceState.WITHDRAWN)
    found = await live_comments().filter(consultation=consultation)
    assert [comment.id for comment in found] == [live.id]
