"""Something new is being said where enough people who fit no theme say alike things."""

from analysis import drift
from analysis.comments import Comment
from analysis.vectors import Engine

KNOWN = [
    f"{what} {when}"
    for what in (
        "The bus was late",
        "Lunch was cold",
        "Staff were kind",
        "Nobody rang back",
        "The form is long",
    )
    for when in (
        "on Monday",
        "again",
        "last week",
        "this year",
        "for us",
        "every day",
        "once",
        "in May",
        "too",
    )
    for _ in range(2)
]
HOIST = [
    "The hoist in the pool is broken",
    "The pool hoist has not worked since May",
    "He cannot swim because the hoist is broken",
    "When will the hoist at the pool be mended?",
    "The swimming pool hoist is out of order",
    "Broken hoist in the swimming pool again",
]
STRAY = [
    "Parking costs too much",
    "My passport was lost",
    "It rained in Leeds",
    "A dog barked all night",
    "Taxes are a burden",
]


def comments(texts: list[str]) -> list[Comment]:
    return [Comment(f"c{at}", text) for at, text in enumerate(texts)]


def test_what_resembles_itself_is_told_and_strays_are_not(engine: Engine) -> None:
    found = drift(comments(HOIST + STRAY), KNOWN, engine=engine)
    assert len(found) == 1
    assert {span.comment for span in found[0].spans} <= {f"c{at}" for at in range(6)}
    assert found[0].voices == len(found[0].spans) >= 5
    assert "hoist" in f"{found[0].label} {' '.join(found[0].phrases)}".lower()
    text = {one.id: one.text for one in comments(HOIST)}
    assert all((span.start, span.end) == (0, len(text[span.comment])) for span in found[0].spans)
    assert 0 < found[0].likeness <= 1


def test_one_person_who_writes_often_is_nothing_new(engine: Engine) -> None:
    voices = {f"c{at}": "same" for at in range(6)}
    assert drift(comments(HOIST + STRAY), KNOWN, voices, engine=engine) == ()
    assert drift(comments(HOIST), KNOWN, voices, fewest=1, engine=engine)[0].voices == 1


def test_too_few_comments_say_nothing(engine: Engine) -> None:
    assert drift([], KNOWN, engine=engine) == ()
    assert drift(comments(HOIST[:4]), KNOWN, engine=engine) == ()
    assert drift(comments(["n/a", "", "😀"] * 3), KNOWN, engine=engine) == ()


def test_without_known_comments_a_usual_likeness_is_taken(engine: Engine) -> None:
    found = drift(comments(HOIST + STRAY), engine=engine)
    assert len(found) == 1
    assert drift(comments(HOIST + STRAY), engine=engine) == found
