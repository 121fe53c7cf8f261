"""A draft of several people: point by point, nobody overwrites anybody, nobody else reads it."""

from datetime import date

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.errors import NotFound, Refusal
from feedback.forums.drafting import (
    MOST_POINTS,
    Overtaken,
    add_point,
    begin_view,
    change_point,
    consultations_to_answer,
    get_point,
    get_view,
    move_point,
    points_of,
    remove_point,
    views_of,
    write_standing,
)
from feedback.forums.models import ForumPoint, ForumView, ViewState
from feedback.forums.releasing import ask_release
from feedback.people.models import AuditEntry
from tests.makers.consultations import make_consultation
from tests.makers.forums import DAY, LAST_DAY, SITE, make_draft, make_forum, standing

pytestmark = pytest.mark.usefixtures("db")


async def words_of(view: ForumView) -> list[str]:
    return [point.words for point in await points_of(view)]


async def test_points_are_added_moved_changed_and_removed():
    forum = await make_forum()
    view = await make_draft(forum, None, "One", "Two", "Three")
    _, second, third = await points_of(view)
    await move_point(view, third, forum.second)
    assert await words_of(view) == ["One", "Three", "Two"]
    await change_point(view, second, "missing", "Two, better", second.version, forum.third)
    await move_point(view, (await points_of(view))[0], forum.first)
    assert await words_of(view) == ["One", "Three", "Two, better"]
    changed = (await points_of(view))[2]
    assert (changed.offer_part, changed.version, changed.written_by.id) == ("missing", 2, forum.third.id)
    await remove_point(view, changed, 2, forum.second)
    assert await words_of(view) == ["One", "Three"]


async def test_the_second_who_saves_a_point_is_told_and_overwrites_nothing():
    forum = await make_forum()
    view = await make_draft(forum, None, "As it was")
    point = (await points_of(view))[0]
    await change_point(view, point, "quality", "First wrote this", point.version, forum.first)
    with pytest.raises(Overtaken, match=f"{forum.first.name} changed this") as refused:
        await change_point(view, point, "quality", "Second wrote that", point.version, forum.second)
    assert refused.value.field == "words"
    assert await words_of(view) == ["First wrote this"]
    with pytest.raises(Refusal, match="Look at it again"):
        await remove_point(view, point, point.version, forum.second)
    now = await get_point(view, point.id)
    await change_point(view, now, "quality", "Both of it", now.version, forum.second)
    assert await words_of(view) == ["Both of it"]


async def test_the_second_who_saves_whom_it_speaks_for_is_told():
    forum = await make_forum()
    view = await make_draft(forum)
    assert view.standing_version == 2
    await write_standing(view, standing(speaks_for=150), 2, forum.first)
    with pytest.raises(Overtaken, match=forum.first.name):
        await write_standing(view, standing(speaks_for=99, agree=1, disagree=0), 2, forum.second)
    assert (await ForumView.get(id=view.id)).speaks_for == 150


async def test_whom_it_speaks_for_has_to_add_up():
    forum = await make_forum()
    view = await make_draft(forum)
    for more, sentence in (
        ({"agree": 100, "disagree": 41}, "More people agree or disagree"),
        ({"gathered_until": date(2026, 1, 31)}, "must not be before"),
        ({"minority": ""}, "Say what they think"),
        ({"gathered": ("telepathy",)}, "on the list"),
    ):
        with pytest.raises(Refusal, match=sentence):
            await write_standing(view, standing(**more), 2, forum.first)
    await write_standing(view, standing(disagree=0, minority=""), 2, forum.first)


async def test_a_view_that_waits_for_the_second_officer_stands_still():
    forum = await make_forum()
    view = await make_draft(forum)
    point = (await points_of(view))[0]
    await ask_release(view, forum.first, view.changes, DAY, SITE)
    for change in (
        lambda: add_point(view, "quality", "One more", forum.third),
        lambda: change_point(view, point, "quality", "Another", point.version, forum.third),
        lambda: move_point(view, point, forum.third),
        lambda: remove_point(view, point, point.version, forum.third),
        lambda: write_standing(view, standing(), 2, forum.third),
    ):
        with pytest.raises(Refusal, match="can't be changed now"):
            await change()


async def test_a_view_belongs_to_its_forum_and_to_a_consultation_that_is_open():
    mine, theirs = await make_forum(), await make_forum()
    view = await make_draft(mine)
    with pytest.raises(NotFound):
        await get_view(theirs.seats["first"], view.id)
    assert await views_of(theirs.organisation) == []
    with pytest.raises(NotFound):
        await get_point(await make_draft(theirs), (await points_of(view))[0].id)
    closed = await make_consultation(state=ConsultationState.CLOSED)
    is_open = await make_consultation(closes_on=LAST_DAY)
    with pytest.raises(Refusal, match="takes no answers"):
        await begin_view(mine.seats["first"], closed, mine.first, DAY)
    ids = {one.id for one in await consultations_to_answer(DAY)}
    assert is_open.id in ids
    assert closed.id not in ids


async def test_there_is_a_most_of_points_and_views_are_numbered():
    forum = await make_forum()
    consultation = await make_consultation(closes_on=LAST_DAY)
    view = await make_draft(forum, consultation, *[f"Point {n}" for n in range(MOST_POINTS)])
    with pytest.raises(Refusal, match="at most"):
        await add_point(view, "quality", "One too many", forum.first)
    with pytest.raises(Refusal, match="on the list"):
        await add_point(await make_draft(forum), "nonsense", "Words", forum.first)
    assert (await make_draft(forum, consultation)).number == 2


async def test_what_happens_in_a_workspace_is_on_record_without_words():
    forum = await make_forum()
    view = await make_draft(forum, None, "Marmalade in the minibus")
    entries = await AuditEntry.filter(subject_id=str(view.id)).order_by("at")
    assert {entry.action for entry in entries} == {"forum.begin", "forum.point.add", "forum.standing"}
    assert not any("Marmalade" in str(vars(entry)) for entry in entries)
    assert await ForumPoint.filter(view_id=view.id).count() == 1
    assert view.state is ViewState.DRAFT
