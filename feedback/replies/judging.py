"""Did this make a difference? People heard, forums and everybody are asked apart, and never added up (D52).

What people heard and everybody say is published in batches, suppressed like every count of people (D57, D60,
D62). A forum answers in its own name and in public.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from analysis.editions import held_back, may_stand_beside, read_row
from analysis.suppression import NOT_SHOWN, THRESHOLD, Rules, below_floor, may_refresh, suppress_row
from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.settings import Settings
from feedback.people.models import Organisation
from feedback.replies.models import Answered, Asked, Reply, ReplyState, Verdict, VerdictEdition

ANSWER_WORDS = {
    Answered.YES: "Yes",
    Answered.A_BIT: "A bit",
    Answered.NO: "No",
    Answered.NOT_YET: "Not yet",
}
COUNTED = {
    Asked.RECEIPT: "People whose words this answers",
    Asked.PUBLIC: "Anybody who read this page",
}


@dataclass(frozen=True)
class Said:
    """How those of one kind answered, as everybody may read it. `counts` is empty while there are too few."""

    who: str
    total: str
    counts: tuple[tuple[str, str], ...]
    published_on: date


@dataclass(frozen=True)
class Judged:
    """All that is said beside the council's own claim, each kind apart."""

    said: tuple[Said, ...]
    forums: tuple[Verdict, ...]


async def judge_reply(reply: Reply, asked: Asked, answer: Answered, once: str, today: date) -> None:
    """Keep one answer; a second one by the same `once` takes its place."""
    await _keep(reply, asked, answer, verdict_key(reply.id, asked, once), today, "")


async def judge_as_forum(reply: Reply, forum: Organisation, answer: Answered, today: date) -> None:
    """A forum's answer is its own and stands in its name at once."""
    once = verdict_key(reply.id, Asked.FORUM, str(forum.id))
    async with transaction():
        await _keep(reply, Asked.FORUM, answer, once, today, forum.name)
        await Reply.filter(id=reply.id, judged_on=None).update(judged_on=today)


async def _keep(reply: Reply, asked: Asked, answer: Answered, once: str, today: date, forum: str) -> None:
    async with transaction():
        if not await Reply.filter(id=reply.id, state=ReplyState.PUBLISHED).exists():
            raise Refusal("This reply is not public.")
        written = {"answer": answer, "said_on": today, "forum": forum}
        if not await Verdict.filter(once=once).update(**written):
            verdict = Verdict(reply_id=reply.id, asked=asked, once=once, **written)
            await Verdict.bulk_create([verdict], ignore_conflicts=True)


def verdict_key(reply_id: UUID, asked: Asked, who: str) -> str:
    """A hash that only this server can make: no row says whose voice or which browser answered."""
    return keyed_hash("verdict", f"{reply_id} {asked.value} {who}")


async def find_answer(reply: Reply, asked: Asked, who: str) -> Answered | None:
    """What this very person answered before."""
    verdict = await Verdict.get_or_none(once=verdict_key(reply.id, asked, who))
    return verdict.answer if verdict else None


async def forget_verdicts(replies: list[UUID], who: str) -> None:
    """The voice is withdrawn, and with it what it said about replies. Within a transaction."""
    keys = [verdict_key(reply_id, Asked.RECEIPT, who) for reply_id in replies]
    await Verdict.filter(once__in=keys).delete()


async def verdict_of(reply: Reply) -> Judged:
    return (await verdicts_of([reply.id]))[reply.id]


async def verdicts_of(replies: Iterable[UUID]) -> dict[UUID, Judged]:
    """What is said beside each of these replies, by their ids."""
    wanted = list(replies)
    editions = {
        (edition.reply_id, edition.asked): edition
        for edition in await VerdictEdition.filter(reply_id__in=wanted).order_by("id")
    }
    forums = await Verdict.filter(reply_id__in=wanted, asked=Asked.FORUM).order_by("forum", "id")
    return {
        reply: Judged(
            tuple(
                _said(who, editions[reply, asked])
                for asked, who in COUNTED.items()
                if (reply, asked) in editions
            ),
            tuple(verdict for verdict in forums if verdict.reply_id == reply),
        )
        for reply in wanted
    }


