"""The forms of those who write, check and update replies."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from feedback.core.clock import long_date, today
from feedback.kit.fields import day, long_text, most, needed, one_from_list, one_of, some_of, text
from feedback.kit.forms import Form
from feedback.people.models import Organisation
from feedback.replies.deciding import Minute
from feedback.replies.judging import ANSWER_WORDS
from feedback.replies.models import STATUS_WORDS, Answered, Decision, Status
from feedback.replies.quoting import Quote
from feedback.replies.updating import Position
from feedback.replies.writing import Draft
from feedback.strategy.models import Outcome, Priority

STATUSES = [(status.value, words) for status, words in STATUS_WORDS.items()]
WHY_HINT = "The reason, whatever you answer. People who spoke are owed it."
WHAT_HINT = "Say it so that the person who spoke would see the difference."


def _still_to_come(form: Any, field: Any) -> None:
    """Whoever promises to say more on a day that has passed is late at once."""
    if field.data is not None and field.data <= today():
        raise ValidationError("Give a day that is still to come")


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
    quotes = some_of("Which words do you quote?", None)
    status = one_of("Where do you stand?", STATUSES, needed("Choose where you stand"))
    what = long_text(
        "What you did or will do", needed("Say what you did or will do"), most(2000), hint=WHAT_HINT
    )
    why = long_text("Why", most(2000), hint=WHY_HINT)
    what_else = long_text("What else may help", most(1000), hint="Needed when you cannot do it.")
    owner_role = text(
        "Who is responsible", needed("Enter the role that is responsible"), most(160), hint="A role"
    )
    priority = one_of("Which priority is it part of?", None, needed("Choose a priority"))
    lines = some_of("Which lines of the strategy does it serve?", None)
    outcome = one_from_list("Which life outcome does it help with?", None)
    decision = one_from_list("Which decision on record does it follow from?", None)
    decided_on = day("When was it decided?")
    next_update_on = day("When will you say more?", _still_to_come)

    def __init__(
        self,
        formdata: Any = None,
        *,
        themes: Sequence[SelectChoice],
        priorities: Sequence[Priority],
        quotes: Sequence[SelectChoice],
        lines: Sequence[SelectChoice],
        outcomes: Sequence[Outcome] = (),
        decisions: Sequence[Decision] = (),
        **more: Any,
    ) -> None:
        super().__init__(formdata, **more)
        self._priorities = {str(priority.id): priority for priority in priorities}
        self._outcomes = {str(outcome.id): outcome for outcome in outcomes}
        self._decisions = {str(decision.id): decision for decision in decisions}
        self.themes.choices = list(themes)
        self.quotes.choices = list(quotes)
        self.lines.choices = list(lines)
        self.priority.choices = [
            SelectChoice(str(priority.id), f"{priority.number}. {priority.plain_title}")
            for priority in priorities
        ]

        self.outcome.choices = _or_none((str(one.id), one.text) for one in outcomes)
        self.decision.choices = _or_none(
            (str(one.id), f"{one.meeting}, {long_date(one.decided_on)}") for one in decisions
        )

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
            outcome=self._outcomes.get(self.outcome.data or ""),
            decision=self._decisions.get(self.decision.data or ""),
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
    why = long_text("Why", most(2000), hint=WHY_HINT)
    what_else = long_text("What else may help", most(1000), hint="Needed when you cannot do it.")
    next_update_on = day("When will you say more?", _still_to_come)

    def position(self) -> Position:
        return Position(
            Status(self.status.data),
            self.what.data,
            self.why.data or "",
            self.next_update_on.data,
            self.what_else.data or "",
        )


class WithdrawForm(Form):
    why = long_text(
        "Why do you take it back?",
        needed("Say why you take it back"),
        most(600),
        hint="Everybody who opens its page reads this.",
        rows=2,
    )


class AskForumForm(Form):
    forum = one_from_list(
        "Which forum?",
        None,
        needed("Choose the forum"),
        hint="We send the link to those who speak for it.",
    )

    def __init__(self, *args: Any, forums: Sequence[Organisation], **more: Any) -> None:
        super().__init__(*args, **more)
        named = (SelectChoice(str(one.id), one.name) for one in forums)
        self.forum.choices = [SelectChoice("", "Choose a forum"), *named]


class DecisionForm(Form):
    meeting = text("Which meeting?", needed("Enter the name of the meeting"), most(200))
    decided_on = day("On which day?", needed("Enter the day of the meeting"))
    present = long_text(
        "Who was in the room?",
        needed("Say who was in the room"),
        most(1500),
        hint="Roles and groups, one a line. No names of people.",
    )
    what = long_text("What was decided?", needed("Say what was decided"), most(2000))
    read = one_from_list(
        "Which version of the report had they read?",
        None,
        needed("Choose the version that they had read"),
        hint="One that was public on the day of the meeting.",
    )

    def __init__(self, formdata: Any = None, *, versions: Sequence[tuple[int, date]], **more: Any) -> None:
        super().__init__(formdata, **more)
        self.read.choices = [
            SelectChoice(str(number), f"Version {number}, {long_date(day)}") for number, day in versions
        ]

    def minute(self) -> Minute:
        return Minute(
            self.meeting.data, self.decided_on.data, self.present.data, self.what.data, int(self.read.data)
        )


class DifferenceForm(Form):
    answer = one_of(
        "Did this make a difference?",
        [(answer.value, words) for answer, words in ANSWER_WORDS.items()],
        needed("Choose one of the answers"),
    )

    def answered(self) -> Answered:
        return Answered(self.answer.data)


def _or_none(choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", "None, or not yet"), *(SelectChoice(value, label) for value, label in choices)]


def write_quote(quote: Quote) -> str:
    return f"{quote.comment}:{quote.start}:{quote.end}"


def read_quote(value: str) -> Quote:
    comment, start, end = value.split(":")
    return Quote(UUID(comment), int(start), int(end))
