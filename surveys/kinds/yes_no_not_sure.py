"""Yes, no, or in between."""

from surveys.kinds.base import Asked, Choice, ChosenKind


class YesNoNotSure(ChosenKind):
    """ "Not sure" is a view of its own; not knowing is answered apart from it."""

    name = "yes_no_not_sure"
    label = "Yes, no or not sure"
    fixed = (Choice("yes", "Yes"), Choice("no", "No"), Choice("not_sure", "Not sure"))

    def choices_of(self, question: Asked) -> tuple[Choice, ...]:
        return self.fixed
