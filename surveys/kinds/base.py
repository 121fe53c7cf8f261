"""What every kind of question has in common: how it asks, what it accepts, and what it makes of an answer."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from surveys.models import AnswerState

UNKNOWN = "unknown"
UNKNOWN_LABEL = "I don’t know"
LONGEST_LABEL = 120


class Control(StrEnum):
    """What the person touches. `surveys.forms` makes the field from it, so that kinds need no web."""

    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    RANKS = "ranks"
    LINE = "line"
    BOX = "box"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Given:
    """What one person gave to one question, as the draft keeps it."""

    state: AnswerState = AnswerState.SKIPPED
    chosen: tuple[str, ...] = ()
    words: str = ""

    def kept(self) -> dict[str, Any]:
        return {"state": self.state.value, "chosen": list(self.chosen), "words": self.words}

    @classmethod
    def from_kept(cls, kept: dict[str, Any] | None) -> "Given":
        if not kept:
            return cls()
        return cls(AnswerState(kept["state"]), tuple(kept["chosen"]), kept["words"])


@dataclass(frozen=True)
class Asked:
    """One question as people get it."""

    id: UUID
    key: str
    number: int
    kind: "Kind"
    text: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    most: int | None = None
    is_shuffled: bool = False
    recipient: str = ""
    read_by: str = ""

    def label_of(self, value: str) -> str:
        """What the value of a stored answer means, in words."""
        return self.kind.label_of(self, value)


@dataclass(frozen=True)
class Flaw:
    """Something that an editor must mend before the question can be asked."""

    field: str
    sentence: str


class Kind(ABC):
    """One way of asking. A subclass says what differs; nothing here knows of requests or pages."""

    name = ""
    label = ""
    control = Control.RADIOS
    has_choices = False  # the editor writes them, one on each line
    choices_label = "Choices"
    choices_hint = "One on each line, 2 to 12 of them. “I don’t know” is always added."
    can_shuffle = False  # its choices have no order of their own
    most_label = ""  # what `most` means to the editor; empty where the kind has no limit
    is_written = False  # its answers are words, and become comments
    is_scale = False  # its choices have an order, and results show how answers spread over them
    has_recipient = False  # the person is told who gets their words
    reading_note = ""  # what staff should bear in mind when they read the results

    @property
    def template(self) -> str:
        return f"surveys/kinds/{self.name}.html"

    def choices_of(self, question: Asked) -> tuple[Choice, ...]:
        return question.choices

    def starters_of(self, question: Asked) -> tuple[str, ...]:
        """Beginnings of sentences that are shown as help."""
        return ()

    def label_of(self, question: Asked, value: str) -> str:
        return next((choice.label for choice in self.choices_of(question) if choice.value == value), value)

    def result_cells(self, choices: Sequence[Choice]) -> list[Choice]:
        """What results count, each with the value of its `Answer` rows."""
        return [Choice("", "Wrote something")] if self.is_written else list(choices)

    @abstractmethod
    def read(self, chosen: Iterable[str], words: str, is_unknown: bool) -> Given:
        """What the person gave, whether it is acceptable or not: going back must lose nothing."""

    @abstractmethod
    def flaw_of(self, question: Asked, given: Given) -> str | None:
        """What is wrong with an answer, in a sentence for the person; None when it can be sent."""

    def values(self, given: Given) -> tuple[str, ...]:
        """The value of each `Answer` row that this answer makes."""
        return given.chosen if given.state is AnswerState.ANSWERED and given.chosen else ("",)

    def say(self, question: Asked, given: Given) -> str:
        """The answer as the check page reads it back."""
        if given.state is AnswerState.UNKNOWN:
            return UNKNOWN_LABEL
        if given.state is AnswerState.SKIPPED:
            return "You skipped this"
        return self._say(question, given)

    def _say(self, question: Asked, given: Given) -> str:
        return ", ".join(question.label_of(value) for value in given.chosen)

    def flaws(self, labels: Sequence[str], most: int | None) -> list[Flaw]:
        """What is wrong with the question itself, for the editor."""
        return []

    def make_choices(
        self, labels: Sequence[str], before: Sequence[Choice], used: Iterable[str]
    ) -> list[Choice]:
        """Choices from an editor's lines. A label that was there keeps its value, so that results
        still join; a new one gets a value that no version has ever used."""
        values = {choice.label: choice.value for choice in before}
        numbers = [int(value[1:]) for value in {*values.values(), *used} if value[1:].isdigit()]
        following = max(numbers, default=0) + 1
        made = []
        for label in labels:
            if label not in values:
                values[label] = f"c{following}"
                following += 1
            made.append(Choice(values[label], label))
        return made


class ChosenKind(Kind):
    """One of a few, by radio buttons."""

    def read(self, chosen: Iterable[str], words: str, is_unknown: bool) -> Given:
        picked = tuple(value for value in chosen if value)[:1]
        if picked == (UNKNOWN,):
            return Given(AnswerState.UNKNOWN)
        return Given(AnswerState.ANSWERED, chosen=picked) if picked else Given()

    def flaw_of(self, question: Asked, given: Given) -> str | None:
        offered = {choice.value for choice in self.choices_of(question)}
        return None if set(given.chosen) <= offered else "Choose one of the answers on the list"


class WrittenKind(Kind):
    """The person's own words."""

    is_written = True
    most_label = "How many characters people may write"
    default_most = 200
    largest_most = 500

    def limit(self, most: int | None) -> int:
        return most or self.default_most

    def read(self, chosen: Iterable[str], words: str, is_unknown: bool) -> Given:
        words = words.strip()
        if words:
            return Given(AnswerState.ANSWERED, words=words)
        return Given(AnswerState.UNKNOWN) if is_unknown else Given()

    def flaw_of(self, question: Asked, given: Given) -> str | None:
        most = self.limit(question.most)
        if len(given.words) <= most:
            return None
        return f"Your answer must be {most:,} characters or fewer. You have used {len(given.words):,}."

    def _say(self, question: Asked, given: Given) -> str:
        return given.words

    def flaws(self, labels: Sequence[str], most: int | None) -> list[Flaw]:
        if most is not None and not 1 <= most <= self.largest_most:
            return [Flaw("most", f"Let people write from 1 to {self.largest_most:,} characters")]
        return []


def flaws_of_labels(labels: Sequence[str], least: int, largest: int, word: str = "choices") -> list[Flaw]:
    """What is wrong with a list of choices that an editor wrote."""
    if not least <= len(labels) <= largest:
        number = str(least) if least == largest else f"from {least} to {largest}"
        return [Flaw("choices", f"Write {number} {word}, one on each line")]
    if len({label.casefold() for label in labels}) < len(labels):
        return [Flaw("choices", f"Two {word} are the same. Change or remove one.")]
    if any(len(label) > LONGEST_LABEL for label in labels):
        return [Flaw("choices", f"Each of the {word} must be {LONGEST_LABEL} characters or fewer")]
    return []
