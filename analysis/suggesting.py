"""Suggests themes: from comments to groups that people can adopt, each with its name, its words and its evidence."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.clauses import ClauseCutter, Pieces
from analysis.comments import Coding, Comment, Report, SetAside, Span, SuggestedTheme, Suggestions
from analysis.grouping import Groups, find_groups
from analysis.labels import gather_phrases, label_of, telling_phrases
from analysis.quotes import Candidate, choose_quotes
from analysis.setting_aside import why_set_aside
from analysis.vectors import StaticEngine, Vectors, mix, unit, wording

VERSION = "1"
ZOOMS = {"broad": 1.0, "fine": 2.0}
FEWEST = 3  # comments that make a theme; a smaller group fits no theme yet
READ_AT_MOST = 20_000  # characters of one comment


@dataclass(frozen=True)
class _Clauses:
    """The clauses of all comments in one row of vectors, each knowing its comment."""

    owner: np.ndarray
    places: list[tuple[int, int]]
    vectors: Vectors


def suggest_themes(
    comments: Sequence[Comment], *, seed: int = 0, zoom: str = "broad", report: Report | None = None
) -> Suggestions:
    """Group comments into themes; the number of themes is found, not given.

    The same comments in the same order give the same themes for a seed. Raises ValueError for two comments with
    one id or an unknown zoom, and whatever `report` raises.
    """
    if zoom not in ZOOMS:
        raise ValueError("The zoom is broad or fine.")
    if len({comment.id for comment in comments}) != len(comments):
        raise ValueError("Two comments have the same id.")
    tell = report or _say_nothing
    aside, kept = _set_aside(comments)
    engine = StaticEngine()
    about = {**engine.describe(), "method": f"knn-leiden-{VERSION}", "zoom": zoom, "seed": str(seed)}
    if not kept:
        return Suggestions((), (), aside, (), about)
    texts = [comment.text[:READ_AT_MOST] for comment in kept]
    tell(0, len(kept), "Reading comments")
    meaning = engine.meaning(texts)
    groups = _alike_enough(
        find_groups(mix(meaning, wording(texts, seed), texts), ZOOMS[zoom], seed, tell), len(texts)
    )
    tell(len(kept), len(kept), "Finding the words that show it")
    clauses = _cut(texts, engine)
    middles = _middles(meaning, groups)
    codings = _code(kept, groups, clauses, middles)
    themes = _describe(kept, texts, codings, clauses, meaning, groups)
    no_theme = tuple(comment.id for comment, group in zip(kept, groups, strict=True) if group < 0)
    flat = tuple(
        Coding(kept[row].id, f"t{group + 1}", start, end, sure) for row, group, start, end, sure, _ in codings
    )
    return Suggestions(themes, flat, aside, no_theme, about)


_Row = tuple[int, int, int, int, float, int]  # comment row, group, start, end, confidence, clause


def _say_nothing(done: int, total: int, say: str) -> None:
    return None


def _set_aside(comments: Sequence[Comment]) -> tuple[tuple[SetAside, ...], list[Comment]]:
    aside, kept = [], []
    for comment in comments:
        reason = why_set_aside(comment.text)
        if reason:
            aside.append(SetAside(comment.id, reason))
        else:
            kept.append(comment)
    return tuple(aside), kept


def _alike_enough(groups: Groups, count: int) -> Groups:
    """Groups too small to be a theme become -1. Where there are only a few comments, two can make one."""
    fewest = FEWEST if count >= 30 else 2
    sizes = Counter(groups.tolist())
    return np.array([group if sizes[group] >= fewest else -1 for group in groups.tolist()], dtype=np.int64)


def _cut(texts: Sequence[str], engine: StaticEngine) -> _Clauses:
    cutter = ClauseCutter(texts)
    owner: list[int] = []
    places: Pieces = []
    for row, text in enumerate(texts):
        pieces = cutter.cut(text) or [(0, len(text))]
        owner.extend([row] * len(pieces))
        places.extend(pieces)
    said = [texts[row][start:end] for row, (start, end) in zip(owner, places, strict=True)]
    return _Clauses(np.array(owner), places, engine.meaning(said))


def _middles(meaning: Vectors, groups: Groups) -> Vectors:
    count = int(groups.max()) + 1 if len(groups) else 0
    sums = np.zeros((max(count, 1), meaning.shape[1]), dtype=np.float32)
    np.add.at(sums, groups[groups >= 0], meaning[groups >= 0])
    return unit(sums)


def _code(kept: Sequence[Comment], groups: Groups, clauses: _Clauses, middles: Vectors) -> list[_Row]:
    """Each comment's main theme with its most telling clause; then clauses that plainly belong elsewhere.

    A clause belongs elsewhere when it is nearer to that theme's middle than half of the theme's own clauses are.
    """
    alike = clauses.vectors @ middles.T
    own = groups[clauses.owner]
    usual = _usual_likeness(alike, own, len(middles))
    best: dict[int, int] = {}
    others: dict[tuple[int, int], int] = {}
    for clause, row in enumerate(clauses.owner.tolist()):
        group = int(own[clause])
        if group < 0:
            continue
        if row not in best or alike[clause, group] > alike[best[row], group]:
            best[row] = clause
        nearest = int(alike[clause].argmax())
        if nearest != group and alike[clause, nearest] > max(usual[nearest], alike[clause, group] + 0.1):
            place = (row, nearest)
            if place not in others or alike[clause, nearest] > alike[others[place], nearest]:
                others[place] = clause
    rows = [(row, int(groups[row]), clause) for row, clause in sorted(best.items())]
    rows += [
        (row, group, clause) for (row, group), clause in sorted(others.items()) if best.get(row) != clause
    ]
    return [
        (row, group, *clauses.places[clause], _confidence(alike[clause], group), clause)
        for row, group, clause in rows
    ]


def _usual_likeness(alike: np.ndarray, own: Groups, count: int) -> list[float]:
    found = []
    for group in range(count):
        mine = alike[own == group, group]
        found.append(float(np.median(mine)) if len(mine) else 1.0)
    return found


def _confidence(alike: np.ndarray, group: int) -> float:
    """How much nearer the theme is than the next one: a half is a toss-up."""
    own = max(float(alike[group]), 0.0)
    rival = max((float(value) for place, value in enumerate(alike) if place != group), default=0.0)
    return round(own / (own + max(rival, 0.0)), 3) if own > 0 else 0.0


def _describe(
    kept: Sequence[Comment],
    texts: Sequence[str],
    codings: Sequence[_Row],
    clauses: _Clauses,
    meaning: Vectors,
    groups: Groups,
) -> tuple[SuggestedTheme, ...]:
    phrases = gather_phrases((group, texts[row][start:end]) for row, group, start, end, _, _ in codings)
    members: dict[int, list[_Row]] = defaultdict(list)
    for coding in codings:
        members[coding[1]].append(coding)
    middles = _middles(meaning, groups)
    themes: list[SuggestedTheme] = []
    taken: set[str] = set()
    for group in sorted(members, key=lambda name: (-len(members[name]), name)):
        candidates = [
            Candidate(
                Span(kept[row].id, start, end),
                len(texts[row][start:end].split()),
                kept[row].group or "",
                clause,
                float(clauses.vectors[clause] @ middles[group]),
            )
            for row, _, start, end, _, clause in members[group]
        ]
        label = _free_label(label_of(phrases, group), telling_phrases(phrases, group), taken)
        themes.append(
            SuggestedTheme(
                id=f"t{group + 1}",
                label=label,
                phrases=tuple(telling_phrases(phrases, group)),
                size=len(members[group]),
                quotes=choose_quotes(candidates, clauses.vectors),
                cohesion=round(float(np.mean([one.likeness for one in candidates])), 3),
            )
        )
    return tuple(themes)


def _free_label(label: str, phrases: Sequence[str], taken: set[str]) -> str:
    """Two themes never bear one name: the later one adds its next telling words, or a number."""
    wanted = [
        label,
        *(f"{label} ({phrase})" for phrase in phrases),
        *(f"{label} ({n})" for n in range(2, 1000)),
    ]
    free = next(name for name in wanted if name not in taken)
    taken.add(free)
    return free
