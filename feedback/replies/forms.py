"""The forms of those who write, check and update replies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms.fields import SelectChoice

from feedback.kit.fields import day, long_text, most, needed, one_of, some_of, text
from feedback.kit.forms import Form
from feedback.replies.models import Status
from feedback.replies.quoting import Quote
from feedback.replies.reading import STATUS_WORDS
from feedback.replies.updating import Position
from feedback.replies.writing import Draft
from feedback.strategy.models import Priority

STATUSES = [(status.value, words) for status, words in STATUS_WORDS.items()]
WHAT_HINT = "Say it so that the person who spoke would see the difference."


class ReplyForm(Form):
    title = text("Title", needed("Enter a title"), most(120), hint="A few words, as people would say it")
    themes = some_of(
        "Which themes does this reply to?", None, needed("Choose the theme that this replies to")
    )
    you_said = long_text(
        "You said",
        needed("Say what people said"),
        most(1500),
        hint="A summary that they would recognise. Choose their own words as quotes below.",
    )
    quotes = some_of(
        "Quotes",
        None,
        hint="Only words of people who said that we may use them. Others are not on this list.",
    )
    status = one_of("Where do you stand?", STATUSES, needed("Choose where you stand"))
    what = long_text(
        "What you did or will do", needed("Say what you did or will do"), most(2000), hint=WHAT_HINT
    )
    why = long_text("Why", most(2000), hint="Needed when you cannot do it.")
    what_else = long_text("What else may help", most(1000), hint="Needed when you cannot do it.")
    owner_role = text(
        "Who is responsible", needed("Enter the role that is responsible"), most(160), hint="A role"
    )
    priority = one_of("Which priority is it part of?", None, needed("Choose a priority"))
    lines = some_of("Which lines of the strategy does it serve?", None)
    decided_on = day("When was it decided?")
    next_update_on = day("When will you say more?")

    def __init__(
        self,
        formdata: Any = None,
        *,
        themes: Sequence[SelectChoice],
        priorities: Sequence[Priority],
        quotes: Sequence[SelectChoice],
        lines: Sequence[SelectChoice],
        **more: Any,
    ) -> None:
        super().__init__(formdata, **more)
        self._priorities = {str(priority.id): priority for priority in priorities}
        self.themes.choices = list(themes)
        self.quotes.choices = list(quotes)
        self.lines.choices = list(lines)
        self.priority.choices = [
            SelectChoice(str(priority.id), f"{priority.number}. {priority.plain_title}")
            for priority in priorities
        ]

    def draft(self) -> Draft:
        return Draft(
            title=self.title.data,
            you_said=self.you_said.data,
            status=Status(self.status.data),
            what=self.what.data,
            why=self.why.data or "",
            what_else=self.what_else.data or "",
            owner_role=self.owner_role.data,
            priority=self._priorities[self.priority.data],
            decided_on=self.decided_on.data,
            next_update_on=self.next_update_on.data,
        )

    def chosen_themes(self) -> list[UUID]:
        return [UUID(value) for value in self.themes.data]

    def chosen_lines(self) -> list[UUID]:
        return [UUID(value) for value in self.lines.data]

    def chosen_quotes(self) -> list[Quote]:
        return [read_quote(value) for value in self.quotes.data]


class UpdateForm(Form):
    status = one_of("Where do you stand now?", STATUSES, needed("Choose where you stand now"))
    what = long_text(
        "What you did or will do", needed("Say what you did or will do"), most(2000), hint=WHAT_HINT
    )
    why = long_text("Why", most(2000), hint="Needed when you cannot do it.")
    next_update_on = day("When will you say more?")

    def position(self) -> Position:
        return Position(
            Status(self.status.data), self.what.data, self.why.data or "", self.next_update_on.data
        )


def write_quote(quote: Quote) -> str:
    return f"{quote.comment}:{quote.start}:{quote.end}"


def read_quote(value: str) -> Quote:
    comment, start, end = value.split(":")
    return Quote(UUID(comment), int(start), int(end))
