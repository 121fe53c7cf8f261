"""A frame lives for years: its versions, what became of each theme between them, and how to compare across them.

A theme keeps its id for as long as it means the same. A split, a merge or a retirement is a `Change`, and the
changes together are the lineage. `crosswalk` follows it from one version to a later one; `recode` reads codings
of the old frame as codings of the new one, where that can be known, and counts what only a person can say.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.comments import CodeFrame, Coding

SAME, RENAMED, MERGED, SPLIT, RETIRED, NEW = "same", "renamed", "merged", "split", "retired", "new"


@dataclass(frozen=True, slots=True)
class FrameVersion:
    """A frame as it stood: `name` says when or which, such as "2024"."""

    name: str
    frame: CodeFrame


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to themes from one version to the next: `before` became `after`, both by id.

    One to several is a split, several to one a merge, one to none a retirement, none to one a new theme.
    """

    version: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What became of one theme of the old frame, or where one of the new frame came from.

    `old` is None for a new theme. `new` are the ids it may be read as now; only where there is one of them
    can an old coding be read as a new one without asking anybody.
    """

    old: str | None
    new: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Recoded:
    """Codings under the new frame, those whose theme was split, and those whose theme is no more."""

    codings: tuple[Coding, ...]
    to_decide: tuple[Coding, ...]
    retired: tuple[Coding, ...]


class BrokenLineage(ValueError):
    """The lineage names a theme that neither frame nor an earlier change has, or goes round in a circle."""


def crosswalk(old: CodeFrame, new: CodeFrame, lineage: Sequence[Change] = ()) -> tuple[Crossing, ...]:
    """What became of every theme: the old frame's in its order, then the new frame's that came from none of them.

    `lineage` lists all changes between the two frames, oldest first. Raises `BrokenLineage` where it does not lead
    from the one to the other.
    """
    led = _followed([theme.id for theme in old.themes], lineage)
    titles = {theme.id: theme.title for theme in new.themes}
    lost = sorted({id_ for ids in led.values() for id_ in ids} - set(titles))
    unsaid = [id_ for id_ in lost if any(id_ in change.after for change in lineage)]
    if unsaid:
        raise BrokenLineage(f"The new frame has no theme {unsaid[0]}, to which the lineage leads.")
    into: dict[str, list[str]] = defaultdict(list)
    for id_, ids in led.items():
        for one in ids:
            into[one].append(id_)
    crossings = []
    for theme in old.themes:
        ids = tuple(one for one in led[theme.id] if one in titles)
        crossings.append(Crossing(theme.id, ids, _kind(theme.id, theme.title, ids, into, titles)))
    for theme in new.themes:
        if theme.id not in into:
            crossings.append(Crossing(None, (theme.id,), NEW))
    return tuple(crossings)


def _followed(ids: Sequence[str], lineage: Sequence[Change]) -> dict[str, tuple[str, ...]]:
    """The ids that each id has become. A theme that no change names stays what it is."""
    led: dict[str, tuple[str, ...]] = {id_: (id_,) for id_ in ids}
    living = set(ids)
    for change in lineage:
        unknown = [id_ for id_ in change.before if id_ not in living]
        if unknown:
            raise BrokenLineage(f"In {change.version} there was no theme {unknown[0]} any more.")
        gone = set(change.before)
        for id_, now in led.items():
            if gone & set(now):
                kept = [one for one in now if one not in gone]
                led[id_] = tuple(dict.fromkeys([*kept, *change.after]))
        living = (living - gone) | set(change.after)
    return led


def _kind(
    id_: str, title: str, ids: tuple[str, ...], into: Mapping[str, Sequence[str]], titles: Mapping[str, str]
) -> str:
    if not ids:
        return RETIRED
    if len(ids) > 1:
        return SPLIT
    if len(into[ids[0]]) > 1:
        return MERGED
    return SAME if ids[0] == id_ and titles[id_] == title else RENAMED


def recode(codings: Sequence[Coding], crossings: Sequence[Crossing]) -> Recoded:
    """Codings of the old frame read as the new one, so that years can be compared.

    A comment that had two themes which are one now has it once, with the surer of the two codings. A coding of
    a theme that the crosswalk does not name is a `KeyError`.
    """
    became = {crossing.old: crossing.new for crossing in crossings if crossing.old is not None}
    sure: dict[tuple[str, str], Coding] = {}
    to_decide, retired = [], []
    for coding in codings:
        ids = became[coding.theme]
        if not ids:
            retired.append(coding)
        elif len(ids) > 1:
            to_decide.append(coding)
        else:
            read = Coding(coding.comment, ids[0], coding.start, coding.end, coding.confidence)
            known = sure.get((read.comment, read.theme))
            if known is None or known.confidence < read.confidence:
                sure[read.comment, read.theme] = read
    return Recoded(tuple(sure.values()), tuple(to_decide), tuple(retired))


def comparable(crossings: Sequence[Crossing]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The smallest blocks of themes whose counts can be compared between the two frames, by a theme of each.

    Old themes and the new ones they led to stand in one block: a merge compares the sum of the old with the
    new one, a split the old one with the sum of the new. Retired and new themes stand with nothing opposite.
    """
    block: dict[tuple[str, str], tuple[str, str]] = {}

    def find(one: tuple[str, str]) -> tuple[str, str]:
        block.setdefault(one, one)
        while block[one] != one:
            one = block[one]
        return one

    for crossing in crossings:
        left = ("old", crossing.old) if crossing.old is not None else None
        for id_ in crossing.new:
            right = find(("new", id_))
            if left is not None:
                block[find(left)] = right
        if left is not None:
            find(left)
    blocks: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, id_ in block:
        blocks[find((side, id_))][side == "new"].append(id_)
    return {
        (after or before)[0]: (tuple(sorted(before)), tuple(sorted(after)))
        for before, after in blocks.values()
    }
