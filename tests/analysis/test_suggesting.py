"""Themes of real-looking comments: every comment is somewhere, and every piece of evidence is real words."""

import socket

import pytest

from analysis.coding import Coder, code_comments
from analysis.comments import CodeFrame, Comment, FrameTheme
from analysis.setting_aside import why_set_aside
from analysis.suggesting import suggest_themes

TAXIS = [
    "The taxi is late every Monday",
    "My taxi came late again and I missed registration",
    "Late taxi, so school starts without me",
    "The taxi was twenty minutes late today",
    "Our taxi never comes on time",
    "I wait outside for a late taxi in the rain",
    "The taxi driver was late and nobody told us",
    "Taxis come late and the day is spoilt",
    "A late taxi means I miss my first lesson",
    "The taxi is always late on Fridays",
]
FOOD = [
    "The food at lunch is cold",
    "School lunch is cold and there is no choice",
    "I would like more choice of food at lunch",
    "The lunch queue is long and the food runs out",
    "Hot food at lunch would be better",
    "There is no food that I can eat at lunch",
    "The food is boring and lunch is too short",
    "Lunch food makes me feel sick",
    "I bring my own food because lunch is cold",
    "Please put more food choices on the lunch menu",
]
PLANS = [
    "My plan has words that I do not understand",
    "The plan took forty weeks to be written",
    "Nobody asked me what should be in my plan",
    "The review of the plan was in March and we still wait",
    "My plan still says that I am in year nine",
    "The plan does not say who gives the speech therapy",
    "They wrote the plan without my words in it",
    "Our plan is out of date after the review",
    "I want my plan to say what I am good at",
    "The plan came back with another child's name",
]
NOTHING = ["nothing", "N/A", "No comment.", "😀😀", "idk", "asdfgh", "same as above", "   "]


def some_comments() -> list[Comment]:
    words = [text for three in zip(TAXIS, FOOD, PLANS, strict=True) for text in three] + NOTHING
    groups = ["young_person", "parent_carer"]
    return [Comment(f"c{place}", text, groups[place % 2]) for place, text in enumerate(words)]


def test_it_finds_what_people_talk_about_and_loses_nobody():
    comments = some_comments()
    found = suggest_themes(comments)
    placed = {coding.comment for coding in found.codings}
    aside = {one.comment for one in found.set_aside}
    assert len(found.set_aside) == len(NOTHING)
    assert placed | aside | set(found.no_theme) == {comment.id for comment in comments}
    assert not placed & aside
    main: dict[str, str] = {}
    for coding in found.codings:
        main.setdefault(coding.comment, coding.theme)
    by_text = {comment.text: main.get(comment.id) for comment in comments}
    together = [
        max([by_text[text] for text in kind].count(theme) for theme in set(main.values()))
        for kind in (TAXIS, FOOD, PLANS)
    ]
    assert min(together) >= 7, "each subject is mostly in one theme"
    labels = " ".join(theme.label.lower() for theme in found.themes)
    assert "taxi" in labels
    assert "plan" in labels


def test_every_coding_and_quote_is_a_stretch_of_its_comment():
    comments = some_comments()
    words = {comment.id: comment.text for comment in comments}
    found = suggest_themes(comments)
    for theme in found.themes:
        assert theme.quotes
        for quote in theme.quotes:
            assert (
                words[quote.comment][quote.start : quote.end].strip()
                == words[quote.comment][quote.start : quote.end]
                != ""
            )
    for coding in found.codings:
        assert 0 <= coding.start < coding.end <= len(words[coding.comment])
        assert 0 <= coding.confidence <= 1


def test_the_same_comments_give_the_same_themes():
    assert suggest_themes(some_comments()) == suggest_themes(some_comments())


def test_it_opens_no_socket(monkeypatch: pytest.MonkeyPatch):
    def refuse(*arguments: object, **more: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert suggest_themes(some_comments()).themes


def test_a_person_can_cancel_it():
    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int, say: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        suggest_themes(some_comments(), report=cancel)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["one comment"],
        ["the very same words"] * 40,
        ["😀", "🎉🎉", "…"],
        ["\x00\x00", "", "nothing"],
        ["مرحبا بالعالم هذا تعليق", "שלום עולם זו תגובה", "عالم جديد"],
        ["word " * 200_000, "the bus is late", "the bus is slow"],
        ["a", "b", "c", "d"],
    ],
)
def test_odd_input_has_a_sound_result(texts: list[str]):
    comments = [Comment(str(place), text) for place, text in enumerate(texts)]
    found = suggest_themes(comments)
    placed = {coding.comment for coding in found.codings}
    assert len(placed) + len(found.set_aside) + len(found.no_theme) == len(comments)


def test_two_comments_with_one_id_are_refused():
    with pytest.raises(ValueError, match="same id"):
        suggest_themes([Comment("1", "a taxi"), Comment("1", "a bus")])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Nothing.", "nothing said"),
        ("n/a", "nothing said"),
        ("No comments at all", "nothing said"),
        ("I don't know", "does not know"),
        ("As above", "points elsewhere"),
        ("!!! 😀", "no words"),
        ("qwerty", "keys"),
        ("xxxxxx", "keys"),
        ("No one listens to me", None),
        ("Nothing changed after I spoke", None),
        ("The same driver every day", None),
        ("No", "nothing said"),
    ],
)
def test_what_is_set_aside(text: str, reason: str | None):
    assert why_set_aside(text) == reason


def test_new_comments_join_the_theme_they_are_about():
    frame = CodeFrame(
        (
            FrameTheme("taxi", "Late taxis", examples=tuple(TAXIS[:7])),
            FrameTheme("food", "Lunch", examples=tuple(FOOD[:7])),
        )
    )
    new = [
        Comment("1", "The taxi was late on Tuesday"),
        Comment("2", "Lunch is cold and there is not enough food"),
        Comment("3", "nothing"),
        Comment("4", "My taxi is always late. The food at lunch is cold and boring."),
        Comment("5", "Quantum chromodynamics is a gauge theory"),
    ]
    codings = code_comments(new, frame, Coder.of(frame))
    by_comment: dict[str, list[str]] = {}
    for coding in codings:
        by_comment.setdefault(coding.comment, []).append(coding.theme)
    assert by_comment["1"] == ["taxi"]
    assert by_comment["2"] == ["food"]
    assert set(by_comment["4"]) == {"taxi", "food"}
    assert "3" not in by_comment
    assert "5" not in by_comment
    spans = {
        coding.theme: new[3].text[coding.start : coding.end] for coding in codings if coding.comment == "4"
    }
    assert spans == {"taxi": "My taxi is always late.", "food": "The food at lunch is cold and boring."}


def test_a_frame_without_themes_codes_nothing():
    assert code_comments([Comment("1", "The taxi was late")], CodeFrame(())) == ()
