"""Tallies are what a count of the rows themselves says, whatever happened in between."""

from datetime import timedelta

from feedback.consultations.models import Consultation
from feedback.core.roles import Role
from feedback.privacy.withdrawing import withdraw_voice
from feedback.themes.coding import code_comment, move_comment, uncode_comment
from feedback.themes.reading import mark_read
from feedback.themes.report_models import Counted, Dimension, Tally, TallyMark
from feedback.themes.tallies import count, refresh_stale_tallies, refresh_tallies
from feedback.voices.models import Comment, CommentState, Voice, VoiceState
from tests.makers.consultations import make_consultation
from tests.makers.themes import DAY, NOW, make_comments, make_theme
from tests.makers.voices import make_voice
from tests.web import make_account


async def stored(consultation: Consultation) -> dict[tuple[str, ...], tuple[int, int]]:
    found = await Tally.filter(consultation_id=consultation.id, comments__gt=0).values_list(
        "counted", "theme_id", "question_key", "dimension", "value", "comments", "voices"
    )
    return {
        (str(counted), str(theme or ""), key, str(dimension), value): (comments, voices)
        for counted, theme, key, dimension, value, comments, voices in found
    }


async def check_tallies(consultation: Consultation) -> None:
    counted = await count(consultation.id)
    assert await stored(consultation) == {tuple(cell): tuple(numbers) for cell, numbers in counted.items()}


async def number_of(consultation: Consultation, counted: Counted, **more: object) -> tuple[int, int]:
    where = {"dimension": Dimension.ALL, "value": "", "question_key": "", "theme_id": None} | more
    tally = await Tally.get_or_none(consultation_id=consultation.id, counted=counted, **where)
    return (tally.comments, tally.voices) if tally else (0, 0)


async def test_it_counts_a_voice_once_however_much_it_says(db):
    consultation = await make_consultation()
    await make_voice("The bus is late.", "The taxi is late.", consultation=consultation)
    await refresh_tallies(consultation)
    assert await number_of(consultation, Counted.EVERYTHING) == (2, 1)
    assert await number_of(consultation, Counted.EVERYTHING, question_key="q2") == (1, 1)


async def test_it_counts_by_group_age_and_both(db):
    consultation = await make_consultation()
    await make_comments(consultation, 3, group="parent_carer", age_band="13-15")
    await make_comments(consultation, 2, group="parent_carer", age_band="16-17")
    await make_comments(consultation, 4, group="young_person", age_band="13-15")
    await refresh_tallies(consultation)
    for dimension, value, comments in (
        (Dimension.GROUP, "parent_carer", 5),
        (Dimension.AGE_BAND, "13-15", 7),
        (Dimension.GROUP_AND_AGE, "parent_carer/13-15", 3),
    ):
        found = await number_of(consultation, Counted.EVERYTHING, dimension=dimension, value=value)
        assert found == (comments, comments)


async def test_it_leaves_out_what_is_held_or_withdrawn(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 4)
    theme = await make_theme(consultation, "Buses", comments)
    await Comment.filter(id=comments[0].id).update(state=CommentState.HELD)
    voice = await Voice.get(comments__id=comments[1].id)
    await Voice.filter(id=voice.id).update(state=VoiceState.WITHDRAWN)
    await refresh_tallies(consultation)
    assert await number_of(consultation, Counted.EVERYTHING) == (2, 2)
    assert await number_of(consultation, Counted.THEME, theme_id=theme.id) == (2, 2)


async def test_small_changes_leave_the_tallies_that_a_full_count_makes(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 6, group="parent_carer", age_band="13-15")
    both = await make_voice("The bus is late.", "No bus at all.", consultation=consultation)
    buses = await make_theme(consultation, "Buses", [*comments[:4], *both.comments])
    taxis = await make_theme(consultation, "Taxis", comments[3:5])
    person = await make_account(Role.ANALYST)
    await check_tallies(consultation)
    await code_comment(comments[5], taxis, person, NOW)
    await check_tallies(consultation)
    await uncode_comment(both.comments[0], buses, person, NOW)
    await check_tallies(consultation)
    assert await number_of(consultation, Counted.THEME, theme_id=buses.id) == (5, 5)
    await move_comment(both.comments[1], buses, taxis, person, NOW)
    await check_tallies(consultation)
    await mark_read(consultation, [comments[0].id, both.comments[0].id], person, Role.ANALYST, DAY)
    await check_tallies(consultation)
    assert await number_of(consultation, Counted.READ) == (2, 2)


async def test_a_first_small_change_counts_everything(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 3)
    person = await make_account(Role.ANALYST)
    await mark_read(consultation, [comments[0].id], person, Role.ANALYST, DAY)
    assert await number_of(consultation, Counted.EVERYTHING) == (3, 3)
    await check_tallies(consultation)


async def test_the_schedule_finds_what_came_and_what_went(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 3)
    await refresh_stale_tallies(db, NOW)
    assert await number_of(consultation, Counted.EVERYTHING) == (3, 3)
    await make_comments(consultation, 1)
    await Comment.filter(id=comments[0].id).update(state=CommentState.WITHDRAWN)
    await refresh_stale_tallies(db, NOW)
    await check_tallies(consultation)
    assert await number_of(consultation, Counted.EVERYTHING) == (3, 3)


async def test_the_schedule_counts_again_only_where_something_changed(db, noise):
    consultation = await make_consultation()
    await make_comments(consultation, 2)
    await refresh_stale_tallies(db, NOW)
    before = {mark.consultation_id: mark.changes for mark in await TallyMark.all()}
    await make_comments(consultation, 1)
    await refresh_stale_tallies(db, NOW)
    after = {mark.consultation_id: mark.changes for mark in await TallyMark.all()}
    assert after[consultation.id] == before[consultation.id] + 1
    assert after[noise.id] == before[noise.id]


async def test_everything_is_counted_again_once_a_day(db, noise):
    await refresh_stale_tallies(db, NOW)
    mark = await TallyMark.get(consultation_id=noise.id)
    await Tally.filter(consultation_id=noise.id, counted=Counted.EVERYTHING).update(comments=99)
    await refresh_stale_tallies(db, mark.counted_at + timedelta(days=1, minutes=1))
    await check_tallies(noise)


async def test_a_voice_that_comes_goes_or_changes_is_counted_alone(db, noise):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 3)
    await refresh_stale_tallies(db, NOW)
    first = (await TallyMark.get(consultation_id=consultation.id)).counted_at
    await make_comments(consultation, 2)
    await refresh_stale_tallies(db, NOW)
    assert await number_of(consultation, Counted.EVERYTHING) == (5, 5)
    assert await Voice.filter(consultation_id=consultation.id, is_counted=False).count() == 0
    await withdraw_voice(await Voice.get(id=comments[0].voice_id), NOW, DAY)
    assert await number_of(consultation, Counted.EVERYTHING) == (4, 4)
    await refresh_stale_tallies(db, NOW)
    await check_tallies(consultation)
    mark = await TallyMark.get(consultation_id=consultation.id)
    assert mark.counted_at == first, "nothing called for counting everything again"


async def test_what_was_released_is_found_by_the_schedule(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 3)
    await Comment.filter(id=comments[0].id).update(state=CommentState.HELD)
    await refresh_stale_tallies(db, NOW)
    assert await number_of(consultation, Counted.EVERYTHING) == (2, 2)
    await Comment.filter(id=comments[0].id).update(state=CommentState.LIVE)
    await refresh_stale_tallies(db, NOW)
    assert await number_of(consultation, Counted.EVERYTHING) == (3, 3)
