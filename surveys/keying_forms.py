"""All questions of a survey on one form, as they stand on paper."""

from typing import Any

from wtforms.fields.core import UnboundField

from feedback.kit.fields import hidden, one_from_list, tick
from feedback.kit.forms import Form
from feedback.voices.about import CHOICES, UNSAID
from feedback.voices.forms import KeyedFields
from surveys.answering import ABOUT_QUESTIONS, about_choices, about_parts
from surveys.asking import AskedVersion
from surveys.forms import question_form, read_given
from surveys.keying import Sheet
from surveys.kinds import Asked
from surveys.models import Survey


class SheetForm(KeyedFields):
    """What every form on paper has beside its questions."""

    helped = one_from_list("Did someone help?", CHOICES["helped"].items(), default=UNSAID)
    may_quote = tick("Yes is ticked: we may use the words, without a name")
    client_key = hidden()


class Part:
    """The fields of one question within the sheet, named as on a page of its own."""

    def __init__(self, form: Form, question: Asked) -> None:
        self._form = form
        self._key = question.key
        self.question = question

    def __getitem__(self, name: str) -> Any:
        return self._form[f"{self._key}-{name}"]

    def __getattr__(self, name: str) -> Any:
        return self[name]


def sheet_form(survey: Survey, version: AskedVersion) -> type[SheetForm]:
    """The sheet with a field for each question, and for each part about the person that is asked."""
    fields: dict[str, Any] = {}
    for question in version.questions:
        for name, field in vars(question_form(question, "")).items():
            if isinstance(field, UnboundField):
                fields[f"{question.key}-{name}"] = field
    for part in about_parts(survey):
        fields[f"about-{part}"] = one_from_list(ABOUT_QUESTIONS[part], about_choices(part), default=UNSAID)
    return type("SheetForm", (SheetForm,), fields)


def parts_of(form: Form, version: AskedVersion) -> list[Part]:
    return [Part(form, question) for question in version.questions]


def read_sheet(form: SheetForm, survey: Survey, version: AskedVersion) -> Sheet:
    parts: list[Any] = parts_of(form, version)
    return Sheet(
        given={part.question.key: read_given(part.question, part) for part in parts},
        about={part: form[f"about-{part}"].data or UNSAID for part in about_parts(survey)},
        helped=form.helped.data or UNSAID,
        may_quote=bool(form.may_quote.data),
    )
