"""How a person wants the pages to look, and which themes staff see behind a line of the strategy."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms.fields import SelectChoice

from feedback.kit.fields import choice, hidden, needed, one_of, some_of
from feedback.kit.forms import Form

COLOUR_CHOICES = [
    choice("cream", "Cream", "Dark words on warm paper"),
    choice("light", "White", "Dark words on white"),
    choice("dark", "Dark", "Light words on dark grey"),
    choice("contrast", "High contrast", "Bright words on black"),
]


class DisplayForm(Form):
    colours = one_of("Colours", COLOUR_CHOICES, needed("Choose one of the colours"))
    next = hidden()


class LineThemesForm(Form):
    """Which themes are about a line of the strategy."""

    themes = some_of("Which themes are about this line?", None)

    def __init__(self, *given: Any, theme_choices: Sequence[SelectChoice], **more: Any) -> None:
        super().__init__(*given, **more)
        if theme_choices:
            self.themes.choices = list(theme_choices)
        else:
            del self.themes  # nothing to choose from yet

    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.themes.data] if self.themes else []
