"""Suggestions become themes; people rename, merge and retire them, one at a time."""

import pytest

from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry, Organisation
from feedback.themes.adopting import (
    adopt_all,
    adopt_suggestion,
    link_priority,
    merge_themes,
    rename_theme,
    retire_theme,
)
from feedback.themes.changing import steps_of
from feedback.themes.coding import code_comment, comments_without_theme, uncode_comment
from feedback.themes.frames import find_frame, get_theme, themes_of
from feedback.themes.models import Coder, Coding, FrameChange, SuggestionRun, Theme, ThemeState
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.strategy import make_norfolk
from tests.makers.themes import NOW, make_comments, make_suggestions, make_theme, version_of
from tests.themes.test_tallies import check_tallies
from tests.web import make_account


async def test_it_adopts_a_suggestion_with_its_comments_and_spans(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 4)
    suggestion, _ = await make_suggestions(consultation, {"Buses": comments[:3], "Taxis": comments[3:]})
    person = await make_account(Role.ANALYST)
    theme = await adopt_suggestion(suggestion, person, NOW, 0, title="  Buses to   school ")
    assert theme.title == "Buses to school"
    codings = await Coding.filter(theme=theme).order_by("comment_id").select_related("comment")
    assert {coding.comment.id for coding in codings} == {comment.id for comment in comments[:3]}
    assert all(coding.coder == Coder.MACHINE and coding.method == "by hand 1" for coding in codings)
    assert all((coding.start, coding.end) == (0, len(coding.comment.words)) for coding in codings)
    assert [theme.title for theme in await themes_of(consultation)] == ["Buses to school"]
    assert await version_of(consultation) == 1
    await check_tallies(consultation)


async def test_the_council_answers_for_a_new_theme_until_somebody_says_otherwise(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 3)
    first, second, third = await make_suggestions(
        consultation, {"Buses": comments[:1], "Taxis": comments[1:2], "Trains": comments[2:]}
    )
    person = await make_account(Role.ANALYST)
    assert (await adopt_suggestion(first, person, NOW, 0)).owner_id is None, "nobody is known yet"
    council = await Organisation.create(slug="the-council", name="The council", kind="council")
    assert (await adopt_suggestion(second, person, NOW, 1)).owner_id == council.id
    await make_norfolk()
    of_strategy = (await adopt_suggestion(third, person, NOW, 2)).owner
    assert of_strategy.name == "Norfolk County Council"


async def test_it_adopts_the_rest_of_a_run_at_once(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 4)
    first, _, _ = await make_suggestions(
        consultation, {"Buses": comments[:2], "Taxis": comments[2:3], "Trains": comments[3:]}
    )
    await adopt_suggestion(first, None, NOW, 0)
    run = await SuggestionRun.get(id=first.run_id)
    themes = await adopt_all(run, None, NOW, 1)
    assert [theme.title for theme in themes] == ["Taxis", "Trains"]
    assert await version_of(consultation) == 3
    with pytest.raises(Refusal, match="nothing left"):
        await adopt_all(run, None, NOW, 3)


async def test_it_takes_no_comment_that_was_withdrawn_since_the_run(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 3)
    (suggestion,) = await make_suggestions(consultation, {"Buses": comments})
    await Comment.filter(id=comments[0].id).update(state=CommentState.WITHDRAWN)
    theme = await adopt_suggestion(suggestion, None, NOW, 0)
    assert await Coding.filter(theme=theme).count() == 2


async def test_it_refuses_to_adopt_twice(db):
    consultation = await make_consultation()
    (suggestion,) = await make_suggestions(consultation, {"Buses": await make_comments(consultation, 2)})
    await adopt_suggestion(suggestion, None, NOW, 0)
    with pytest.raises(Refusal, match="adopted or replaced"):
        await adopt_suggestion(suggestion, None, NOW, 1)
    assert await Theme.filter(frame=await find_frame(consultation)).count() == 1
    assert await version_of(consultation) == 1


@pytest.mark.parametrize("title", ["   ", "x" * 161])
async def test_it_refuses_a_title_that_does_not_fit(db, title):
    consultation = await make_consultation()
    theme = await make_theme(consultation, "Buses", await make_comments(consultation, 1))
    with pytest.raises(Refusal) as refused:
        await rename_theme(theme, title, "", await make_account(Role.ANALYST), NOW, 1)
    assert refused.value.field == "title"


