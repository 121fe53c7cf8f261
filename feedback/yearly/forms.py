"""What staff fill in for the yearly report."""

from feedback.kit.fields import day, long_text, most, needed, one_of, text, tick
from feedback.kit.forms import Form
from feedback.yearly.models import Decision, Subject
from feedback.yearly.sorting import DECISIONS, SUBJECTS, Sorted

SUBJECT_CHOICES = [(subject.value, words) for subject, words in SUBJECTS.items()]
OWNER = "Who is responsible?"


class PeriodForm(Form):
    first_day = day("First day", needed("Give the first day"))
    last_day = day("Last day", needed("Give the last day"))


class ThemeAnswerForm(Form):
    subject = one_of("What is it about?", SUBJECT_CHOICES, needed("Choose what it is about"))
    no_action = long_text(
        "If nothing is done about it: why?",
        most(2000),
        rows=3,
        hint="Needed where no public reply answers this theme. Everybody can read it.",
    )
    owner_role = text(OWNER, most(160), hint="A role, not a person’s name.")


class SortingForm(Form):
    subject = one_of("What is it about?", SUBJECT_CHOICES, needed("Choose what it is about"))
    decision = one_of(
        "Is it published?",
        [(decision.value, words) for decision, words in DECISIONS.items()],
        needed("Choose if it is published"),
    )
    reason = long_text("If not: why?", most(1000), rows=2)
    words = long_text("The words that are published in its place", most(2000), rows=3)
    answer = long_text("What is done about it, or why nothing is", most(2000), rows=3)
    owner_role = text(OWNER, most(160), hint="A role, not a person’s name.")
    due_on = day("By when?", hint="The day on which it was done, if it is done already.")
    is_nothing_done = tick("Nothing is done, and the answer says why")

    def as_sorted(self) -> Sorted:
        return Sorted(
            subject=Subject(self.subject.data),
            decision=Decision(self.decision.data),
            reason=self.reason.data or "",
            words=self.words.data or "",
            answer=self.answer.data or "",
            owner_role=self.owner_role.data or "",
            due_on=self.due_on.data,
            is_nothing_done=bool(self.is_nothing_done.data),
        )
