"""A bad document is named with the place and the reason."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from feedback.strategy.checking import check_strategy
from tests.makers.strategy import norfolk_document, small_document


def broken(path: str, value: Any) -> dict[str, Any]:
    """The small document with one value replaced, or taken out where `value` is None."""
    document = small_document(pfal_outcomes={"items": [{"id": "O1", "text": "Being healthy"}]})
    document["definitions"] = [{"id": "D1", "term": "reply", "definition": "what we did"}]
    document["organisations"] = {"items": [{"id": "G1", "name": "A school", "kind": "education"}]}
    *way, last = path.replace("[", ".[").split(".")
    inner: Any = document
    for step in way:
        inner = inner[int(step[1:-1])] if step.startswith("[") else inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return document


@pytest.mark.parametrize("document", [norfolk_document(), small_document()])
def test_a_good_document_has_no_problem(document):
    assert check_strategy(document) == []


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("strategy", None, "is missing"),
        ("strategy.id", "Norfolk 2021", "small letters"),
        ("strategy.title", "", "is empty"),
        ("strategy.edition", 2021, "must be text"),
        ("strategy.title", "x" * 301, "301 characters long"),
        ("priorities", [], "at least one"),
        ("priorities", {}, "at least one"),
        ("priorities[0].number", "1", "whole number"),
        ("priorities[0].number", True, "whole number"),
        ("priorities[0].intro", "text", "list of paragraphs"),
        ("priorities[0].needs_to_happen", None, "list of lines"),
        ("priorities[0].needs_to_happen[0].text", "   ", "is empty"),
        ("priorities[0].needs_to_happen[0].text", "a\x00b", "cannot be shown"),
        ("priorities[0].working_when[0].id", "P1-N1", "used twice"),
        ("pfal_outcomes.items[0].text", None, "is missing"),
        ("definitions[0].term", None, "is missing"),
        ("organisations.items[0].kind", ["school"], "must be text"),
        ("organisations.items[0].address", "javascript:alert(1)", "must start with https"),
        ("organisations.items", "none", "must be a list"),
    ],
)
def test_it_names_the_place_and_the_reason(path, value, reason):
    problems = check_strategy(broken(path, value))
    assert [problem.place for problem in problems] == [path]
    assert reason in problems[0].reason


@pytest.mark.parametrize("document", [None, [], "strategy", 7])
def test_it_refuses_what_is_no_object(document):
    assert "one JSON object" in str(check_strategy(document)[0])


def test_it_refuses_a_document_without_a_floor():
    document: dict[str, Any] = small_document()
    deep: Any = "bottom"
    for _ in range(200):
        deep = [deep]
    document["more"] = deep
    assert "nested" in check_strategy(document)[0].reason


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(["strategy", "priorities", "id", "number", "intro", "items", "pfal_outcomes"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_no_document_breaks_the_check(document):
    assert check_strategy(document)
