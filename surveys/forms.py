"""The forms that people answer with. Those of the editor are in `building_forms`."""

from collections.abc import Callable, Sequence
from typing import Any

from feedback.kit.fields import hidden, long_text, most, one_from_list, one_of, some_of, text, tick
from feedback.kit.forms import Form
from surveys.asking import in_order_for
from surveys.kinds import UNKNOWN, UNKNOWN_LABEL, Asked, Control, Given
from surveys.kinds.base import WrittenKind
from surveys.kinds.top_three import RANKS
from surveys.models import AnswerState

ABOUT_UNSAID = "unsaid"
RANK_FIELDS = ("answer", "second", "third")


class MoveForm(Form):
    """Which button was pressed. Enter in a line of text presses the first one, which is Next."""

    go = text("")


def _radios(question: Asked, seed: str) -> dict[str, Any]:
    return {"answer": one_of(question.text, _choices(question, seed), hint=question.hint)}


def _checkboxes(question: Asked, seed: str) -> dict[str, Any]:
    limit = f"Pick {question.most} at most." if question.most else "Pick as many as you like."
    return {
        "answer": some_of(question.text, _choices(question, seed), hint=f"{question.hint} {limit}".strip())
    }


def _line(question: Asked, seed: str) -> dict[str, Any]:
    check = most(_limit_of(question))
    return {"answer": text(question.text, check, hint=question.hint), "unknown": tick(UNKNOWN_LABEL)}


def _box(question: Asked, seed: str) -> dict[str, Any]:
    check = most(_limit_of(question))
    told = f"This goes to: {question.recipient}." if question.recipient else ""
    hint = f"{told} {question.hint}".strip()
    return {"answer": long_text(question.text, check, hint=hint), "unknown": tick(UNKNOWN_LABEL)}


def _ranks(question: Asked, seed: str) -> dict[str, Any]:
    """A list for each rank, so that ranking needs neither script nor dragging."""
    choices = [("", "Choose one"), *((one.value, one.label) for one in in_order_for(question, seed))]
    lists = {name: one_from_list(rank, choices) for name, rank in zip(RANK_FIELDS, RANKS, strict=True)}
    return {**lists, "unknown": tick(UNKNOWN_LABEL)}


def _choices(question: Asked, seed: str) -> list[tuple[str, str]]:
    offered = [(choice.value, choice.label) for choice in in_order_for(question, seed)]
    return [*offered, (UNKNOWN, UNKNOWN_LABEL)]


def _limit_of(question: Asked) -> int:
    assert isinstance(question.kind, WrittenKind)
    return question.kind.limit(question.most)


FIELDS: dict[Control, Callable[[Asked, str], dict[str, Any]]] = {
    Control.RADIOS: _radios,
    Control.CHECKBOXES: _checkboxes,
    Control.LINE: _line,
    Control.BOX: _box,
    Control.RANKS: _ranks,
}


def question_form(question: Asked, seed: str) -> type[Form]:
    """The form of one question, with its choices in the order of this person's draft."""
    return type("QuestionForm", (MoveForm,), FIELDS[question.kind.control](question, seed))


def shown(question: Asked, given: Given) -> dict[str, Any]:
    """What the form shows of an answer that was given before, also of one that was skipped half-written."""
    is_unknown = given.state is AnswerState.UNKNOWN
    if question.kind.is_written:
        return {"answer": given.words, "unknown": is_unknown}
    chosen = [UNKNOWN] if is_unknown else list(given.chosen)
    if question.kind.control is Control.CHECKBOXES:
        return {"answer": chosen}
    if question.kind.control is Control.RANKS:
        ranked = [value for value in chosen if value != UNKNOWN]
        return {**dict(zip(RANK_FIELDS, ranked, strict=False)), "unknown": UNKNOWN in chosen}
    return {"answer": chosen[0] if chosen else None}


def read_given(question: Asked, form: Form) -> Given:
    """What the person gave, with what this question cannot hold still in it."""
    if question.kind.control is Control.RANKS:
        ranked = [form[name].data or "" for name in RANK_FIELDS]
        return question.kind.read(ranked, "", bool(form["unknown"].data))
    data = form["answer"].data
    if question.kind.is_written:
        return question.kind.read((), data or "", bool(form["unknown"].data))
    return question.kind.read([data] if isinstance(data, str) else data or [], "", False)


def about_form(label: str, choices: Sequence[tuple[str, str]], hint: str = "") -> type[Form]:
    """One question about the person."""
    return type("AboutForm", (MoveForm,), {"answer": one_of(label, choices, hint=hint)})


class SendForm(Form):
    """The check page: consent to quote is off until chosen."""

    client_key = text("")
    may_quote = tick("Yes, you may use my words. You will not use my name.")
    also_in_group = tick("Yes, I also answered as part of a forum or group")


def vote_form(question: Asked, seed: str) -> type[Form]:
    """A poll: the choices, and the link that this vote comes by, if it needs one."""
    return type("VoteForm", (Form,), {**_radios(question, seed), "ticket": hidden()})
