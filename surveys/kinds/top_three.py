"""The three that matter most, in order."""

from collections.abc import Iterable, Sequence

from surveys.kinds.base import UNKNOWN, Asked, Choice, Control, Flaw, Given, Kind, flaws_of_labels
from surveys.models import AnswerState

RANKS = ("First", "Second", "Third")


class TopThree(Kind):
    """Up to three choices by rank. A stored value is the rank and the choice, such as "1:c4"."""

    name = "top_three"
    label = "Top three"
    control = Control.RANKS
    has_choices = True
    can_shuffle = True
    choices_hint = "One on each line, 3 to 12 of them. “I don’t know” is always added."

    def read(self, chosen: Iterable[str], words: str, is_unknown: bool) -> Given:
        """One place for each rank, empty where nothing was chosen, so that going back loses no order."""
        ranked = [*chosen, *([UNKNOWN] if is_unknown else [])]
        if set(ranked) <= {"", UNKNOWN}:
            return Given(AnswerState.UNKNOWN) if UNKNOWN in ranked else Given()
        while not ranked[-1]:
            ranked.pop()
        return Given(AnswerState.ANSWERED, chosen=tuple(ranked))

    def flaw_of(self, question: Asked, given: Given) -> str | None:
        offered = {choice.value for choice in self.choices_of(question)}
        if UNKNOWN in given.chosen:
            return "Choose your answers, or “I don’t know”, but not both"
        if "" in given.chosen:
            return f"Choose what comes {RANKS[given.chosen.index('')].lower()} too"
        if not set(given.chosen) <= offered or len(given.chosen) > len(RANKS):
            return "Choose from the answers on the list"
        twice = [value for value in given.chosen if given.chosen.count(value) > 1]
        return f"You chose “{self.label_of(question, twice[0])}” twice. Choose each once." if twice else None

    def values(self, given: Given) -> tuple[str, ...]:
        ranked = super().values(given)
        return tuple(f"{rank}:{value}" if value else "" for rank, value in enumerate(ranked, 1))

    def label_of(self, question: Asked, value: str) -> str:
        rank, found, choice = value.rpartition(":")
        return f"{rank}. {super().label_of(question, choice)}" if found else super().label_of(question, value)

    def result_cells(self, choices: Sequence[Choice]) -> list[Choice]:
        """How often each came first, second and third. Ranks are never turned into points."""
        return [
            Choice(f"{rank}:{choice.value}", f"{choice.label}: {word.lower()}")
            for choice in choices
            for rank, word in enumerate(RANKS, 1)
        ]

    def flaws(self, labels: Sequence[str], most: int | None) -> list[Flaw]:
        return flaws_of_labels(labels, 3, 12)

    def _say(self, question: Asked, given: Given) -> str:
        ranked = [(rank, value) for rank, value in enumerate(given.chosen, 1) if value]
        return ", ".join(self.label_of(question, f"{rank}:{value}") for rank, value in ranked)
