"""Comments are coded to a frame that people own."""

import pytest

from analysis.coding import Coder, code_comments
from analysis.comments import CodeFrame, Coding, Comment, Example, FrameTheme
from analysis.vectors import Engine

FRAME = CodeFrame(
    (
        FrameTheme(
            "bus", "School transport", "Buses and taxis", ("The bus is late", "Our taxi did not come")
        ),
        FrameTheme("food", "School meals", "", ("Lunch was cold", "The food is not for him")),
        FrameTheme("new", "Swimming"),
    )
)


def main_themes(codings: tuple[Coding, ...]) -> dict[str, Coding]:
    main: dict[str, Coding] = {}
    for coding in codings:
        main.setdefault(coding.comment, coding)
    return main


def test_the_likeliest_theme_wins_with_its_evidence(engine: Engine) -> None:
    text = "Hello there. The taxi was late again on Monday."
    comments = [Comment("a", text), Comment("b", "The school lunch was cold and small")]
    codings = code_comments(comments, FRAME, engine=engine)
    main = main_themes(codings)
    assert main["a"].theme == "bus"
    assert "taxi was late" in text[main["a"].start : main["a"].end]
    assert main["b"].theme == "food"
    assert all(0 < coding.confidence <= 1 for coding in codings)


def test_a_comment_can_have_several_themes_each_with_its_clause(engine: Engine) -> None:
    text = "The bus is late every day and the taxi did not come. Lunch was cold and the food was not for him."
    codings = {
        coding.theme: text[coding.start : coding.end]
        for coding in code_comments([Comment("a", text)], FRAME, engine=engine)
    }
    assert set(codings) >= {"bus", "food"}
    assert "taxi" in codings["bus"]
    assert "Lunch" not in codings["bus"]
    assert codings["food"].startswith("Lunch")


def test_where_people_gave_one_theme_a_comment_the_machine_does_too(engine: Engine) -> None:
    examples = [Example("bus", f"The bus was late {n} times") for n in range(20)]
    examples += [Example("food", f"Lunch was cold {n} times") for n in range(20)]
    comments = [Comment(str(n), f"The bus is late. Lunch on day {n} was cold.") for n in range(9)]
    assert len(code_comments(comments, FRAME, examples, engine)) == 9


def test_a_theme_can_be_a_title_alone(engine: Engine) -> None:
    assert code_comments([Comment("a", "Swimming lessons")], FRAME, engine=engine)[0].theme == "new"


def test_what_is_like_no_example_gets_no_coding(engine: Engine) -> None:
    comments = [Comment("a", "Quantum chromodynamics of gluons"), Comment("b", "n/a")]
    assert code_comments(comments, FRAME, engine=engine) == ()


def test_words_that_a_person_placed_teach(engine: Engine) -> None:
    comment = Comment("a", "The hoist in the pool is broken")
    taught = code_comments(
        [comment], FRAME, [Example("new", "The pool hoist has been broken since May")], engine
    )
    assert taught[0].theme == "new"


def test_what_a_person_coded_stays_as_it_is(engine: Engine) -> None:
    comment = Comment("a", "The bus is late")
    codings = code_comments([comment], FRAME, [Example("food", comment.text, "a")], engine)
    assert codings == (Coding("a", "food", 0, 15, 1.0),)


def test_rules_keep_comments_in_and_out(engine: Engine) -> None:
    frame = CodeFrame(
        (
            FrameTheme("bus", "Bus", "", ("The bus is late",), must_not_have=("trains",)),
            FrameTheme("taxi", "Taxi", "", ("The taxi is late",), must_have=("taxi", "hired car")),
        )
    )
    comments = [
        Comment("a", "The bus is late and so is the train"),
        Comment("b", "The hired cars are late"),
        Comment("c", "The bus and the taxi are late"),
    ]
    themes: dict[str, set[str]] = {"a": set(), "b": set(), "c": set()}
    for coding in code_comments(comments, frame, engine=engine):
        themes[coding.comment].add(coding.theme)
    assert "bus" not in themes["a"]
    assert "taxi" not in themes["a"]
    assert "taxi" in themes["b"]
    assert themes["c"]


def test_nothing_to_add_is_coded_where_the_frame_has_a_theme_for_it(engine: Engine) -> None:
    frame = CodeFrame((*FRAME.themes, FrameTheme("fine", "No change", "", ("Nothing", "No complaints"))))
    assert code_comments([Comment("a", "Nothing")], FRAME, engine=engine) == ()
    assert code_comments([Comment("a", "Nothing")], frame, engine=engine)[0].theme == "fine"


def test_a_coder_learns_once_and_codes_alike(engine: Engine) -> None:
    comments = [Comment(str(n), f"The bus was late {n} times") for n in range(5)]
    coder = Coder(FRAME, engine=engine)
    assert coder.code(comments) == coder.code(comments) == code_comments(comments, FRAME, engine=engine)


@pytest.mark.parametrize(
    "frame",
    [CodeFrame(()), FRAME, CodeFrame((FrameTheme("x", ""),)), CodeFrame((FrameTheme("x", "The bus"),))],
)
def test_odd_comments_are_no_trouble(frame: CodeFrame, engine: Engine) -> None:
    assert code_comments([], frame, engine=engine) == ()
    odd = [Comment("a", ""), Comment("b", "\x00"), Comment("c", "😀"), Comment("d", "\u202e\u200b")]
    assert code_comments(odd, frame, engine=engine) == ()
    some = [Comment("a", "x" * 1_000_000), Comment("b", "האוטובוס תמיד מאחר"), *odd[1:]]
    assert {coding.comment for coding in code_comments(some, frame, engine=engine)} <= {"a", "b"}


def test_a_frame_of_one_theme_takes_what_is_like_it(engine: Engine) -> None:
    frame = CodeFrame((FRAME.themes[0],))
    comments = [Comment("a", "The bus was late"), Comment("b", "Quantum chromodynamics of gluons")]
    assert [coding.comment for coding in code_comments(comments, frame, engine=engine)] == ["a"]
