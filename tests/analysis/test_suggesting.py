"""Themes of small written sets: nothing is lost, quotes are verbatim, runs repeat, odd input is survived."""

import re

import pytest

from analysis import suggest_themes
from analysis.comments import Comment
from analysis.suggesting import Suggestions
from analysis.vectors import Engine

SUBJECTS = {
    "bus": [
        "The school bus is always late",
        "The bus was late again and nobody told us",
        "Our bus driver leaves before we get there",
        "The bus takes ninety minutes",
        "School transport is unreliable and the bus is late",
    ],
    "food": [
        "School dinners are cold",
        "The food at lunch is always cold",
        "There is nothing he can eat at school dinners",
        "More choice of food at lunch please",
        "The lunch menu has the same food each week",
    ],
    "speech": [
        "We waited two years for speech therapy",
        "Speech and language therapy stopped without a word",
        "The speech therapist left and was not replaced",
        "More speech therapy for my son please",
        "Speech therapy made a huge difference",
    ],
}


def written() -> list[Comment]:
    places = ("in Norwich", "this year", "for my daughter", "in our village", "every single week")
    comments = []
    for subject, texts in SUBJECTS.items():
        for number, text in enumerate(texts):
            for more, place in enumerate(places):
                comments.append(Comment(f"{subject}-{number}-{more}", f"{text} {place}."))
    comments += [
        Comment("e-1", "N/A"),
        Comment("e-2", " "),
        Comment("e-3", "😀"),
        Comment("e-4", "Nothing to add"),
    ]
    return comments


@pytest.fixture(scope="module")
def suggestions() -> Suggestions:
    return suggest_themes(written())


def assert_sound(found: Suggestions, comments: list[Comment]) -> None:
    texts = {comment.id: comment.text for comment in comments}
    coded = {coding.comment for coding in found.codings}
    aside = {item.comment for item in found.set_aside}
    without = set(found.no_theme)
    assert coded | aside | without == set(texts)
    assert len(coded) + len(aside) + len(without) == len(texts)
    assert len({theme.id for theme in found.themes}) == len(found.themes)
    assert len({(theme.label, theme.parent is None) for theme in found.themes}) == len(found.themes)
    for theme in found.themes:
        assert theme.label
        assert theme.size > 0
        for quote in theme.quotes:
            assert texts[quote.comment][quote.start : quote.end].strip()
    for coding in found.codings:
        assert 0 <= coding.start < coding.end <= len(texts[coding.comment])
        assert 0 <= coding.confidence <= 1


def test_every_comment_ends_somewhere(suggestions: Suggestions) -> None:
    assert_sound(suggestions, written())
    assert {item.comment for item in suggestions.set_aside} == {"e-1", "e-2", "e-3", "e-4"}
    assert len(suggestions.no_theme) <= 7


def test_themes_hold_what_belongs_together(suggestions: Suggestions) -> None:
    main: dict[str, str] = {}
    for coding in suggestions.codings:
        main.setdefault(coding.comment, coding.theme)
    for theme in suggestions.themes:
        subjects = [id_.split("-")[0] for id_, held in main.items() if held == theme.id]
        assert max(subjects.count(subject) for subject in SUBJECTS) >= 0.8 * len(subjects)
        assert len(subjects) == theme.size


def test_labels_are_words_that_were_said(suggestions: Suggestions) -> None:
    said = " ".join(comment.text.lower() for comment in written())
    for theme in suggestions.themes:
        for part in re.split(", | and ", theme.label.lower()):
            assert part in said


def test_a_run_repeats(suggestions: Suggestions) -> None:
    assert suggest_themes(written()) == suggestions


def test_the_two_zooms_nest(engine: Engine) -> None:
    fine = suggest_themes(written(), zoom="fine", engine=engine)
    broad = suggest_themes(written(), engine=engine)
    assert_sound(fine, written())
    above = {theme.id: theme.size for theme in fine.themes if theme.parent is None}
    below = [theme for theme in fine.themes if theme.parent is not None]
    assert len(below) >= len(above)
    assert all(theme.parent in above for theme in below)
    for id_, size in above.items():
        assert size == sum(theme.size for theme in below if theme.parent == id_)
    assert above == {theme.id: theme.size for theme in broad.themes}


def test_either_engine_finds_what_belongs_together(engine: Engine) -> None:
    found = suggest_themes(written(), engine=engine)
    assert_sound(found, written())
    for theme in found.themes:
        subjects = [coding.comment.split("-")[0] for coding in found.codings if coding.theme == theme.id]
        assert max(subjects.count(subject) for subject in SUBJECTS) >= 0.8 * len(subjects)


def test_progress_is_told_and_a_run_can_be_stopped() -> None:
    told: list[int] = []
    suggest_themes(written(), report=lambda done, total, words: told.append(done))
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 100

    class Stopped(Exception):
        pass

    def stop(done: int, total: int, words: str) -> None:
        if done > 20:
            raise Stopped

    with pytest.raises(Stopped):
        suggest_themes(written(), report=stop)


def test_an_unknown_zoom_is_refused() -> None:
    with pytest.raises(ValueError, match="broad, fine"):
        suggest_themes(written(), zoom="wide")


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["The bus is late"],
        ["The bus is late"] * 2,
        ["The bus is late"] * 300,
        ["😀", "👍👍", "…", "123", "\x00", "\u202e\u200b"],
        ["האוטובוס תמיד מאחר", "الحافلة متأخرة دائما", "האוכל קר מאוד", "バスが遅い"] * 5,
        ["word " * 200_000, "The bus is late", "Lunch is cold"],
        ["x" * 1_000_000],
        ["a b c d", "\n\n\n", "--- --- ---", "'''", "NULL", "None"] * 4,
    ],
    ids=["none", "empty", "one", "two", "alike", "signs", "scripts", "megabyte", "one word", "odd"],
)
@pytest.mark.parametrize("zoom", ["broad", "fine"])
def test_odd_comments_give_a_sound_result(texts: list[str], zoom: str, engine: Engine) -> None:
    comments = [Comment(str(number), text) for number, text in enumerate(texts)]
    assert_sound(suggest_themes(comments, zoom=zoom, engine=engine), comments)


def test_what_many_wrote_alike_is_one_theme(engine: Engine) -> None:
    alike = [Comment(str(number), "The bus is late") for number in range(100)]
    found = suggest_themes(alike, zoom="fine", engine=engine)
    assert [(theme.label, theme.size, theme.sureness) for theme in found.themes] == [("Bus", 100, 1.0)] * 2
    assert not found.no_theme


def test_copies_do_not_tear_a_theme_apart(engine: Engine) -> None:
    once = suggest_themes(written(), zoom="fine", engine=engine)
    copied = [Comment(f"{one.id}-{copy}", one.text, one.group) for one in written() for copy in range(30)]
    often = suggest_themes(copied, zoom="fine", engine=engine)
    assert len(often.themes) <= len(once.themes) + 2
    themes: dict[str, set[str]] = {one.id: set() for one in copied}
    for coding in often.codings:
        themes[coding.comment].add(coding.theme)
    assert all(themes[f"{one.id}-{copy}"] == themes[f"{one.id}-0"] for one in written() for copy in range(30))
