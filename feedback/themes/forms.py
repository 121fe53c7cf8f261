"""The forms of the theme pages. `version` is the one that the page showed: who comes second is told so."""

from collections.abc import Sequence
from typing import Any

from feedback.kit.fields import choice, hidden, long_text, most, needed, one_from_list, one_of, some_of, text
from feedback.kit.forms import Form
from feedback.strategy.models import Priority
from feedback.themes.deciding import Asked
from feedback.themes.models import Coder, Theme

Pairs = Sequence[tuple[str, str]]


class CodeForm(Form):
    """The theme of one comment, and which part of it says so."""

    theme = one_from_list("Theme", None)
    part = text("The part that says so, if not all of it")

    def __init__(self, *args: Any, themes: Sequence[Theme] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.theme.choices = [choice("", "Choose a theme"), *theme_choices(themes)]


class Versioned(Form):
    version = hidden(needed("Open the page again"))

    @property
    def seen(self) -> int:
        value = str(self.version.data)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1


class AskForm(Form):
    """Whether to look at all comments together or at one question's."""

    question = one_from_list("Which comments", None)

    def __init__(self, *args: Any, questions: Pairs = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.question.choices = [choice("", "All of them together"), *(choice(*one) for one in questions)]


class AdoptForm(Versioned):
    title = text("Name of the theme", needed("Give the theme a name"), most(160))
    into = one_from_list("Or put it into", None)

    def __init__(self, *args: Any, themes: Sequence[Theme] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.into.choices = [choice("", "A theme of its own"), *theme_choices(themes)]


class RenameForm(Versioned):
    title = text("Name of the theme", needed("Give the theme a name"), most(160))
    description = long_text("What it is about", most(1000), hint="The public report shows it too.", rows=3)


class MergeForm(Versioned):
    into = one_from_list("Merge it into", None, needed("Choose the theme to merge it into"))

    def __init__(self, *args: Any, themes: Sequence[Theme] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.into.choices = [choice("", "Choose a theme"), *theme_choices(themes)]


class PartForm(Versioned):
    title = text("Name of the new theme", needed("Give the new theme a name"), most(160))


class SplitForm(PartForm):
    """Which comments go: those that were ticked, or every one that was found by its words."""

    which = one_of(
        "Which comments go to it",
        [("ticked", "The ones I ticked"), ("found", "All that hold these words")],
        default="ticked",
    )


class DecideForm(Form):
    """Every theme that a comment could have; those that the machine gave it are ticked."""

    themes = some_of("Which themes is it about?", None)

    def __init__(self, *args: Any, asked: Asked, **more: Any) -> None:
        super().__init__(*args, **more)
        self.themes.choices = [choice(str(one.id), one.title, _said_of(one, asked)) for one in asked.themes]


class PriorityForm(Versioned):
    priority = one_from_list("Priority of the strategy", None)

    def __init__(self, *args: Any, priorities: Sequence[Priority] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        links = (choice(str(one.id), f"{one.number}. {one.plain_title}") for one in priorities)
        self.priority.choices = [choice("", "No single one"), *links]


class OwnerForm(Versioned):
    owner = one_from_list("Who answers for it", None, hint="A service, a school or another body.")

    def __init__(self, *args: Any, bodies: Pairs = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.owner.choices = [choice("", "Nobody yet"), *(choice(*one) for one in bodies)]


class FilterForm(Form):
    """Whose comments the report is about."""

    group = one_from_list("Group", None)
    age_band = one_from_list("Age", None)
    question = one_from_list("Question", None)
    by = one_from_list("Side by side", None)

    def __init__(
        self, *args: Any, groups: Pairs = (), ages: Pairs = (), questions: Pairs = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.group.choices = [choice("", "Everyone"), *(choice(*one) for one in groups)]
        self.age_band.choices = [choice("", "Every age"), *(choice(*one) for one in ages)]
        self.question.choices = [choice("", "All of them"), *(choice(*one) for one in questions)]
        self.by.choices = [
            choice("group", "Groups"),
            choice("age_band", "Ages"),
            choice("spoken_by", "Whose words they are"),
        ]
        self.by.data = self.by.data or "group"


def theme_choices(themes: Sequence[Theme]) -> list[Any]:
    return [choice(str(theme.id), theme.title) for theme in themes]


def _said_of(theme: Theme, asked: Asked) -> str:
    coding = asked.coded.get(theme.id)
    if coding is None:
        return ""
    return (
        "A person said so"
        if coding.coder == Coder.PERSON
        else f"We are {round(coding.confidence * 100)}% sure"
    )
