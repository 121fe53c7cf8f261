"""Planning an event, what is said there, and the sheet that tells what we heard."""

from collections.abc import Sequence
from typing import Any

from feedback.events.hearing import RAISED_AS
from feedback.events.looking_back import CORNERSTONES, TAPS, Taps
from feedback.events.models import RaisedAs
from feedback.events.planning import KINDS, Plan
from feedback.events.telling import Telling
from feedback.kit.fields import day, hidden, long_text, most, needed, one_from_list, one_of, text
from feedback.kit.forms import Form
from feedback.voices.about import GROUPS, UNSAID
from feedback.voices.forms import CommentForm


class EventForm(Form):
    kind = one_of("What is it?", KINDS.items(), needed("Choose what it is"))
    title = text("Title", needed("Enter a title"), most(160), hint="For example, SEND Roadshow in Swaffham")
    place = text("Place", needed("Enter the place"), most(300), hint="With the street and the postcode.")
    held_on = day("Day", needed("Enter the day"))
    times = text("Time", most(80), hint="For example, 10am to 3pm")
    about = long_text(
        "What is it about?", most(3_000), hint="Who can come, what happens there, and if the place has steps."
    )
    consultation = one_from_list(
        "Where what is said there belongs",
        None,
        needed("Choose where it belongs"),
        hint="A consultation that is open, or the page that is always open.",
    )

    def __init__(self, *args: Any, consultations: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.consultation.choices = [("", "Choose one"), *consultations]

    @property
    def plan(self) -> Plan:
        return Plan(
            kind=self.kind.data,
            title=self.title.data,
            place=self.place.data,
            held_on=self.held_on.data,
            times=self.times.data or "",
            about=self.about.data or "",
        )


class KeyNoteForm(CommentForm):
    """What somebody said or asked, typed in by staff."""

    raised_as = one_of("What was it?", RAISED_AS.items(), needed("Choose what it was"), default=RaisedAs.SAID)
    number = text(
        "Number on the card",
        most(40),
        hint="If it was on a card or a form with a number. The same number is not stored twice.",
        autocomplete="off",
        width=10,
    )


class SheetForm(Form):
    raised = long_text(
        "What was raised?",
        needed("Write what was raised"),
        most(5_000),
        hint="In your own words, and without anything that tells who said it.",
        rows=8,
    )
    questions = long_text(
        "What did people ask, and what do we say?",
        most(5_000),
        hint="Each question with its answer. Where there is none yet, say when there will be.",
        rows=8,
    )
    next_steps = long_text("What happens next?", needed("Write what happens next"), most(5_000), rows=6)
    more_on = day("When will we say more?", hint="If there is a day. For example, 27 3 2026")

    @property
    def telling(self) -> Telling:
        return Telling(
            raised=self.raised.data,
            next_steps=self.next_steps.data,
            questions=self.questions.data or "",
            more_on=self.more_on.data,
        )


class LookBackForm(Form):
    """Four taps, and which group one belongs to. Nothing has to be answered but one of the four."""

    welcome = one_of(CORNERSTONES["welcome"], TAPS.items())
    valued = one_of(CORNERSTONES["valued"], TAPS.items())
    understood = one_of(CORNERSTONES["understood"], TAPS.items())
    partners = one_of(CORNERSTONES["partners"], TAPS.items())
    group = one_from_list(
        "Which of these are you?", GROUPS.items(), hint="You can leave this out.", default=UNSAID
    )
    client_key = hidden()

    @property
    def taps(self) -> Taps:
        return Taps(
            **{name: self[name].data or UNSAID for name in CORNERSTONES}, group=self.group.data or UNSAID
        )
