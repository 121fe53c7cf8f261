"""What staff fill in about developments, reviews, promises and where the lines of an earlier strategy went."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms.fields import SelectChoice

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
from feedback.strategy.developing import AFTER_PILOT, DevelopmentWords
from feedback.strategy.development_models import Development, Recommendation, Stage
from feedback.strategy.developments import AUDIENCES, STAGES
from feedback.strategy.models import Line, LineKind, Priority
from feedback.strategy.promising import Promised
from feedback.strategy.reviewing import Respond

STAGE_CHOICES = [(stage.value, words) for stage, words in STAGES.items()]
LONGEST = 5_000
KEPT, LATER, DROPPED = "kept", "later", "dropped"
LINE_WORDS = {LineKind.NEED: "What needs to happen", LineKind.WORKING: "The strategy is working when"}


class DevelopmentForm(Form):
    title = text("Title", needed("Enter a title"), most(120), hint="As people would call it.")
    summary = long_text("What is it?", needed("Say what it is"), most(LONGEST))
    audiences = some_of("Who is it for?", list(AUDIENCES.items()), needed("Choose who it is for"))
    areas = text("Where?", most(300), hint="Places, with commas between them. Leave it empty for the county.")
    starts_on = day("First day")
    ends_on = day("Last day", hint="A pilot needs one. From the day after, people wait for what came of it.")
    question = long_text("What is it to find out?", most(1000), rows=2, hint="For a pilot.")

    def words(self, source: str = "") -> DevelopmentWords:
        return DevelopmentWords(
            title=self.title.data or "",
            summary=self.summary.data or "",
            audiences=tuple(self.audiences.data),
            areas=tuple(part for one in (self.areas.data or "").split(",") if (part := one.strip())),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            question=self.question.data or "",
            source=source,
        )


class _WithPromise(Form):
    """Fields of a promise that goes with a stage."""

    promise = long_text("What is coming?", most(1000), rows=2, hint="Needed for “Coming soon”.")
    check_on = day(
        "When will you say more?", hint="Needed for “Coming soon”. Past this day the page says so."
    )
    owner = text("Who is responsible?", most(160), hint="A role, not a person’s name.")

    def promised(self) -> Promised | None:
        if not self.promise.data and self.check_on.data is None:
            return None
        return Promised(
            text=self.promise.data or "", check_on=self.check_on.data, owner=self.owner.data or ""
        )


class AddDevelopmentForm(DevelopmentForm, _WithPromise):
    stage = one_from_list(
        "Where does it stand?", [("", "Choose a stage"), *STAGE_CHOICES], needed("Choose a stage")
    )
    said = long_text(
        "What has happened so far?", most(LONGEST), rows=3, hint="The first line of its history."
    )


class ChangeDevelopmentForm(DevelopmentForm):
    reason = long_text(
        "Why do you change it?",
        needed("Say why you change it"),
        most(1000),
        rows=2,
        hint="Everybody can read this.",
    )


class MoveForm(_WithPromise):
    stage = one_from_list(
        "Where does it stand now?", [("", "Choose a stage"), *STAGE_CHOICES], needed("Choose a stage")
    )
    said = long_text(
        "What happened, and why?",
        needed("Say what happened, and why"),
        most(LONGEST),
        hint="Everybody can read this.",
    )


class OutcomeForm(Form):
    outcome = long_text(
        "What came of the pilot?",
        needed("Say what came of the pilot"),
        most(LONGEST),
        hint="What you found out, from whom, and what changes because of it. Everybody can read this.",
    )
    stage = one_of(
        "What happens now?",
        [(stage.value, STAGES[stage]) for stage in AFTER_PILOT],
        needed("Choose what happens now"),
    )


class LinksForm(Form):
    """Which priorities and lines something serves, or where it went."""

    priorities = some_of("Which priorities does it serve?", None)
    lines = some_of("Which lines of the strategy does it serve?", None)

    def __init__(
        self, *given: Any, priority_choices: Sequence[Priority], line_choices: Sequence[Line], **more: Any
    ) -> None:
        super().__init__(*given, **more)
        self.priorities.choices = priority_list(priority_choices)
        self.lines.choices = line_list(line_choices)

    def chosen(self) -> tuple[list[UUID], list[UUID]]:
        return [UUID(one) for one in self.priorities.data], [UUID(one) for one in self.lines.data]


class ReviewForm(Form):
    led_by = text(
        "Who carried it out?", needed("Say who carried it out"), most(200), hint="An organisation or a role."
    )
    when_said = text("When?", most(80), hint="For example, May to June 2026")
    heard = long_text("Who was heard, and how?", needed("Say who was heard"), most(LONGEST), rows=3)


class FindingForm(Form):
    finding = long_text("What was found?", needed("Say what was found"), most(LONGEST), rows=3)


class RecommendationForm(Form):
    recommendation = long_text(
        "What is recommended?", needed("Say what is recommended"), most(LONGEST), rows=3
    )
    parts = long_text("Its parts, if it has any", most(LONGEST), rows=3, hint="Each on a line of its own.")

    def lines(self) -> list[str]:
        return [line.strip() for line in (self.parts.data or "").splitlines() if line.strip()]


class ResponseForm(Form):
    recommendations = some_of(
        "Which recommendations does it answer?", None, hint="None: it is a response to the review as a whole."
    )
    response = long_text(
        "What is done?",
        needed("Say what is done"),
        most(LONGEST),
        hint="When you cannot do it, say that and why. That is an answer too.",
    )
    stage = one_from_list(
        "Where does that stand?", [("", "Choose a stage"), *STAGE_CHOICES], needed("Choose a stage")
    )
    owner = text(
        "Who is responsible?", needed("Enter the role that is responsible"), most(160), hint="A role"
    )
    due_on = day("By when?")

    def __init__(self, *given: Any, asked: Sequence[Recommendation], **more: Any) -> None:
        super().__init__(*given, **more)
        self.recommendations.choices = [SelectChoice(str(one.id), f"{one.code}: {one.text}") for one in asked]

    def respond(self) -> Respond:
        return Respond(
            text=self.response.data,
            stage=Stage(self.stage.data),
            owner=self.owner.data,
            due_on=self.due_on.data,
        )

    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.recommendations.data]


class PromiseForm(Form):
    promise = long_text("What is promised?", needed("Say what is coming"), most(1000), rows=3)
    check_on = day("When will you say more?", needed("Give the day by which you will say more"))
    owner = text(
        "Who is responsible?", needed("Enter the role that is responsible"), most(160), hint="A role"
    )
    line = one_from_list("Which line of the strategy is it about?", None)

    def __init__(self, *given: Any, line_choices: Sequence[Line], **more: Any) -> None:
        super().__init__(*given, **more)
        self.line.choices = [choice("", "None of them"), *line_list(line_choices)]

    def promised(self) -> Promised:
        return Promised(
            text=self.promise.data,
            check_on=self.check_on.data,
            owner=self.owner.data,
            line=UUID(self.line.data) if self.line.data else None,
        )


class SayMoreForm(Form):
    """What became of a promise."""

    now = one_of(
        "How does it stand?",
        [
            choice(KEPT, "It is there", "Say where people find it."),
            choice(LATER, "Not yet", "Say why, and by when you will say more."),
            choice(DROPPED, "It is not coming", "Say why, and what else may help."),
        ],
        needed("Choose how it stands"),
    )
    said = long_text("What do you tell people?", needed("Say how it stands"), most(LONGEST), rows=4)
    check_on = day("If not yet: when will you say more?")


class PlaceForm(Form):
    """Where a priority or a line of an earlier edition went."""

    places = some_of("Where did it go?", None, hint="One or several.")
    ended = tick("It ended", hint="Nothing of the new edition takes its place.")
    reason = long_text("Why?", needed("Say why"), most(1000), rows=3, hint="Everybody can read this.")

    def __init__(self, *given: Any, place_choices: Sequence[SelectChoice], **more: Any) -> None:
        super().__init__(*given, **more)
        self.places.choices = list(place_choices)

    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.places.data]


def as_written(development: Development) -> dict[str, Any]:
    """What the form shows of a development before anybody types."""
    names = ("title", "summary", "audiences", "starts_on", "ends_on", "question")
    return {name: getattr(development, name) for name in names} | {"areas": ", ".join(development.areas)}


def priority_list(priorities: Sequence[Priority]) -> list[SelectChoice]:
    return [choice(str(one.id), f"{one.number}. {one.plain_title}") for one in priorities]


def line_list(lines: Sequence[Line]) -> list[SelectChoice]:
    return [
        choice(str(line.id), f"{line.priority.number}. {LINE_WORDS[line.kind]}: {line.text}")
        for line in lines
    ]
