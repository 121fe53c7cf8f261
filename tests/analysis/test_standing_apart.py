"""What one or two people said is listed with its reason and still counted; runs are steady when some more speak."""

import numpy as np
import pytest

from analysis import suggest_themes
from analysis.comments import Comment, Suggestions
from analysis.matching import match_themes

DONE = ("is always late", "was late again", "never comes on time", "left without us", "takes ninety minutes")
WHERE = ("in Norwich", "in Ipswich", "this year", "every week", "for my son", "in our village")
PLAIN = {
    "bus": [f"The school bus {what} {where}" for what in DONE for where in WHERE],
    "food": [
        f"School dinners are {how} {where}" for how in ("cold", "dear", "small", "dull") for where in WHERE
    ],
    "speech": [
        f"We {what} speech therapy {where}"
        for what in ("waited for", "asked for", "were refused", "lost our")
        for where in WHERE
    ],
}
ALONE = "The swimming pool roof fell down on Tuesday night"


def comments() -> list[Comment]:
    said = [(name, text) for name, texts in PLAIN.items() for text in texts]
    found = [
        Comment(f"{name}-{at}", text, "parents" if at % 3 else "teachers")
        for at, (name, text) in enumerate(said)
    ]
    return [*found, Comment("alone", ALONE)]


@pytest.fixture(scope="module")
def found() -> Suggestions:
    return suggest_themes(comments(), zoom="fine")


def test_a_lone_voice_is_listed_with_its_reason_and_still_counted(found: Suggestions) -> None:
    assert any("alone" in few.comments for few in found.voices_of_few)
    coded = {coding.comment for coding in found.codings}
    ids = {theme.id for theme in found.themes}
    for few in found.voices_of_few:
        assert set(few.comments) <= coded
        assert few.nearest in ids
        assert "hardly anyone else" in few.reason


def test_voices_are_counted_by_group(found: Suggestions) -> None:
    fine = [theme for theme in found.themes if theme.id.startswith("f")]
    said = {name: sum(theme.voices.get(name, 0) for theme in fine) for name in ("parents", "teachers")}
    assert said == {
        name: sum(comment.group == name for comment in comments()) for name in ("parents", "teachers")
    }
    assert all(0 < theme.sureness <= 1 for theme in fine)
    ids = {theme.id for theme in fine}
    assert all(set(theme.near) <= ids - {theme.id} for theme in fine)


def test_a_few_more_comments_do_not_reshuffle_the_themes(found: Suggestions) -> None:
    more = [Comment(f"more-{at}", text) for at, text in enumerate(("The bus was late today", "Cold dinners"))]
    after = suggest_themes([*comments(), *more], zoom="fine")
    before, later = _together(found), _together(after)
    both = before[1]
    assert (before[0] == later[0][: len(both), : len(both)]).mean() > 0.9
    assert {change.kind for change in match_themes(found, found)} == {"same"}


SAID = ("bus", "food", "therapy", "swimming", "exam", "classroom", "teacher", "wheelchair", "taxi", "letter")


def mixed(count: int) -> list[Comment]:
    """Comments that could be grouped in more than one way: each is about three things."""
    chance = np.random.default_rng(3)
    said = [chance.choice(SAID, 3, replace=False) for _ in range(count)]
    return [
        Comment(str(at), f"On day {at} we spoke of the {', the '.join(three)}{'' if at % 3 else ' again'}.")
        for at, three in enumerate(said)
    ]


def test_a_run_that_begins_from_an_earlier_one_keeps_its_themes_where_a_fresh_one_does_not() -> None:
    before = suggest_themes(mixed(400), zoom="fine")
    again = suggest_themes(mixed(400), zoom="fine", before=before)
    assert kept(before, again) > 0.9
    fresh = suggest_themes(mixed(412), zoom="fine")
    later = suggest_themes(mixed(412), zoom="fine", before=before)
    assert kept(before, later) > max(0.9, kept(before, fresh))
    assert {coding.comment for coding in later.codings} == {coding.comment for coding in fresh.codings}


def test_a_run_may_begin_from_one_of_other_comments_or_of_none() -> None:
    nothing = suggest_themes([])
    elsewhere = suggest_themes([Comment(f"x{one.id}", one.text) for one in comments()], zoom="fine")
    broad = suggest_themes(comments())
    for before in (nothing, elsewhere, broad):
        for zoom in ("fine", "broad"):
            assert len(suggest_themes(comments(), zoom=zoom, before=before).codings) >= len(comments())


def kept(before: Suggestions, after: Suggestions) -> float:
    """The share of pairs of comments in one theme that still are."""
    mains: list[dict[str, str]] = [{}, {}]
    for found, main in zip((before, after), mains, strict=True):
        for coding in found.codings:
            main.setdefault(coding.comment, coding.theme)
    ids = sorted(mains[0])
    old, new = (np.array([main.get(id_, id_) for id_ in ids]) for main in mains)
    together = old[:, None] == old[None, :]
    return float((together & (new[:, None] == new[None, :])).sum() / together.sum())


def _together(found: Suggestions) -> tuple[np.ndarray, list[str]]:
    """Which pairs of comments share a main theme."""
    main: dict[str, str] = {}
    for coding in found.codings:
        main.setdefault(coding.comment, coding.theme)
    ids = [comment.id for comment in comments()]
    themes = np.array([main.get(id_, id_) for id_ in ids])
    return themes[:, None] == themes[None, :], ids
