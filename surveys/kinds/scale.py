"""A scale: a few steps in an order that is the same for everybody, each with its words."""

from collections.abc import Iterable, Sequence

from surveys.kinds.base import Asked, Choice, ChosenKind, Flaw, flaws_of_labels


class Scale(ChosenKind):
    """Without labels of their own the steps are called by `defaults`."""

    has_choices = True
    is_scale = True
    steps: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()

    def choices_of(self, question: Asked) -> tuple[Choice, ...]:
        return question.choices or tuple(self.make_choices(self.defaults, (), ()))

    def make_choices(
        self, labels: Sequence[str], before: Sequence[Choice], used: Iterable[str]
    ) -> list[Choice]:
        return [Choice(step, label) for step, label in zip(self.steps, labels, strict=False)]

    def flaws(self, labels: Sequence[str], most: int | None) -> list[Flaw]:
        return flaws_of_labels(labels, len(self.steps), len(self.steps)) if labels else []
