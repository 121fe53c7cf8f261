"""Comments are coded to a frame that people own."""

import pytest

from analysis.coding import Coder, code_comments
from analysis.comments import CodeFrame, Comment, Example, FrameTheme

FRAME = CodeFrame(
    (
        FrameTheme(
            "bus", "School transport", "Buses and taxis", ("The bus is late", "Our taxi did not come")
        ),
        FrameTheme("food", "School meals", "", ("Lunch was cold", "The food is not for him")),
        FrameTheme("new", "Swimming"),
    )
)


def test_the_nearest_theme_wins_with_its_evidence() -> None:
    text = "Hello there. The taxi was late again on Monday."
    codings = code_comments([Comment("a", text), Comment("b", "The school lunch was cold and small")], FRAME)
    main = {}
    for coding in codings:
        main.setdefault(coding.comment, coding)
    assert main["a"].theme == "bus"
    assert "taxi was late" in text[main["a"].start : main["a"].end]
    assert main["b"].theme == "food"
    assert all(0 < coding.confidence <= 1 for coding in codings)


def test_a_theme_can_be_a_title_alone() -> None:
    assert code_comments([Comment("a", "Swimming lessons")], FRAME)[0].theme == "new"


def test_what_is_far_from_all_themes_gets_no_coding() -> None:
    assert code_comments([Comment("a", "Quantum chromodynamics of gluons"), Comment("b", "n/a")], FRAME) == ()


def test_words_that_a_person_placed_teach() -> None:
    comment = Comment("a", "The hoist in the pool is broken")
    taught = code_comments([comment], FRAME, [Example("new", "The pool hoist has been broken since May")])
    assert taught[0].theme == "new"


def test_a_coder_learns_once_and_codes_batches_alike() -> None:
    comments = [Comment(str(n), f"The bus was late {n} times") for n in range(5)]
    coder = Coder(FRAME)
    assert coder.code(comments) == code_comments(comments, FRAME)


@pytest.mark.parametrize("frame", [CodeFrame(()), FRAME, CodeFrame((FrameTheme("x", ""),))])
def test_nothing_to_code_is_no_trouble(frame: CodeFrame) -> None:
    assert code_comments([], frame) == ()
    assert code_comments([Comment("a", ""), Comment("b", "\x00"), Comment("c", "😀")], frame) == ()
