"""As much as the person wants to say, with beginnings of sentences as help."""

from collections.abc import Sequence

from surveys.kinds.base import Asked, Choice, Flaw, Given, flaws_of_labels
from surveys.kinds.long_text import LongText


class WithStarters(LongText):
    """The starters stand beside the box, not in it, so that what is in it is the person's own."""

    name = "with_starters"
    label = "Your own words, with starters"
    has_choices = True
    choices_label = "Starters"
    choices_hint = (
        "One on each line, 1 to 6 of them. People see them as help. "
        "Leave them empty for: I like…, It would be better if…"
    )
    defaults = ("I like…", "It would be better if…")

    def choices_of(self, question: Asked) -> tuple[Choice, ...]:
        """A starter is nothing that anybody chooses or that anybody counts."""
        return ()

    def starters_of(self, question: Asked) -> tuple[str, ...]:
        return tuple(choice.label for choice in question.choices) or self.defaults

    def flaw_of(self, question: Asked, given: Given) -> str | None:
        if _bare(given.words) in {_bare(starter) for starter in self.starters_of(question)}:
            return "Finish the sentence, or skip the question"
        return super().flaw_of(question, given)

    def flaws(self, labels: Sequence[str], most: int | None) -> list[Flaw]:
        of_labels = flaws_of_labels(labels, 1, 6, "starters") if labels else []
        return of_labels + super().flaws(labels, most)


def _bare(words: str) -> str:
    return words.casefold().strip(" .…\n\t")
