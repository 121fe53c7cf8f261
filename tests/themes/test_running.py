"""A run of the real engine: stored whole, replaced whole, stopped when nobody waits for it."""

import asyncio
from datetime import timedelta

import pytest

from analysis.suggesting import suggest_themes
from feedback.core.models import Job, JobState
from feedback.core.roles import Role
from feedback.core.work import Cancelled, Kind, cancel_job
from feedback.core.workers import Worker
from feedback.themes.adopting import adopt_suggestion
from feedback.themes.models import RunState, Suggestion, SuggestionMember, SuggestionRun, Theme, Unplaced
from feedback.themes.running import work_suggestions
from feedback.themes.suggesting import KIND, ask_for_themes, find_last_run, members_of, suggestion_cards
from feedback.themes.thinking import think
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation
from tests.makers.themes import NOW, make_comments
from tests.makers.voices import HARM, make_comment
from tests.web import make_account

BUSES = (
    "The school bus is always late in the morning",
    "The bus to college comes late and is full",
    "Our bus driver leaves before the children arrive",
    "We waited an hour for the school bus again",
    "The bus route was cut and now there is no bus",
)
FORMS = (
    "The EHC plan took more than a year to write",
    "Nobody answers when I ask about our EHC plan",
    "The EHC plan has the wrong school in it",
    "We had to chase the council for the plan",
    "The plan was late and full of mistakes",
)


async def make_said():
    consultation = await make_consultation()
    comments = []
    for place in range(4):
        for words in (*BUSES, *FORMS):
            comments += await make_comments(consultation, 1, f"{words} {'and again ' * place}".strip())
    return consultation, comments


def worker(work=work_suggestions) -> Worker:
    return Worker("test", [Kind(KIND, work, large=True)], lease_seconds=30)


class Held:
    """A run that has begun and thinks until it may go on, however fast the machine is."""

    def __init__(self) -> None:
        self.begun, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def work(self, arguments, progress):
        held = self

        class Holding:
            attempt = progress.attempt

            async def report(self, done, total, say=""):
                held.begun.set()
                await held.may_go_on.wait()
                await progress.report(done, total, say)

            async def save_checkpoint(self, **values):
                await progress.save_checkpoint(**values)

        return await work_suggestions(arguments, Holding())


async def run_over(consultation, now=NOW):
    run = await ask_for_themes(consultation, "", await make_account(Role.ANALYST), now)
    assert await worker().work_once()
    return await SuggestionRun.get(id=run.id)


async def test_every_comment_is_in_a_suggestion_or_listed_with_its_reason(db):
    consultation, comments = await make_said()
    (nothing,) = [(await make_comments(consultation, 1, "n/a"))[0]]
    await Comment.filter(id=nothing.id).update(words="n/a")
    await make_comment(HARM, consultation=consultation)
    run = await run_over(consultation)
    assert run.state == RunState.DONE
    assert run.comments == len(comments) + 1
    placed = set(
        await SuggestionMember.filter(suggestion__run_id=run.id).values_list("comment_id", flat=True)
    )
    unplaced = dict(await Unplaced.filter(run_id=run.id).values_list("comment_id", "reason"))
    assert placed | set(unplaced) == {comment.id for comment in comments} | {nothing.id}
    assert not placed & set(unplaced)
    assert unplaced[nothing.id]
    assert run.engine["name"]


async def test_each_suggestion_has_quotes_that_are_spans_of_the_words(db):
    consultation, _ = await make_said()
    run = await run_over(consultation)
    cards = await suggestion_cards(run, await make_account(Role.ANALYST))
    assert cards
    for card in cards:
        assert card.quotes
        members = await members_of(card.suggestion)
        assert card.suggestion.size == len({member.comment_id for member in members})
        for member in members:
            assert 0 <= member.start < member.end <= len(member.comment.words)


async def test_a_later_run_takes_the_place_of_what_nobody_adopted(db):
    consultation, _ = await make_said()
    first = await run_over(consultation)
    adopted, *others = await Suggestion.filter(run=first).order_by("position")
    theme = await adopt_suggestion(adopted, None, NOW, 0)
    second = await run_over(consultation, NOW + timedelta(hours=1))
    assert await Suggestion.filter(run=first).values_list("id", flat=True) == [adopted.id]
    assert not await Suggestion.filter(id__in=[other.id for other in others]).exists()
    assert await Suggestion.filter(run=second).exists()
    assert await Theme.filter(id=theme.id).exists()
    assert (await find_last_run(consultation)).id == second.id


async def test_what_is_withdrawn_while_the_machine_thinks_is_not_stored(db):
    consultation, comments = await make_said()
    await ask_for_themes(consultation, "", None, NOW)
    gone = comments[0]

    async def withdrawn_meanwhile(arguments, progress):
        class Withdrawing:
            attempt = progress.attempt

            async def report(self, done, total, say=""):
                await Comment.filter(id=gone.id).update(state=CommentState.WITHDRAWN)
                await progress.report(done, total, say)

            async def save_checkpoint(self, **values):
                await progress.save_checkpoint(**values)

        return await work_suggestions(arguments, Withdrawing())

    assert await Worker("test", [Kind(KIND, withdrawn_meanwhile)], lease_seconds=30).work_once()
    assert not await SuggestionMember.filter(comment_id=gone.id).exists()
    assert await SuggestionMember.filter(comment_id=comments[1].id).exists()


async def test_a_run_that_was_cut_off_begins_again_cleanly(db):
    consultation, _ = await make_said()
    run = await ask_for_themes(consultation, "", None, NOW)
    held = Held()
    working = asyncio.create_task(worker(held.work).work_once())
    await held.begun.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert (await Job.get(id=run.job_id)).state == JobState.QUEUED
    assert not await Suggestion.filter(run=run).exists()
    assert await worker().work_once()
    assert (await SuggestionRun.get(id=run.id)).state == RunState.DONE
    positions = await Suggestion.filter(run=run).order_by("position").values_list("position", flat=True)
    assert positions == list(range(1, len(positions) + 1))


async def test_a_cancelled_run_stores_nothing(db):
    consultation, _ = await make_said()
    run = await ask_for_themes(consultation, "", None, NOW)
    held = Held()
    working = asyncio.create_task(worker(held.work).work_once())
    await held.begun.wait()
    await cancel_job(run.job_id)
    held.may_go_on.set()
    await working
    assert (await SuggestionRun.get(id=run.id)).state == RunState.CANCELLED
    assert not await Suggestion.filter(run=run).exists()


async def test_the_thread_is_told_to_stop(db):
    heard = asyncio.Event()
    loop = asyncio.get_running_loop()

    class Cancelling:
        async def report(self, done, total, say=""):
            if done > 2:
                raise Cancelled

    def work(report):
        done = 0
        try:
            while True:
                done += 1
                report(done, 0, "Counting")
        finally:
            loop.call_soon_threadsafe(heard.set)

    with pytest.raises(Cancelled):
        await think(work, Cancelling())
    await asyncio.wait_for(heard.wait(), 5)


async def test_a_run_begins_from_the_one_before_it(db, monkeypatch):
    begun_from = []

    def watched(comments, **asked):
        begun_from.append(asked["before"])
        return suggest_themes(comments, **asked)

    monkeypatch.setattr("analysis.suggesting.suggest_themes", watched)
    consultation, comments = await make_said()
    await run_over(consultation)
    await run_over(consultation, NOW + timedelta(hours=1))
    first, second = begun_from
    assert first is None
    assert {coding.comment for coding in second.codings} <= {str(comment.id) for comment in comments}
    assert len(second.codings) >= len(second.themes) > 0
