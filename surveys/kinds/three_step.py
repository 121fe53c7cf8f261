"""A scale of three steps, each with its words."""

from collections.abc import Iterable, Sequence

from surveys.kinds.base import Asked, Choice, ChosenKind, Flaw, flaws_of_labels

STEPS = ("low", "middle", "high")


class ThreeStep(ChosenKind):
    """The steps keep their order for everybody. Without labels of their own they are called as below."""

    name = "three_step"
    label = "Three steps"
    has_choices = True
    defaults = ("Not good", "OK", "Good")

    def choices_of(self, question: Asked) -> tuple[Choice, ...]:
        return question.choices or tuple(self.make_choices(self.defaults, (), ()))

    def make_choices(
        self, labels: Sequence[str], before: Sequence[Choice], used: Iterable[str]
    ) -> list[Choice]:
        return [Choice(step, label) for step, label in zip(STEPS, labels, strict=False)]

    def flaws(self, labels: Sequence[str], most: int | None) -> list[Flaw]:
        return flaws_of_labels(labels, 3, 3) if labels else []
