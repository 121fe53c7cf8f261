"""The county's strategy comes in whole and word for word; a bad file comes in not at all."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from feedback.core.errors import Refusal
from feedback.strategy.loading import load_strategy
from feedback.strategy.models import Definition, Line, LineKind, Outcome, Partner, Priority, Strategy
from tests.makers.strategy import DAY, NORFOLK, make_norfolk, norfolk_document, small_document


def texts_of(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_of(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner, key)
    elif isinstance(value, str) and key in ("text", "intro", "definition", "title", "term", "name"):
        yield value


async def stored_rows() -> tuple[int, ...]:
    tables = (Strategy, Priority, Line, Outcome, Definition, Partner)
    return tuple([await table.all().count() for table in tables])


async def test_every_text_is_in_the_tables_word_for_word(db):
    strategy = await make_norfolk()
    in_tables = {strategy.title}
    for priority in await Priority.filter(strategy=strategy):
        in_tables |= {priority.title, *priority.intro}
    for table, column in (
        (Line, "text"),
        (Outcome, "text"),
        (Definition, "definition"),
        (Definition, "term"),
        (Partner, "name"),
    ):
        in_tables |= set(await table.all().values_list(column, flat=True))
    document = norfolk_document()
    for part in ("priorities", "definitions"):
        assert set(texts_of(document[part])) <= in_tables
    assert set(texts_of(document["pfal_outcomes"]["items"])) <= in_tables
    assert set(texts_of(document["organisations"]["items"])) <= in_tables
    assert document["strategy"]["title"] in in_tables
    assert strategy.document == document


async def test_nothing_is_lost(db):
    strategy = await make_norfolk()
    counts = {}
    for priority in await Priority.filter(strategy=strategy).order_by("number"):
        kinds = [line.kind for line in await priority.lines.all()]
        counts[priority.code] = (kinds.count(LineKind.NEED), kinds.count(LineKind.WORKING))
    assert counts == {"P1": (5, 4), "P2": (6, 3), "P3": (4, 3), "P4": (5, 4)}
    assert await Outcome.all().count() == 4
    assert await Definition.all().count() == 8
    assert await Partner.all().count() == 22


async def test_lines_keep_the_order_of_the_document(db):
    await make_norfolk()
    wanted = [row["text"] for row in norfolk_document()["priorities"][1]["needs_to_happen"]]
    found = await Line.filter(priority__code="P2", kind=LineKind.NEED).order_by("number")
    assert [line.text for line in found] == wanted


async def test_loading_the_same_again_changes_nothing(db):
    first = await make_norfolk()
    before = await stored_rows()
    again = await make_norfolk()
    assert (again.id, await stored_rows()) == (first.id, before)


async def test_a_second_strategy_loads_beside_the_first(db):
    old = await make_norfolk()
    new = await load_strategy(small_document(), DAY)
    await old.refresh_from_db()
    assert (old.is_current, new.is_current) == (False, True)
    assert await Priority.filter(strategy=old).count() == 4


async def test_a_second_strategy_may_wait_in_the_wings(db):
    old = await make_norfolk()
    new = await load_strategy(small_document(), DAY, make_current=False)
    await old.refresh_from_db()
    assert (old.is_current, new.is_current) == (True, False)


async def test_an_old_edition_can_be_made_current_again(db):
    old = await make_norfolk()
    await load_strategy(small_document(), DAY)
    await make_norfolk()
    assert [row.id for row in await Strategy.filter(is_current=True)] == [old.id]


async def test_other_words_under_the_same_id_are_refused_with_their_place(db):
    await make_norfolk()
    document = norfolk_document()
    document["priorities"][2]["needs_to_happen"][1]["text"] = "Services do what they like"
    with pytest.raises(Refusal, match=r"priorities\[2\]\.needs_to_happen\[1\]\.text"):
        await load_strategy(document, DAY)
    assert not await Line.filter(text="Services do what they like").exists()


async def test_a_bad_file_stores_nothing(db):
    document = small_document()
    document["priorities"].append({"id": "P2", "number": 2})
    with pytest.raises(Refusal, match=r"priorities\[1\]\.title: is missing"):
        await load_strategy(document, DAY)
    assert await stored_rows() == (0, 0, 0, 0, 0, 0)


async def test_two_strategies_cannot_make_the_same_address(db):
    await load_strategy(small_document("county-2026"), DAY)
    document = small_document("county")
    document["priorities"][0]["id"] = "2026-P1"
    with pytest.raises(Refusal, match="county-2026-p1"):
        await load_strategy(document, DAY)
    assert await Strategy.all().count() == 1


async def test_a_refusal_names_ten_problems_and_counts_the_rest(db):
    document = small_document()
    document["priorities"] = [{} for _ in range(30)]
    with pytest.raises(Refusal, match=r"; and \d+ more\."):
        await load_strategy(document, DAY)


def test_the_data_holds_no_way_to_reach_a_person():
    text = NORFOLK.read_text(encoding="utf-8")
    assert not re.search(r"\b0\d{3,4}[ -]?\d{3}[ -]?\d{3,4}\b", text)
    assert not re.search(r"[\w.]+@[\w.]+", text)


def test_plain_titles_are_labelled_as_drafts():
    for row in norfolk_document()["priorities"]:
        assert row["x_plain_title_draft"]
        assert "plain_title" not in row


def test_the_sums_beside_the_tables_are_right():
    tables = {row["id"]: row for row in norfolk_document()["local_context"]["tables"]}
    ages = tables["LC1"]
    assert sum(row[2] for row in ages["rows"]) == ages["x_sum_of_rows"]["n_2021"] == 7463
    assert ages["x_sum_of_rows"]["n_2021"] != ages["printed_total"]["n_2021"]
    young = [row for row in ages["rows"] if row[0] in ages["x_base_11_25"]["share_2021"]]
    assert sum(row[2] for row in young) == ages["x_base_11_25"]["n_2021"]
    for name, shares in (("LC3", {"norfolk": 102.6}), ("LC4", {"norfolk": 97.9})):
        column = tables[name]["columns"].index("norfolk")
        total = round(sum(row[column] for row in tables[name]["rows"]), 1)
        assert total == shares["norfolk"] == tables[name]["x_sum"]["norfolk"]
