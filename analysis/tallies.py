"""Count voices by group. Groups stand beside each other and are never added into one another (D7).

A count is of voices, not of comments: somebody who answers five questions is heard once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.suppression import PUBLISH_FLOOR, THRESHOLD, SuppressedRow, suppress_row

UNSAID = "not said"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many voices of each group, in a fixed order."""

    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    def of(self, group: str) -> int:
        return dict(self.counts).get(group, 0)

    def suppressed(self, total_shown: bool = True, threshold: int = THRESHOLD) -> SuppressedRow:
        """The same groups, as they may be shown."""
        return suppress_row([count for _, count in self.counts], total_shown, threshold)

    @property
    def may_be_published(self) -> bool:
        return self.total >= PUBLISH_FLOOR


def tally_voices(voices: Iterable[tuple[str, str | None]], groups: Iterable[str] = ()) -> Tally:
    """Count (voice, group) pairs, each voice once in each group it speaks in.

    `groups` come first and in their order, with zero where nobody spoke; others follow by name.
    """
    heard: dict[str, set[str]] = {group: set() for group in groups}
    known = len(heard)
    for voice, group in voices:
        heard.setdefault(group or UNSAID, set()).add(voice)
    names = list(heard)
    order = names[:known] + sorted(names[known:], key=lambda name: (name == UNSAID, name))
    return Tally(tuple((name, len(heard[name])) for name in order))
