"""What members, the forum's worker and services fill in."""

from collections.abc import Sequence
from typing import Any

from feedback.kit.fields import (
    choice,
    day,
    hidden,
    long_text,
    most,
    needed,
    one_from_list,
    one_of,
    text,
    tick,
    whole_number,
)
from feedback.kit.forms import Form
from feedback.youth.inviting import DAYS_OPEN, MOST_AT_ONCE
from feedback.youth.joining import LONGEST
from feedback.youth.requesting import Wish
from feedback.youth.speaking import MOST_LETTERS
from feedback.youth.testing import CLEAR, INSTEAD, MEANS, Thoughts
from surveys.tested import LONGEST_WHO

Pairs = Sequence[tuple[str, str]]
ANOTHER = "another"


class JoinForm(Form):
    code = text(
        "What is the code on your card?",
        needed("Type the code on your card"),
        most(200),
        hint="Four words. Spaces and capitals do not matter.",
        autocomplete="off",
        spellcheck=False,
    )
    nickname = text(
        "Pick a nickname",
        needed("Pick a nickname"),
        most(LONGEST),
        hint="Not your real name. Only your group’s worker sees it.",
        autocomplete="off",
        spellcheck=False,
        width=20,
    )
    is_not_a_name = tick("My nickname has more than one word, and it is not my real name")
    client_key = hidden()


class BackForm(Form):
    code = text(
        "What is your code?",
        needed("Type your code"),
        most(200),
        hint="The four words that you got when you joined.",
        autocomplete="off",
        spellcheck=False,
    )


class VoteForm(Form):
    """Which of the two buttons was pressed."""

    accepts = text("")


class WordingForm(Form):
    clear = one_of("Is it clear?", CLEAR.items(), needed("Choose if it is clear"))
    means = long_text(MEANS, most(MOST_LETTERS), hint="You can leave this out.", rows=3)
    instead = long_text(INSTEAD, most(MOST_LETTERS), hint="You can leave this out.", rows=3)
    client_key = hidden()

    @property
    def thoughts(self) -> Thoughts:
        return Thoughts(self.clear.data, self.means.data or "", self.instead.data or "")


class IdeaForm(Form):
    words = long_text(
        "What should people ask you about?",
        needed("Write what people should ask you about"),
        most(MOST_LETTERS),
        hint="Please leave names out.",
        rows=4,
    )
    client_key = hidden()


class ReplyCheckForm(Form):
    agrees = one_of(
        "Is this what young people said?",
        [choice("yes", "Yes, that is what we said"), choice("no", "No, that is not what we said")],
        needed("Choose yes or no"),
        hint="You do not have to like what we do about it.",
    )
    reason = long_text(
        "If no: what is wrong with it?", most(MOST_LETTERS), hint="A few words are enough.", rows=3
    )
    client_key = hidden()


class CardsForm(Form):
    how_many = whole_number(
        "How many cards do you need?",
        needed("Say how many cards you need"),
        hint=f"Up to {MOST_AT_ONCE} at once. Each lets one young person in, once, within {DAYS_OPEN} days.",
    )


class AnswerRequestForm(Form):
    accepts = one_of("What does the forum say?", [("yes", "Yes"), ("no", "No")], needed("Choose yes or no"))
    reason = long_text(
        "Why?", needed("Say why"), most(2_000), hint="Everybody can read this. Name nobody.", rows=4
    )


class ShowIdeaForm(Form):
    title = text(
        "The subject, in your words",
        most(160),
        hint="Members see these words, and never what somebody wrote.",
        autocomplete="off",
    )
    act = hidden()


class AnswerIdeaForm(Form):
    answer = long_text("What happens with it?", needed("Say what happens with it"), most(2_000), rows=3)


class AskYouthForm(Form):
    service = one_from_list("Which service asks?", None, needed("Choose the service that asks"))
    other_service = text(
        "Its name, if it is not on the list", most(200), hint="For a service from outside the council, too."
    )
    topic = text("What is it about?", needed("Say in a few words what it is about"), most(160))
    what = long_text("What do you want to ask the forum?", needed("Say what you want to ask"), most(3_000))
    why = long_text(
        "Why do you ask?", needed("Say why you ask"), most(3_000), hint="Which decision is it for?"
    )
    can_change = long_text(
        "What can still change?",
        needed("Say what can still change. If nothing can, do not ask"),
        most(3_000),
        hint="And what can’t. In words that young people can read.",
    )
    needed_by = day("By when do you need an answer?", hint="If there is a day. For example, 27 3 2026")

    def __init__(self, *args: Any, bodies: Pairs, **more: Any) -> None:
        super().__init__(*args, **more)
        named = (choice(*one) for one in bodies)
        self.service.choices = [choice("", "Choose one"), *named, choice(ANOTHER, "Another service")]

    @property
    def wish(self) -> Wish:
        return Wish(self.topic.data, self.what.data, self.why.data, self.can_change.data, self.needed_by.data)


class FeedBackForm(Form):
    fed_back = long_text(
        "What did you hear, and what did you do with it?",
        needed("Say what you heard and what you did with it"),
        most(3_000),
        hint="The members read this. Where you could not do something, say why.",
    )


class StartTestForm(Form):
    question = one_from_list("Which question?", None, needed("Choose a question"))

    def __init__(self, *args: Any, questions: Pairs, **more: Any) -> None:
        super().__init__(*args, **more)
        self.question.choices = [choice("", "Choose one"), *(choice(*one) for one in questions)]


class TestedForm(Form):
    who = text(
        "Who tested the wording?",
        needed("Say who tested the wording"),
        most(LONGEST_WHO),
        hint="For example, nine members of the SEND Youth Forum. No names.",
    )
    changes = long_text(
        "What changed because of it?",
        needed("Say what changed, or that nothing had to"),
        most(2_000),
        hint="Everybody reads this before the first question.",
        rows=4,
    )
