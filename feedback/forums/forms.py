"""The forms of representatives, of members of a forum, and of the council about forums."""

from collections.abc import Sequence
from typing import Any

from wtforms.fields import SelectChoice

from feedback.core.clock import today
from feedback.forums.backing import LONGEST_SENTENCE
from feedback.forums.drafting import Standing
from feedback.forums.local_offer import OFFER_PARTS, WAYS_OF_GATHERING
from feedback.kit.fields import (
    between,
    day,
    day_between,
    email,
    hidden,
    long_text,
    most,
    needed,
    one_from_list,
    one_of,
    some_of,
    text,
    tick,
    whole_number,
)
from feedback.kit.forms import Form

LONGEST_POINT = 1500


class AskLinkForm(Form):
    email = email("Your email address", needed("Enter your email address"))


class BeginForm(Form):
    """Which consultation. Those that are open differ from day to day."""

    consultation = one_of("What is it about?", None, needed("Choose what it is about"))

    def __init__(self, formdata: Any = None, *, choices: Sequence[SelectChoice], **more: Any) -> None:
        super().__init__(formdata, **more)
        self.consultation.choices = list(choices)


class PointForm(Form):
    offer_part = one_of("What is this point about?", OFFER_PARTS.items(), needed("Choose what it is about"))
    words = long_text(
        "Your point",
        needed("Write your point"),
        most(LONGEST_POINT),
        hint="One thing. In your own words: nobody at the council can change them.",
    )
    version = hidden()


class StandingForm(Form):
    speaks_for = whole_number(
        "For about how many people do you speak?",
        needed("Enter how many people you speak for"),
        between(1, 1_000_000),
        hint="People whose views went into this, not all your members.",
    )
    gathered = some_of(
        "How did you gather their views?", WAYS_OF_GATHERING.items(), needed("Choose how you gathered them")
    )
    gathered_from = day("First day of gathering", needed("Enter the first day"))
    gathered_until = day("Last day of gathering", needed("Enter the last day"))
    agree = whole_number(
        "How many of them agree with it?", needed("Enter how many agree, or 0"), between(0, 1_000_000)
    )
    disagree = whole_number(
        "How many do not agree?", needed("Enter how many do not agree, or 0"), between(0, 1_000_000)
    )
    minority = long_text(
        "What do those think who do not agree?",
        most(LONGEST_POINT),
        hint="Needed when some do not agree. It goes with your view as it is.",
        rows=4,
    )
    may_quote = tick("We may be quoted", hint="The council may show some of these words to other people.")
    version = hidden()

    def validate_gathered_until(self, field: Any) -> None:
        day_between(None, today())(self, field)

    def standing(self) -> Standing:
        return Standing(
            speaks_for=self.speaks_for.data,
            gathered=tuple(self.gathered.data),
            gathered_from=self.gathered_from.data,
            gathered_until=self.gathered_until.data,
            agree=self.agree.data,
            disagree=self.disagree.data,
            minority=self.minority.data or "",
            may_quote=bool(self.may_quote.data),
        )


class MemberForm(Form):
    backs = one_of(
        "Do you stand behind it?",
        [("yes", "Yes, I do"), ("no", "No, I see it another way")],
        needed("Choose yes or no"),
    )
    words = long_text(
        "Do you want to say more to your forum?",
        most(LONGEST_SENTENCE),
        hint="You do not have to. A sentence is enough. Please do not write names.",
        rows=3,
    )
    also_alone = tick("I also answered alone", hint="It helps to count nobody twice.")


class DisputeForm(Form):
    words = long_text("What is wrong with it?", needed("Say what is wrong, in a sentence"), most(600), rows=3)
    number = hidden()


class SeatForm(Form):
    """Whom to invite, for which forum."""

    organisation = one_from_list("Which forum", None, needed("Choose the forum"))
    name = text("Name", needed("Enter the person’s name"), most(200), autocomplete="off")
    email = email("Email address", needed("Enter the person’s email address"), autocomplete="off")
    is_officer = tick(
        "This person is an officer of the forum",
        hint="A view goes to the council only when two officers agree.",
    )

    def __init__(self, formdata: Any = None, *, choices: Sequence[SelectChoice], **more: Any) -> None:
        super().__init__(formdata, **more)
        self.organisation.choices = [SelectChoice("", ""), *choices]


class SummaryForm(Form):
    words = long_text(
        "What we understood",
        needed("Write what you understood"),
        most(2000),
        hint="So that the forum would say: yes, that is what we meant. They can say if it is not.",
    )
    number = hidden()


class AnswerForm(Form):
    answer = long_text("Your answer", needed("Write your answer"), most(1500), rows=4)
