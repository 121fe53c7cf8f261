"""What staff fill in about a consultation."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wtforms.fields import SelectChoice

from feedback.consultations.calendar import fair_days
from feedback.consultations.details import AUDIENCES, LEVELS, Details
from feedback.consultations.models import Level
from feedback.consultations.rules import LONGEST_LINE, LONGEST_TEXT
from feedback.kit.fields import (
    choice,
    day,
    long_text,
    most,
    needed,
    one_from_list,
    one_of,
    some_of,
    text,
    tick,
)
from feedback.kit.forms import Form
from feedback.strategy.models import Priority

YES, NO = "yes", "no"
MONTHS_AHEAD = 36


def month_choices(today: date, chosen: date | None) -> list[SelectChoice]:
    """The months in which a decision can be made, and the one that is written already."""
    first = today.year * 12 + today.month - 1
    months = [date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS_AHEAD)]
    if chosen is not None and chosen.replace(day=1) not in months:
        months.insert(0, chosen.replace(day=1))
    return [choice("", "Choose a month"), *(choice(f"{month:%Y-%m}", f"{month:%B %Y}") for month in months)]


class ConsultationForm(Form):
    title = text("Title", needed("Give the consultation a title"), most(LONGEST_LINE))
    purpose = long_text("Why are you asking?", most(LONGEST_TEXT), hint="Two or three short sentences.")
    level = one_of(
        "How much can people change?",
        [choice(level.value, name, meaning) for level, (name, meaning) in LEVELS.items()],
        needed("Choose how much people can change"),
        hint="Choose what is true, not what sounds best. The public page says it in these words.",
    )
    is_decision_open = one_of(
        "Is the decision still open?",
        [choice(YES, "Yes, it is open"), choice(NO, "No, it has been made")],
        hint="When it has been made, you can only tell people about it.",
    )
    can_change = long_text("What can change?", most(LONGEST_TEXT), rows=4)
    cannot_change = long_text("What cannot change?", most(LONGEST_TEXT), rows=4)
    designed_with = long_text(
        "Who works on it with you?",
        most(LONGEST_TEXT),
        rows=3,
        hint="People with lived experience: which, and what they do, in the design and in the decision. Needed for "
        "“Designing with you” and “Deciding together”.",
    )
    background = long_text(
        "What do people need to know?", most(LONGEST_TEXT), hint="Facts, figures and choices."
    )
    easy_background = long_text(
        "The same in easy words",
        most(LONGEST_TEXT),
        hint="Short sentences, one idea each. Both open together.",
    )
    decider = text("Who decides?", most(LONGEST_LINE), hint="A role or a group, not a person’s name.")
    decision_month = one_from_list("When is it decided?", None)
    audiences = some_of("Who do you want to hear from?", list(AUDIENCES.items()))
    priorities = some_of("Which priorities is it about?", None)
    is_sensitive = tick(
        "It asks about health, safety or bullying",
        hint="Then nothing that nearly everybody says is shown as a number.",
    )
    is_permanent = tick("It is always open", hint="For comments at any time. It has no last day.")
    opens_on = day("First day")
    closes_on = day(
        "Last day", hint=f"People can answer until the end of this day. {fair_days()} days or more is fair."
    )

    def __init__(
        self,
        *given: Any,
        priority_choices: Sequence[Priority] = (),
        today: date,
        decision_month_now: date | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.decision_month.choices = month_choices(today, decision_month_now)
        if priority_choices:
            self.priorities.choices = list(_priority_choices(priority_choices))
        else:
            del self.priorities  # nothing to choose from: no strategy is loaded yet

    def details(self, late_reason: str = "") -> Details:
        month = self.decision_month.data
        opened = self.is_decision_open.data
        return Details(
            title=self.title.data or "",
            purpose=self.purpose.data or "",
            level=Level(self.level.data),
            is_decision_open=None if opened is None else opened == YES,
            can_change=self.can_change.data or "",
            cannot_change=self.cannot_change.data or "",
            designed_with=self.designed_with.data or "",
            background=self.background.data or "",
            easy_background=self.easy_background.data or "",
            decider=self.decider.data or "",
            decision_month=date.fromisoformat(f"{month}-01") if month else None,
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            is_permanent=bool(self.is_permanent.data),
            is_sensitive=bool(self.is_sensitive.data),
            audiences=tuple(self.audiences.data),
            priorities=tuple(UUID(one) for one in self.priorities.data) if self.priorities else (),
            late_reason=late_reason,
        )


class LateForm(Form):
    late_reason = long_text(
        "Why is the reply late?",
        needed("Say why the reply is late"),
        most(LONGEST_TEXT),
        hint="Everybody can read this. Say what you wait for, and when it comes.",
        rows=3,
    )


def as_written(details: Details) -> dict[str, Any]:
    """What the form shows of a consultation before anybody types."""
    opened = details.is_decision_open
    return {name: getattr(details, name) for name in Details.__dataclass_fields__} | {
        "level": details.level.value,
        "is_decision_open": None if opened is None else (YES if opened else NO),
        "decision_month": f"{details.decision_month:%Y-%m}" if details.decision_month else "",
        "audiences": list(details.audiences),
        "priorities": [str(one) for one in details.priorities],
    }


def _priority_choices(priorities: Sequence[Priority]) -> Iterator[SelectChoice]:
    for priority in priorities:
        edition = "" if priority.strategy.is_current else f" ({priority.strategy.edition})"
        name = f"{priority.number}. {priority.plain_title}{edition}"
        yield choice(str(priority.id), name, priority.title if priority.title != priority.plain_title else "")
