"""The fields of our forms and what may be wrong with them, each wrong with a sentence of its own.

A form reads like its page:

    class AskForm(Form):
        title = text("Title", needed("Enter a title"), most(120))
        level = one_of("What can change", LEVELS, needed("Choose what can change"))
        opens_on = day("First day", needed("Enter the first day"))
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from starlette.datastructures import UploadFile
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError

from feedback.core.clock import long_date

Check = Callable[[Any, Any], None]
Choices = Iterable["SelectChoice | tuple[str, str]"] | Callable[[], Any]

NOT_ON_LIST = "Choose one of the answers on the list"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


# What may be wrong


def is_blank(value: Any) -> bool:
    return value is None or value is False or value == [] or (isinstance(value, str) and not value.strip())


def needed(sentence: str) -> Check:
    """The field must be filled in. A value that could not be read has its own sentence already."""

    def check(form: Any, field: Any) -> None:
        if is_blank(field.data):
            raise StopValidation(None if field.errors else sentence)

    return check


def _subject(field: Any) -> str:
    """How an error calls the field: by its label, unless that is a question."""
    label = str(field.label.text).strip()
    return "Your answer" if label.endswith("?") or not label else label


def most(count: int, sentence: str = "") -> Check:
    def check(form: Any, field: Any) -> None:
        used = len(field.data or "")
        if used > count:
            too_long = f"{_subject(field)} must be {count:,} characters or fewer. You have used {used:,}."
            raise ValidationError(sentence or too_long)

    check.field_flags = {"most": count}  # type: ignore[attr-defined]
    return check


def least(count: int, sentence: str = "") -> Check:
    def check(form: Any, field: Any) -> None:
        if not is_blank(field.data) and len(field.data) < count:
            raise ValidationError(sentence or f"{_subject(field)} must be {count:,} characters or more")

    return check


def most_chosen(count: int, sentence: str = "") -> Check:
    def check(form: Any, field: Any) -> None:
        if len(field.data or []) > count:
            raise ValidationError(sentence or f"Choose {count} at most. You have chosen {len(field.data)}.")

    return check


def between(low: int, high: int, sentence: str = "") -> Check:
    def check(form: Any, field: Any) -> None:
        if field.data is not None and not low <= field.data <= high:
            raise ValidationError(sentence or f"{_subject(field)} must be from {low:,} to {high:,}")

    return check


def day_between(first: date | None, last: date | None, sentence: str = "") -> Check:
    def check(form: Any, field: Any) -> None:
        if field.data is None:
            return
        if first is not None and field.data < first:
            raise ValidationError(sentence or f"{_subject(field)} must be {long_date(first)} or later")
        if last is not None and field.data > last:
            raise ValidationError(sentence or f"{_subject(field)} must be {long_date(last)} or earlier")

    return check


def matches(pattern: str, sentence: str) -> Check:
    whole = re.compile(pattern)

    def check(form: Any, field: Any) -> None:
        if not is_blank(field.data) and not whole.fullmatch(field.data):
            raise ValidationError(sentence)

    return check


def same_as(name: str, sentence: str) -> Check:
    def check(form: Any, field: Any) -> None:
        if field.data != form[name].data:
            raise ValidationError(sentence)

    return check


# Fields with manners of their own


class _OneOrNone(SelectField):
    """One choice, or None: an unanswered question is not a wrong one."""

    def __init__(self, label: str = "", validators: Any = None, **more: Any) -> None:
        more.setdefault("invalid_choice_message", NOT_ON_LIST)
        super().__init__(label, validators, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist and valuelist[0] else None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None:
            super().pre_validate(form)


class OneOf(_OneOrNone, RadioField):
    """One answer of a few."""


class OneFromList(_OneOrNone):
    """One of many, in a closed list. The empty first line means no answer."""


class SomeOf(SelectMultipleField):
    """Any number of the answers; none is an empty list."""

    def __init__(self, label: str = "", validators: Any = None, **more: Any) -> None:
        more.setdefault("invalid_choice_message", NOT_ON_LIST)
        super().__init__(label, validators, **more)

    def process_data(self, value: Any) -> None:
        self.data = [str(one) for one in value or ()]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = list(dict.fromkeys(valuelist))


class WholeNumber(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip().replace(",", "") if valuelist else ""
        self.data = None
        if not typed:
            return
        if not re.fullmatch(r"-?[0-9]{1,9}", typed):
            raise ValueError(f"{_subject(self)} must be a whole number, like 12")
        self.data = int(typed)


class Upload(FileField):
    """A file, or None. A browser sends a nameless empty file when nobody chose one."""

    def process_formdata(self, valuelist: list[UploadFile]) -> None:
        self.data = valuelist[0] if valuelist and valuelist[0].filename else None


class Day(StringField):
    """A date in three boxes: day, month and year. A month may be a number or a word."""

    boxes = ("day", "month", "year")
    typed: dict[str, str]
    wrong: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.object_data = self.data = self.default if data is unset_value else data
        self.typed = dict.fromkeys(self.boxes, "")
        if formdata is not None:
            for box in self.boxes:
                self.typed[box] = (formdata.getlist(f"{self.name}-{box}") or [""])[0].strip()[:20]
            try:
                self.data = self._read()
            except ValueError as problem:
                self.data = None
                self.process_errors.append(problem.args[0])
        elif self.data is not None:
            numbers = (self.data.day, self.data.month, self.data.year)
            self.typed = {box: str(number) for box, number in zip(self.boxes, numbers, strict=True)}

    def _read(self) -> date | None:
        missing = tuple(box for box in self.boxes if not self.typed[box])
        if len(missing) == 3:
            self.wrong = self.boxes
            return None
        if missing:
            self.wrong = missing
            raise ValueError(f"{_subject(self)} must include a {' and a '.join(missing)}")
        month = self.typed["month"].lower()
        if month[:3] in MONTHS and month.isalpha():
            month = str(MONTHS.index(month[:3]) + 1)
        parts = (self.typed["year"], month, self.typed["day"])
        if not all(part.isascii() and part.isdigit() for part in parts) or not 1900 <= int(parts[0]) <= 2200:
            self.wrong = self._boxes_in_doubt(month)
            raise ValueError(f"{_subject(self)} must be a real date, like 27 3 2026")
        try:
            return date(*(int(part) for part in parts))
        except ValueError:
            self.wrong = ("month",) if not 1 <= int(month) <= 12 else ("day",)
            raise ValueError(f"{_subject(self)} must be a real date, like 27 3 2026") from None

    def _boxes_in_doubt(self, month: str) -> tuple[str, ...]:
        whole = {"day": self.typed["day"], "month": month, "year": self.typed["year"]}
        doubtful = [box for box in self.boxes if not (whole[box].isascii() and whole[box].isdigit())]
        return tuple(doubtful) or ("year",)


# One line for each field of a form


def choice(value: str, label: str, hint: str = "") -> SelectChoice:
    """A choice with a line of explanation under it."""
    return SelectChoice(str(value), label, render_kw={"hint": hint} if hint else {})


def _choices(choices: Choices | None) -> Any:
    if choices is None or callable(choices):
        return choices
    return [one if isinstance(one, SelectChoice) else choice(*one) for one in choices]


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _field(kind: Any, label: str, checks: tuple[Check, ...], hint: str, **more: Any) -> Any:
    default = more.pop("default", None)
    kept = {name: more.pop(name) for name in ("choices", "filters") if name in more}
    return kind(label, validators=list(checks), description=hint, default=default, render_kw=more, **kept)


def text(label: str, *checks: Check, hint: str = "", **more: Any) -> Any:
    """One line. `more` may hold autocomplete, inputmode, spellcheck, prefix, suffix, width, default."""
    return _field(StringField, label, checks, hint, filters=[_strip], **more)


def long_text(label: str, *checks: Check, hint: str = "", rows: int = 5, **more: Any) -> Any:
    """Several lines. With `most(n)` the page says how many characters there are, and counts them."""
    return _field(TextAreaField, label, checks, hint, filters=[_strip], rows=rows, **more)


def email(label: str, *checks: Check, hint: str = "", **more: Any) -> Any:
    shape = matches(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "Enter an email address, like name@example.com")
    more = {"autocomplete": "email", "spellcheck": False, **more}
    return _field(EmailField, label, (*checks, shape, most(254)), hint, filters=[_strip], **more)


def password(label: str, *checks: Check, hint: str = "", autocomplete: str = "current-password") -> Any:
    return _field(PasswordField, label, checks, hint, autocomplete=autocomplete, spellcheck=False)


def whole_number(label: str, *checks: Check, hint: str = "", **more: Any) -> Any:
    return _field(WholeNumber, label, checks, hint, **{"inputmode": "numeric", "width": 5, **more})


def day(label: str, *checks: Check, hint: str = "For example, 27 3 2026", default: Any = None) -> Any:
    return _field(Day, label, checks, hint, default=default)


def one_of(label: str, choices: Choices | None, *checks: Check, hint: str = "", default: Any = None) -> Any:
    return _field(OneOf, label, checks, hint, choices=_choices(choices), default=default)


def some_of(label: str, choices: Choices | None, *checks: Check, hint: str = "", default: Any = None) -> Any:
    return _field(SomeOf, label, checks, hint, choices=_choices(choices), default=default)


def one_from_list(label: str, choices: Choices | None, *checks: Check, hint: str = "", **more: Any) -> Any:
    return _field(OneFromList, label, checks, hint, choices=_choices(choices), **more)


def tick(label: str, *checks: Check, hint: str = "", default: bool = False) -> Any:
    """One box to tick."""
    return _field(BooleanField, label, checks, hint, default=default)


def upload(label: str, *checks: Check, hint: str = "", accept: str = "") -> Any:
    return _field(Upload, label, checks, hint, accept=accept)


def hidden(*checks: Check, default: str | None = None) -> Any:
    return _field(HiddenField, "", checks, "", default=default)
