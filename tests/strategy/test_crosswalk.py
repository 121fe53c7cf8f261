"""From an earlier strategy to a later one: nothing is lost, and everything is shown in its new place (D88)."""

import json
from pathlib import Path

import pytest

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.strategy.commands import load_file
from feedback.strategy.crosswalk import (
    earlier_lines,
    earlier_priorities,
    editions_without_place,
    place_line,
    place_priority,
    read_crosswalk,
    suggest_places,
    without_place,
)
from feedback.strategy.deleting import delete_line, delete_strategy
from feedback.strategy.loading import load_strategy
from feedback.strategy.models import Line, LineMove, Priority, Strategy
from feedback.strategy.views import desk
from tests.makers.strategy import DAY, make_norfolk, small_document
from tests.web import make_account

P1_N1 = "norfolk-send-2021"


async def make_later(identity: str = "small-2026", **more) -> Strategy:
    return await load_strategy(small_document(identity, **more), DAY)


async def old_line(code: str = "P1-N1") -> Line:
    return await Line.get(code=code, priority__strategy__slug=P1_N1)


async def new_line(code: str = "P1-N1") -> Line:
    return await Line.get(code=code, priority__strategy__is_current=True)


async def test_a_later_strategy_asks_where_everything_of_the_earlier_one_went(db):
    old = await make_norfolk()
    assert await editions_without_place() == []
    await make_later()
    everything = 4 + await Line.filter(priority__strategy_id=old.id).count()
    assert [(one.id, count) for one, count in await editions_without_place()] == [(old.id, everything)]
    account = await make_account()
    await place_line(account, await old_line(), [(await new_line()).id], "The same idea.", DAY)
    assert await without_place(old) == everything - 1


async def test_the_command_that_loads_a_later_strategy_says_so(db, tmp_path: Path):
    await make_norfolk()
    file = tmp_path / "later.json"
    file.write_text(json.dumps(small_document()))
    said = await load_file(file, make_current=True)
    assert "/staff/strategies/norfolk-send-2021/crosswalk" in said
    assert "38 of the priorities and lines" in said


async def test_one_line_becomes_several_and_another_ends_with_a_reason(db):
    old = await make_norfolk()
    await make_later()
    account = await make_account()
    places = [(await new_line("P1-N1")).id, (await new_line("P1-W1")).id]
    await place_line(account, await old_line(), places, "It was split in two.", DAY)
    await place_line(account, await old_line("P1-N2"), [], "It is done.", DAY)
    rows = await read_crosswalk(old)
    first, second = rows[0].lines[0], rows[0].lines[1]
    assert {move.new_id for move in first.moves} == set(places)
    assert not first.is_ended
    assert second.is_ended
    assert [move.reason for move in second.moves] == ["It is done."]


async def test_a_place_needs_a_reason_and_a_line_of_today(db):
    await make_norfolk()
    await make_later()
    account = await make_account()
    with pytest.raises(Refusal, match="Say why"):
        await place_line(account, await old_line(), [], "  ", DAY)
    with pytest.raises(Refusal, match="current strategy"):
        await place_line(account, await old_line(), [(await old_line("P1-N2")).id], "No.", DAY)
    with pytest.raises(Refusal, match="is in the current strategy"):
        await place_line(account, await new_line(), [], "No.", DAY)
    assert await LineMove.all().count() == 0


async def test_another_word_about_a_place_takes_the_place_of_the_first(db):
    await make_norfolk()
    await make_later()
    account = await make_account()
    await place_line(account, await old_line(), [], "We thought it was done.", DAY)
    await place_line(account, await old_line(), [(await new_line()).id], "It was not.", DAY)
    (move,) = await LineMove.filter(old_id=(await old_line()).id)
    assert (move.new_id, move.reason) == ((await new_line()).id, "It was not.")


async def test_a_line_is_followed_back_through_every_edition(db):
    await make_norfolk()
    await make_later("small-2026")
    account = await make_account()
    first = await old_line()
    await place_line(account, first, [(await new_line()).id], "The same.", DAY)
    middle = await new_line()
    await place_priority(
        account,
        await Priority.get(code="P1", strategy__slug=P1_N1),
        [middle.priority_id],
        "The same.",
        DAY,
    )
    await make_later("small-2027")
    last = await new_line()
    await place_line(account, await Line.get(id=middle.id), [last.id], "Still the same.", DAY)
    await place_priority(
        account, await Priority.get(id=middle.priority_id), [last.priority_id], "Still.", DAY
    )
    before = await earlier_lines([last.id])
    assert {line.id for line in before[last.id]} == {first.id, middle.id}
    of_priority = await earlier_priorities([last.priority_id])
    assert {one.id for one in of_priority[last.priority_id]} == {first.priority_id, middle.priority_id}
    assert await earlier_lines([first.id]) == {first.id: []}


async def test_lines_that_moved_cannot_be_deleted_on_either_side(db):
    await make_norfolk()
    later = await make_later()
    account = await make_account()
    await place_line(account, await old_line(), [(await new_line()).id], "The same.", DAY)
    for line in (await old_line(), await new_line()):
        with pytest.raises(Refusal, match="cannot be deleted"):
            await delete_line(line)
    with pytest.raises(Refusal, match="cannot be deleted"):
        await delete_strategy(later)


async def test_what_sounds_alike_is_offered_and_the_same_words_alone(db):
    await make_norfolk()
    same = (await old_line()).text
    later = small_document()
    later["priorities"][0]["needs_to_happen"].append({"id": "P1-N2", "text": same})
    await load_strategy(later, DAY)
    lines = await Line.filter(priority__strategy__is_current=True).order_by("code")
    assert suggest_places(await old_line(), lines) == [(await new_line("P1-N2")).id]
    assert suggest_places(await old_line("P4-N1"), lines) == []


async def test_an_editor_places_a_line_on_its_page(client, sign_in):
    old = await make_norfolk()
    await make_later()
    editor = await sign_in(Role.EDITOR)
    sentences = [line.sentence for find in desk for line in await find(editor, now())]
    assert sentences == [f"Say where 38 priorities and lines of “{old.edition}” went"]
    page = (await client.get("/staff/strategies")).text
    assert "38 without a place" in page
    line, target = await old_line(), await new_line()
    at = f"/staff/old-lines/{line.id}"
    nothing = await client.post(at, data={"reason": "Because."})
    assert (nothing.status_code, "or say that it ended" in nothing.text) == (400, True)
    both = await client.post(at, data={"reason": "Because.", "ended": "y", "places": str(target.id)})
    assert both.status_code == 400
    kept = await client.post(at, data={"reason": "The same idea.", "places": str(target.id)})
    assert kept.headers["location"] == f"/staff/strategies/{old.slug}/crosswalk"
    page = (await client.get(kept.headers["location"])).text
    assert "The same idea." in page
    priority = await Priority.get(code="P4", strategy_id=old.id)
    await client.post(f"/staff/old-priorities/{priority.id}", data={"reason": "Reached.", "ended": "y"})
    assert "Ended" in (await client.get(kept.headers["location"])).text
    assert await without_place(old) == 36
