"""One choice of several."""

from collections.abc import Sequence

from surveys.kinds.base import ChosenKind, Flaw, flaws_of_labels


class OneOf(ChosenKind):
    name = "one_of"
    label = "Pick one"
    has_choices = True
    can_shuffle = True

    def flaws(self, labels: Sequence[str], most: int | None) -> list[Flaw]:
        return flaws_of_labels(labels, 2, 12)
