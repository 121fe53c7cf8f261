"""The forms of blind double coding."""

from collections.abc import Sequence
from typing import Any

from feedback.kit.fields import between, choice, needed, one_from_list, some_of, whole_number
from feedback.kit.forms import Form
from feedback.people.models import Account
from feedback.themes.blind import FEWEST, MOST, USUAL
from feedback.themes.models import Theme

NONE = "none"
Pairs = Sequence[tuple[str, str]]


class CheckForm(Form):
    """How many comments, and which two people."""

    question = one_from_list("Which comments", None)
    size = whole_number(
        "How many comments",
        needed("Say how many comments"),
        between(FEWEST, MOST),
        hint=f"{USUAL} take each person about half an hour. More make the figures surer.",
        default=USUAL,
    )
    first = one_from_list("First person", None, needed("Choose the first person"))
    second = one_from_list("Second person", None, needed("Choose the second person"))

    def __init__(
        self, *args: Any, coders: Sequence[Account] = (), questions: Pairs = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        people = [choice(str(one.id), one.name) for one in coders]
        self.first.choices = [choice("", "Choose a person"), *people]
        self.second.choices = [choice("", "Choose a person"), *people]
        self.question.choices = [choice(*one) for one in questions]
        if len(questions) < 2:
            del self.question


class BlindForm(Form):
    themes = some_of("Which themes is it about?", None, hint="Tick every theme that fits.")

    def __init__(self, *args: Any, themes: Sequence[Theme] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        options = [choice(str(one.id), one.title, one.description) for one in themes]
        self.themes.choices = [*options, choice(NONE, "None of these")]
