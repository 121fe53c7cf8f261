"""How a person wants the pages to look, which themes staff see behind a line, and which reply answers a poll."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms.fields import SelectChoice

from feedback.kit.fields import choice, hidden, needed, one_from_list, one_of, some_of
from feedback.kit.forms import Form
from feedback.replies.models import Reply

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


def poll_reply_form(replies: Sequence[Reply]) -> type[Form]:
    choices = [(str(reply.id), reply.title) for reply in replies]
    field = one_from_list(
        "Which reply answers this poll?", choices, hint="Leave it empty while there is none."
    )
    return type("PollReplyForm", (Form,), {"reply": field})