async def test_the_second_of_two_people_hears_what_the_first_one_did(db):
    consultation = await make_consultation()
    theme = await make_theme(consultation, "Buses", await make_comments(consultation, 1))
    ann, bob = await make_account(Role.ANALYST, name="Ann"), await make_account(Role.ANALYST, name="Bob")
    await rename_theme(theme, "School transport", "Getting there", ann, NOW, 1)
    with pytest.raises(Refusal) as refused:
        await rename_theme(theme, "Late buses", "", bob, NOW, 1)
    assert refused.value.sentence.startswith("Ann renamed “Buses” to “School transport” while")
    theme = await Theme.get(id=theme.id)
    assert (theme.title, theme.description) == ("School transport", "Getting there")
    frame = await find_frame(consultation)
    assert [step.sentence for step in await steps_of(frame)] == [
        "Ann renamed “Buses” to “School transport”",
        "Heard adopted “Buses”",
    ]
    assert await FrameChange.filter(frame=frame).count() == 2
    assert await AuditEntry.filter(account=ann, action="theme.rename").count() == 1


async def test_it_merges_and_a_persons_word_wins(db):
    consultation = await make_consultation()
    a, b, c, d, e = await make_comments(consultation, 5)
    into = await make_theme(consultation, "Buses", [a, b, c])
    part = await make_theme(consultation, "Late buses", [b, c, d, e])
    person = await make_account(Role.ANALYST)
    await uncode_comment(a, into, person, NOW)  # a person's no to the whole stays
    await code_comment(a, part, person, NOW)  # … unless a person said yes to the part
    await uncode_comment(b, into, person, NOW)  # the machine's yes to the part does not outrank it
    await uncode_comment(e, part, person, NOW)
    await merge_themes(into, [part], person, NOW, await version_of(consultation))
    held = {
        coding.comment_id: (coding.belongs, str(coding.coder))
        for coding in await Coding.filter(theme_id=into.id).order_by("id")
    }
    assert held == {
        a.id: (True, "person"),
        b.id: (False, "person"),
        c.id: (True, "machine"),
        d.id: (True, "machine"),
        e.id: (False, "person"),
    }
    part = await Theme.get(id=part.id)
    assert (part.state, part.merged_into_id) == (ThemeState.MERGED, into.id)
    assert await Coding.filter(theme_id=part.id).count() == 0
    assert (await get_theme(consultation, part.id)).id == into.id
    await check_tallies(consultation)


async def test_what_was_merged_earlier_follows(db):
    consultation = await make_consultation()
    a, b, c = await make_comments(consultation, 3)
    first, second, third = [
        await make_theme(consultation, title, [comment])
        for title, comment in (("One", a), ("Two", b), ("Three", c))
    ]
    person = await make_account(Role.ANALYST)
    await merge_themes(second, [first], person, NOW, 3)
    await merge_themes(third, [second], person, NOW, 4)
    assert (await Theme.get(id=first.id)).merged_into_id == third.id
    assert await Coding.filter(theme_id=third.id).count() == 3


async def test_it_refuses_to_merge_a_theme_with_itself_or_with_another_frames(db, noise):
    consultation = await make_consultation()
    theme = await make_theme(consultation, "Buses", await make_comments(consultation, 1))
    (elsewhere,) = await themes_of(noise)
    person = await make_account(Role.ANALYST)
    for other, says in ((theme, "another theme"), (elsewhere, "same set")):
        with pytest.raises(Refusal, match=says):
            await merge_themes(theme, [other], person, NOW, 1)


async def test_a_retired_themes_comments_are_listed_as_in_no_theme(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 3)
    theme = await make_theme(consultation, "Buses", comments)
    assert await comments_without_theme(consultation).count() == 0
    await retire_theme(theme, await make_account(Role.ANALYST), NOW, 1)
    assert await comments_without_theme(consultation).count() == 3
    assert await themes_of(consultation) == []
    await check_tallies(consultation)
    with pytest.raises(Refusal, match="merged or retired"):
        await retire_theme(theme, await make_account(Role.ANALYST), NOW, 2)
    assert await version_of(consultation) == 2


async def test_it_links_a_priority(db):
    consultation = await make_consultation()
    theme = await make_theme(consultation, "Buses", await make_comments(consultation, 1))
    priority = await make_priority(number=3)
    await link_priority(theme, priority, await make_account(Role.ANALYST), NOW, 1)
    (theme,) = await themes_of(consultation)
    assert theme.priority == priority


async def test_a_persons_coding_survives_a_later_run(db):
    consultation = await make_consultation()
    a, b = await make_comments(consultation, 2)
    theme = await make_theme(consultation, "Buses", [a])
    person = await make_account(Role.ANALYST)
    await uncode_comment(a, theme, person, NOW)
    await code_comment(b, theme, person, NOW, (0, 3))
    (again,) = await make_suggestions(consultation, {"Buses again": [a, b]})
    await adopt_suggestion(again, person, NOW, await version_of(consultation), into=theme)
    codings = {coding.comment_id: coding for coding in await Coding.filter(theme=theme).order_by("id")}
    assert not codings[a.id].belongs
    assert (codings[b.id].coder, codings[b.id].start, codings[b.id].end) == (Coder.PERSON, 0, 3)
    await refresh_tallies(consultation)
    await check_tallies(consultation)
