"""The forms that editors build surveys with."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from feedback.kit.fields import (
    between,
    day,
    hidden,
    long_text,
    most,
    needed,
    one_from_list,
    one_of,
    some_of,
    tick,
    whole_number,
)
from feedback.kit.fields import (
    text as line,
)
from feedback.kit.forms import Form
from surveys.answering import ABOUT_QUESTIONS
from surveys.building import Wording
from surveys.kinds import KINDS, Kind
from surveys.kinds.message import READERS
from surveys.models import Question, Survey
from surveys.polls import LONGEST_QUESTION, MOST_LINKS, POLL_KINDS


def new_survey_form(sources: Sequence[Survey]) -> type[Form]:
    """Make a survey from nothing, or from one of those that the editor may see."""
    label = "Copy the questions of another survey"
    choices = [(survey.slug, survey.title) for survey in sources]
    fields = {
        "title": line("Title", needed("Give the survey a title"), most(160), hint="It is on the first page."),
        "source": one_from_list(label, choices, hint="Leave it empty to begin with none."),
    }
    return type("NewSurveyForm", (Form,), fields)


class SettingsForm(Form):
    title = line("Title", needed("Give the survey a title"), most(160))
    who_asks = line("Who asks", most(160), hint="For example: The SEND team of the county council")
    who_reads = line("Who reads the answers", most(160), hint="For example: Two people in the SEND team")
    minutes = whole_number("Minutes that it takes", needed("Say how many minutes it takes"), between(1, 60))
    asks_about = some_of(
        "What you ask about the person",
        list(ABOUT_QUESTIONS.items()),
        hint="People may skip each. A new survey asks who speaks and how old they are, and no more.",
    )
    easy_notice = long_text(
        "Easy notice", most(2000), hint="Short sentences. People read it before question 1."
    )
    full_notice = long_text(
        "Full notice", most(20_000), rows=10, hint="An empty line starts a new paragraph."
    )
    notice_version = line("Version of the notice", most(40), hint="Change it whenever the notice changes.")
    lawful_basis = line("Lawful basis", most(160), hint="For example: Public task, UK GDPR article 6(1)(e)")
    special_condition = line("Condition for asking about needs and health", most(160))
    controller = line("Who is responsible for the data", most(160))
    retention_months = whole_number(
        "Months that you keep the answers",
        needed("Say how many months you keep the answers"),
        between(1, 120),
    )
    stamp = hidden()


class PollForm(Form):
    """A whole poll on one page."""

    text = line(
        "Question",
        needed("Write the question"),
        most(LONGEST_QUESTION),
        hint="15 words at most, one thing at a time.",
    )
    kind = one_of(
        "How people answer",
        [(name, KINDS[name].label) for name in POLL_KINDS],
        needed("Choose how people answer"),
    )
    choices = long_text(
        "Choices",
        hint="For “Pick one”: one on each line, 2 to 12 of them. “I don’t know” is always added. "
        "For the steps and the faces: words of your own, or leave it empty.",
        rows=4,
    )
    use = line(
        "What you need the answer for", most(300), hint="Other editors see it. People who vote do not."
    )
    closes_on = day("Last day", hint="Leave it empty to close with the consultation.")
    links = whole_number(
        "How many links to print",
        between(1, MOST_LINKS),
        hint="Each link votes once. Leave it empty to let everybody vote, once in each browser.",
    )


class MoreLinksForm(Form):
    more = whole_number("How many more links", needed("Say how many more links you need"))


class KindForm(Form):
    kind = one_of(
        "What kind of question is it?",
        [(kind.name, kind.label) for kind in KINDS.values()],
        needed("Choose a kind of question"),
    )


class ArrangeForm(Form):
    act = line("")
    stamp = hidden()


class WordingForm(Form):
    """What all kinds share; `wording_form` adds what one kind needs."""

    text = line(
        "Question", needed("Write the question"), most(300), hint="15 words at most, one thing at a time."
    )
    hint = line("Help below the question", most(300))
    use = line(
        "What you need the answer for", most(300), hint="Other editors see it. People who answer do not."
    )
    stamp = hidden()


def wording_form(kind: Kind) -> type[Form]:
    more: dict[str, Any] = {}
    if kind.has_recipient:
        more["recipient"] = line(
            "Who gets it",
            needed("Say who gets the message"),
            most(160),
            hint="What they do, not their name. For example: The head of travel to school",
        )
        readers = [(role.value, words) for role, words in READERS.items()]
        more["read_by"] = one_of("Who reads it here", readers, needed("Choose who reads it"))
    if kind.has_choices:
        more["choices"] = long_text(kind.choices_label, hint=kind.choices_hint, rows=6)
    if kind.can_shuffle:
        more["is_shuffled"] = tick(
            "Show the choices to each person in a different order",
            hint="So that no choice gains by standing first. “None of these” stays last.",
            default=True,
        )
    if kind.most_label:
        more["most"] = whole_number(kind.most_label, hint="Leave it empty for the usual number.")
    return type("KindWordingForm", (WordingForm,), more)


def written(question: Question) -> dict[str, Any]:
    """What the form shows of a question as it is."""
    return {
        "text": question.text,
        "hint": question.hint,
        "use": question.use,
        "choices": "\n".join(choice["label"] for choice in question.choices),
        "most": question.most,
        "is_shuffled": question.is_shuffled,
        "recipient": question.recipient,
        "read_by": question.read_by or None,
    }


def read_poll(form: Form) -> Wording:
    """A list has an order of its own for each person; the steps of a scale have one for all."""
    return replace(
        read_wording(KINDS[form.data["kind"]], form), is_shuffled=KINDS[form.data["kind"]].can_shuffle
    )


def read_wording(kind: Kind, form: Form) -> Wording:
    data = form.data
    lines = [" ".join(line.split()) for line in (data.get("choices") or "").split("\n")]
    return Wording(
        kind=kind.name,
        text=data["text"] or "",
        hint=data.get("hint") or "",
        labels=tuple(line for line in lines if line),
        most=data.get("most"),
        is_shuffled=bool(data.get("is_shuffled")),
        use=data["use"] or "",
        recipient=data.get("recipient") or "",
        read_by=data.get("read_by") or "",
    )
