"""How sure the machine is told to be, and what else it considered."""

import numpy as np
import pytest

from analysis import CodeFrame, Coder, Comment, Example, FrameTheme, code_to_frame, most_useful
from analysis.vectors import Engine
from analysis.weighing import told

FRAME = CodeFrame(
    (
        FrameTheme("bus", "School transport", "", ("The bus is late", "Our taxi did not come")),
        FrameTheme("food", "School meals", "", ("Lunch was cold", "The food is not for him")),
    )
)


def test_certainty_adds_up_to_what_people_give() -> None:
    certainty = np.array([[0.9, 0.5], [0.6, 0.4], [0.0, 0.0]], dtype=np.float32)
    assert told(certainty, None) == pytest.approx(certainty)
    assert told(certainty, 1.0).sum(axis=1) == pytest.approx([1, 1, 0])
    assert told(certainty, 1.1).sum(axis=1) == pytest.approx([1.3, 1, 0], abs=0.02)
    assert told(certainty, 9.0).max() <= 1


def test_certainty_is_told_for_every_comment_and_theme(engine: Engine) -> None:
    coder = Coder(FRAME, engine=engine)
    comments = [Comment("a", "The bus was late"), Comment("b", "Cold lunch"), Comment("c", "Quantum gluons")]
    certainty = coder.certainty(comments)
    assert certainty.shape == (3, 2)
    assert certainty.argmax(axis=1)[:2].tolist() == [0, 1]
    assert certainty.min() >= 0
    assert certainty.max() <= 1
    assert coder.certainty([]).shape == (0, 2)


def test_a_glance_says_what_to_ask(engine: Engine) -> None:
    coder = Coder(FRAME, engine=engine)
    comments = [
        Comment("a", "The bus was late"),
        Comment("b", "Lunch was cold"),
        Comment("c", "The bus lunch"),
    ]
    shares, placed = coder.glance(comments)
    assert shares.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-4)
    assert np.linalg.norm(placed, axis=1) == pytest.approx(np.ones(3), abs=1e-4)
    sure = {one.id: row.tolist() for one, row in zip(comments, shares, strict=True)}
    assert most_useful(sure, 1) == ("c",)


def test_what_was_considered_is_not_what_was_given(engine: Engine) -> None:
    examples = [Example("bus", f"The bus was late {n} times") for n in range(20)]
    examples += [Example("food", f"Lunch was cold {n} times") for n in range(20)]
    comments = [Comment(str(n), f"The bus was late so lunch {n} was cold") for n in range(8)]
    coded = code_to_frame(comments, FRAME, examples, engine)
    given = {(one.comment, one.theme) for one in coded.codings}
    assert len(given) == 8
    assert coded.considered
    assert not given & {(one.comment, one.theme) for one in coded.considered}
    for one in coded.considered:
        assert 0.05 <= one.confidence <= 0.5
        assert comments[int(one.comment)].text[one.start : one.end]


def test_one_comment_is_coded_as_it_is_among_none(engine: Engine) -> None:
    coder = Coder(FRAME, engine=engine)
    one = coder.code([Comment("a", "The school bus is late every day")])
    assert [coding.theme for coding in one] == ["bus"]
    assert one[0].confidence > 0.5