def in_words(judged: Judged) -> list[tuple[str, str]]:
    """Who says what of the difference made: each kind of people apart, forums by name."""
    said = [
        (one.who, ", ".join(f"{words}: {text}" for words, text in one.counts) or one.total)
        for one in judged.said
    ]
    return [*said, *((verdict.forum, ANSWER_WORDS[verdict.answer]) for verdict in judged.forums)]


def _said(who: str, edition: VerdictEdition) -> Said:
    counts = tuple((words, text) for words, text in edition.shown["counts"])
    return Said(who, edition.shown["total"], counts, edition.published_on)


async def publish_verdicts(today: date, threshold: int = THRESHOLD) -> None:
    """Renew what stands beside each public reply, where five or more have answered since."""
    answered = set(await Verdict.all().distinct().values_list("reply_id", flat=True))
    for reply in await Reply.filter(id__in=list(answered), state=ReplyState.PUBLISHED).order_by("id"):
        for asked in COUNTED:
            await _publish(reply, asked, today, threshold)


async def publish_verdicts_by_clock(settings: Settings, now: datetime) -> None:
    """What the scheduler calls, once a day."""
    await publish_verdicts(london_day(now), settings.suppress_below)


async def _publish(reply: Reply, asked: Asked, today: date, threshold: int) -> None:
    async with transaction():
        await Reply.select_for_update().get(id=reply.id)
        answers = [
            await Verdict.filter(reply=reply, asked=asked, answer=answer).count() for answer in Answered
        ]
        total = sum(answers)
        edition = await VerdictEdition.get_or_none(reply=reply, asked=asked)
        if edition is None:
            if not total:
                return
            edition = VerdictEdition(reply=reply, asked=asked, shown={"total": "", "counts": []})
        elif edition.published_on >= today or not may_refresh(edition.total, total, Rules(threshold).step):
            return
        shown = _follow(_say(answers, threshold), edition.shown, Rules(threshold).step)
        if shown["counts"] and shown["counts"] == edition.shown["counts"]:
            return
        edition.shown, edition.total, edition.published_on = shown, total, today
        await edition.save()
        if edition.shown["counts"]:
            await Reply.filter(id=reply.id, judged_on=None).update(judged_on=today)


def _follow(fresh: dict[str, Any], before: dict[str, Any], step: int) -> dict[str, Any]:
    """A count that would move by a few stays as it was said, and then nothing is said of all together (D62)."""
    earlier = list(before.get("said", [_stated(before)] if before["counts"] else []))
    shown = fresh
    if fresh["counts"]:
        held = held_back(_stated(fresh), earlier, step)
        if held or not all(may_stand_beside(_stated(fresh), old, step) for old in earlier):
            known = dict(before["counts"])
            held |= {words for words, text in fresh["counts"] if text == NOT_SHOWN}
            counts = [
                [words, known.get(words, NOT_SHOWN) if words in held else text]
                for words, text in fresh["counts"]
            ]
            shown = {"total": NOT_SHOWN, "counts": counts}
        earlier.append(_stated(shown))
    return {**shown, "said": earlier}


def _stated(shown: dict[str, Any]) -> dict[str, Any]:
    return read_row(shown["total"], dict(shown["counts"]))


def _say(answers: list[int], threshold: int) -> dict[str, Any]:
    few = below_floor(sum(answers), Rules(threshold).publish_floor)
    if few is not None:
        return {"total": few, "counts": []}
    row = suppress_row(answers, threshold=threshold)
    counts = [[ANSWER_WORDS[answer], cell.text] for answer, cell in zip(Answered, row.cells, strict=True)]
    return {"total": row.total.text, "counts": counts}
