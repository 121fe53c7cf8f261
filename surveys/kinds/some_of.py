"""Several choices, with or without a limit."""

from collections.abc import Iterable, Sequence

from surveys.kinds.base import UNKNOWN, Asked, Control, Flaw, Given, Kind, flaws_of_labels
from surveys.models import AnswerState


class SomeOf(Kind):
    name = "some_of"
    label = "Pick some"
    control = Control.CHECKBOXES
    has_choices = True
    can_shuffle = True
    most_label = "How many people may pick"

    def read(self, chosen: Iterable[str], words: str, is_unknown: bool) -> Given:
        picked = tuple(dict.fromkeys(value for value in chosen if value))
        if picked == (UNKNOWN,):
            return Given(AnswerState.UNKNOWN)
        return Given(AnswerState.ANSWERED, chosen=picked) if picked else Given()

    def flaw_of(self, question: Asked, given: Given) -> str | None:
        offered = {choice.value for choice in self.choices_of(question)}
        if UNKNOWN in given.chosen:
            return "Choose your answers, or “I don’t know”, but not both"
        if not set(given.chosen) <= offered:
            return "Choose from the answers on the list"
        if question.most and len(given.chosen) > question.most:
            return f"Choose {question.most} at most. You have chosen {len(given.chosen)}."
        return None

    def flaws(self, labels: Sequence[str], most: int | None) -> list[Flaw]:
        found = flaws_of_labels(labels, 2, 12)
        if most is not None and not 1 <= most <= max(1, len(labels)):
            found.append(Flaw("most", "People cannot pick more choices than there are, or fewer than 1"))
        return found
