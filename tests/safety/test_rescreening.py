"""New rules look again at what may be read. An older edition of the rules is a version of another name."""

from datetime import UTC, datetime

from analysis.screening import RULES_VERSION
from feedback.core.models import Job, JobState
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.core.work import Kind
from feedback.core.workers import Worker
from feedback.safety.holding import raise_items, release_item
from feedback.safety.models import ItemState, SafetyItem
from feedback.safety.rescreening import rescreen, start_rescreen
from feedback.voices.models import Comment, CommentState
from tests.makers.voices import HARM, make_comment
from tests.web import make_account

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLD = {"rules_version": "old", "matches": []}


async def work(db: Settings) -> Job:
    await start_rescreen(db, NOW)
    await start_rescreen(db, NOW)
    assert await Job.filter(kind="rescreen", state=JobState.QUEUED).count() == 1
    assert await Worker("here", [Kind("rescreen", rescreen)], 5).work_once()
    return await Job.filter(kind="rescreen").order_by("-created_at").first()


async def test_what_old_rules_missed_is_held_and_raised(db: Settings) -> None:
    comment, fine = await make_comment(HARM), await make_comment("The bus is late.")
    await Comment.filter(id=comment.id).update(state=CommentState.LIVE, **OLD)
    await Comment.filter(id=fine.id).update(**OLD)
    job = await work(db)
    assert job.result == {"screened": 2, "held": 1}
    held = await Comment.get(id=comment.id)
    assert (held.state, held.rules_version, held.matches) == (
        CommentState.HELD,
        RULES_VERSION,
        comment.matches,
    )
    assert (await Comment.get(id=fine.id)).rules_version == RULES_VERSION
    assert await raise_items(db, NOW) == 1


async def test_with_nothing_new_there_is_no_job(db: Settings) -> None:
    await make_comment(HARM)
    await start_rescreen(db, NOW)
    assert await Job.filter(kind="rescreen").count() == 0


async def test_what_a_person_released_stays_released(db: Settings) -> None:
    comment = await make_comment(HARM)
    await raise_items(db, NOW)
    item = await SafetyItem.get(comment_id=comment.id)
    await release_item(item, await make_account(Role.SAFEGUARDING), "It is about a film.", NOW)
    await Comment.filter(id=comment.id).update(rules_version="old")
    await work(db)
    assert (await Comment.get(id=comment.id)).state == CommentState.LIVE


async def test_a_rule_that_nobody_has_judged_opens_the_item_again(db: Settings) -> None:
    comment = await make_comment(HARM)
    await raise_items(db, NOW)
    item = await SafetyItem.get(comment_id=comment.id)
    await release_item(item, await make_account(Role.SAFEGUARDING), "It is about a film.", NOW)
    await Comment.filter(id=comment.id).update(**OLD)
    await work(db)
    again = await SafetyItem.get(id=item.id)
    assert (again.state, again.is_released, again.ended_at) == (ItemState.NEW, False, None)
    assert (await Comment.get(id=comment.id)).state == CommentState.HELD
    assert await raise_items(db, NOW) == 1


async def test_held_words_stay_held_when_no_rule_matches_any_more(db: Settings) -> None:
    comment = await make_comment("The bus is late.")
    matches = [{"rule": "gone", "category": "bullying", "severity": 2, "start": 0, "end": 3}]
    await Comment.filter(id=comment.id).update(state=CommentState.HELD, rules_version="old", matches=matches)
    await work(db)
    kept = await Comment.get(id=comment.id)
    assert (kept.state, kept.matches, kept.rules_version) == (CommentState.HELD, matches, RULES_VERSION)


async def test_withdrawn_words_are_not_screened(db: Settings) -> None:
    comment = await make_comment("Fine.")
    await Comment.filter(id=comment.id).update(state=CommentState.WITHDRAWN, rules_version="old")
    await start_rescreen(db, NOW)
    assert await Job.filter(kind="rescreen").count() == 0
