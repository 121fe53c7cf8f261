"""A change is undone as it was, unless something stands on it; what people decided since stays decided."""

from datetime import timedelta

import pytest

from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.privacy.withdrawing import withdraw_voice
from feedback.themes.adopting import (
    adopt_suggestion,
    give_to,
    link_priority,
    merge_themes,
    rename_theme,
    retire_theme,
)
from feedback.themes.changing import steps_of
from feedback.themes.coding import code_comment, uncode_comment, undo_decision
from feedback.themes.frames import find_frame, get_theme, themes_of
from feedback.themes.models import Coder, Coding, CodingBefore, Suggestion, Theme, ThemeState
from feedback.themes.splitting import split_theme
from feedback.themes.undoing import undo_change
from feedback.voices.models import Voice
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.themes import DAY, NOW, make_comments, make_suggestions, make_theme, version_of
from tests.themes.test_tallies import check_tallies
from tests.web import make_account, make_organisation

FIELDS = (
    "comment_id",
    "belongs",
    "start",
    "end",
    "coder",
    "confidence",
    "method",
    "frame_version",
    "is_quote",
)


async def codings(theme):
    return await Coding.filter(theme_id=theme.id).order_by("comment_id").values_list(*FIELDS)


async def undo_last(consultation, person):
    frame = await find_frame(consultation)
    await undo_change(frame, frame.version, person, NOW, frame.version)


async def make_two():
    """Two themes that share a comment, of which people have said something about each."""
    consultation = await make_consultation()
    comments = await make_comments(consultation, 6)
    buses = await make_theme(consultation, "Buses", comments[:4])
    taxis = await make_theme(consultation, "Taxis", comments[2:])
    person = await make_account(Role.ANALYST, name="Ann")
    await uncode_comment(comments[3], buses, person, NOW)
    await code_comment(comments[3], taxis, person, NOW)
    return consultation, comments, buses, taxis, person


async def test_a_merge_is_undone_with_every_coding_as_it_was(db):
    consultation, _, buses, taxis, person = await make_two()
    before = await codings(buses), await codings(taxis)
    await merge_themes(buses, [taxis], person, NOW, 2)
    frame = await find_frame(consultation)
    (step, *_) = await steps_of(frame)
    assert [(size.theme, size.before, size.after) for size in step.sizes] == [
        ("Buses", 3, 6),
        ("Taxis", 4, 0),
    ]
    await undo_last(consultation, person)
    assert (await codings(buses), await codings(taxis)) == before
    assert [theme.title for theme in await themes_of(consultation)] == ["Buses", "Taxis"]
    assert not await CodingBefore.filter(change_id__isnull=False).exists()
    steps = await steps_of(await find_frame(consultation))
    assert steps[0].sentence == "Ann undid this: merged “Taxis” into “Buses”"
    assert [step.is_undone for step in steps] == [False, True, False, False]
    await check_tallies(consultation)


async def test_what_a_person_decided_after_the_merge_stays(db):
    consultation, comments, buses, taxis, person = await make_two()
    await merge_themes(buses, [taxis], person, NOW, 2)
    await uncode_comment(comments[5], buses, person, NOW)
    await undo_last(consultation, person)
    decided = await Coding.get(theme=buses, comment_id=comments[5].id)
    assert (decided.belongs, decided.coder) == (False, Coder.PERSON)
    assert (await Coding.get(theme=taxis, comment_id=comments[5].id)).belongs
    await check_tallies(consultation)


async def test_words_that_were_taken_back_do_not_come_again_with_an_undo(db):
    consultation, comments, buses, taxis, person = await make_two()
    await merge_themes(buses, [taxis], person, NOW, 2)
    await withdraw_voice(await Voice.get(comments__id=comments[2].id), NOW, DAY)
    assert not await CodingBefore.filter(comment_id=comments[2].id).exists()
    await undo_last(consultation, person)
    assert not await Coding.filter(comment_id=comments[2].id).exists()
    await check_tallies(consultation)


async def test_a_theme_that_was_merged_earlier_follows_its_own_again(db):
    consultation = await make_consultation()
    a, b, c = [
        await make_theme(consultation, name, await make_comments(consultation, 1, name)) for name in "ABC"
    ]
    person = await make_account(Role.ANALYST)
    await merge_themes(b, [a], person, NOW, 3)
    await merge_themes(c, [b], person, NOW, 4)
    assert (await get_theme(consultation, a.id)).id == c.id
    await undo_last(consultation, person)
    assert (await get_theme(consultation, a.id)).id == b.id
    frame = await find_frame(consultation)
    await undo_change(frame, 4, person, NOW, frame.version)
    assert (await Theme.get(id=a.id)).state == ThemeState.ADOPTED
    assert await Coding.filter(theme=a).count() == 1


