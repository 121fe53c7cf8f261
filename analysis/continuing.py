"""Begin a run from an earlier one, so that a few more comments do not reshuffle the themes.

The graph is cut anew, but from the groups that the earlier run ended with (Aynaud and Guillaume, "Static community
detection algorithms for evolving networks", 2010): they change where the comments say so, not by chance.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.comments import Suggestions
from analysis.grouping import Groups


def earlier_groups(before: Suggestions, ids: Sequence[str], graph: Any) -> tuple[Groups | None, Groups]:
    """The fine and the broad group that each comment had; no fine ones where that run had none. A comment that is
    new joins its neighbours' group, the one that most of their likeness speaks for; -1 where none of them had
    any."""
    parents = {theme.id: theme.parent or theme.id for theme in before.themes}
    main: dict[str, str] = {}
    for coding in before.codings:
        if coding.theme in parents:
            main.setdefault(coding.comment, coding.theme)
    fine = _numbered([main.get(id_) for id_ in ids])
    broad = _numbered([parents[main[id_]] if id_ in main else None for id_ in ids])
    had_fine = any(theme.parent for theme in before.themes)
    return _joined(fine, graph) if had_fine else None, _joined(broad, graph)


def _numbered(names: Sequence[str | None]) -> Groups:
    numbers = {name: at for at, name in enumerate(dict.fromkeys(name for name in names if name is not None))}
    return np.array([-1 if name is None else numbers[name] for name in names], dtype=np.int64)


def _joined(groups: Groups, graph: Any) -> Groups:
    joined = groups.copy()
    for at in np.flatnonzero(groups < 0).tolist():
        near = slice(graph.indptr[at], graph.indptr[at + 1])
        theirs, weights = groups[graph.indices[near]], graph.data[near]
        if (theirs >= 0).any():
            joined[at] = np.bincount(theirs[theirs >= 0], weights[theirs >= 0]).argmax()
    return joined