async def test_a_split_moves_codings_as_they_are_and_comes_back(db):
    consultation, comments, _, taxis, person = await make_two()
    before = await codings(taxis)
    chosen = [comments[3].id, comments[4].id]
    part = await split_theme(taxis, "  Late   taxis ", chosen, person, NOW, 2)
    moved = await Coding.filter(theme=part).order_by("confidence").values_list("comment_id", "coder")
    assert dict(moved) == {comments[4].id: Coder.MACHINE, comments[3].id: Coder.PERSON}
    (step, *_) = await steps_of(await find_frame(consultation))
    assert step.sentence == "Ann split “Late taxis” off “Taxis”"
    assert [(size.theme, size.before, size.after) for size in step.sizes] == [
        ("Taxis", 4, 2),
        ("Late taxis", 0, 2),
    ]
    await check_tallies(consultation)
    await undo_last(consultation, person)
    assert await codings(taxis) == before
    assert (await get_theme(consultation, part.id)).id == taxis.id
    await check_tallies(consultation)


async def test_it_refuses_a_split_that_is_none(db):
    consultation, comments, buses, _, person = await make_two()
    for chosen, sentence in (
        ([], "Choose the comments"),
        ([comments[5].id], "Choose the comments"),
        ([comment.id for comment in comments], "Rename it instead"),
    ):
        with pytest.raises(Refusal, match=sentence):
            await split_theme(buses, "Part", chosen, person, NOW, 2)
    assert await version_of(consultation) == 2
    assert await Theme.filter(title="Part").count() == 0


async def test_names_links_owners_and_retirement_come_back(db):
    consultation = await make_consultation()
    theme = await make_theme(consultation, "Buses", await make_comments(consultation, 2))
    person, priority, body = (
        await make_account(Role.ANALYST),
        await make_priority(),
        await make_organisation(),
    )
    await rename_theme(theme, "All buses", "To school", person, NOW, 1)
    await undo_last(consultation, person)
    for act in (link_priority(theme, priority, person, NOW, 3), give_to(theme, body, person, NOW, 5)):
        await act
        await undo_last(consultation, person)
    await retire_theme(theme, person, NOW, 7)
    await undo_last(consultation, person)
    theme = await Theme.get(id=theme.id)
    assert (theme.title, theme.description, theme.state) == ("Buses", "", ThemeState.ADOPTED)
    assert (theme.priority_id, theme.owner_id) == (None, None)
    await check_tallies(consultation)


async def test_adoption_is_undone_until_people_have_coded(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 5)
    buses = await make_theme(consultation, "Buses", comments[:3])
    (more,) = await make_suggestions(consultation, {"More buses": comments[2:4]})
    person = await make_account(Role.ANALYST)
    await adopt_suggestion(more, person, NOW, 1, into=buses)
    await undo_last(consultation, person)
    assert await Coding.filter(theme=buses).count() == 3
    assert (await Suggestion.get(id=more.id)).adopted_as_id is None
    other = await adopt_suggestion(more, person, NOW, 3)
    await undo_last(consultation, person)
    assert (await Theme.get(id=other.id)).state == ThemeState.RETIRED
    assert not await Coding.filter(theme=other).exists()
    again = await adopt_suggestion(await Suggestion.get(id=more.id), person, NOW, 5)
    await code_comment(comments[4], again, person, NOW)
    with pytest.raises(Refusal, match="Retire it instead"):
        await undo_last(consultation, person)
    await check_tallies(consultation)


async def test_it_refuses_what_later_changes_stand_on(db):
    consultation, _, buses, taxis, person = await make_two()
    await rename_theme(buses, "All buses", "", person, NOW, 2)
    await merge_themes(buses, [taxis], person, NOW + timedelta(hours=1), 3)
    frame = await find_frame(consultation)
    for version, sentence in (
        (3, "Ann merged “Taxis” into “All buses” after that. Undo this first"),
        (1, "after that"),
    ):
        with pytest.raises(Refusal, match=sentence):
            await undo_change(frame, version, person, NOW, 4)
    await undo_change(frame, 4, person, NOW, 4)
    with pytest.raises(Refusal, match="undone already"):
        await undo_change(frame, 4, person, NOW, 5)
    with pytest.raises(Refusal, match="Do it again instead"):
        await undo_change(frame, 5, person, NOW, 5)
    with pytest.raises(NotFound):
        await undo_change(frame, 9, person, NOW, 5)
    await undo_change(frame, 3, person, NOW, 5)
    assert (await Theme.get(id=buses.id)).title == "Buses"
    with pytest.raises(Refusal, match="while you had this page open"):
        await undo_change(frame, 1, person, NOW, 5)


async def test_a_decision_about_one_comment_is_undone_as_it_stood(db):
    consultation, comments, buses, _, person = await make_two()
    before = await codings(buses)
    await uncode_comment(comments[0], buses, person, NOW)
    await undo_decision(comments[0], buses, person, NOW)
    await code_comment(comments[5], buses, person, NOW)
    await undo_decision(comments[5], buses, person, NOW)
    assert await codings(buses) == before
    with pytest.raises(Refusal, match="nothing to undo"):
        await undo_decision(comments[0], buses, person, NOW)
    await check_tallies(consultation)
