"""Forms: what a person typed, checked and kept, with a sentence beside what is wrong."""

import re
from typing import Any, TypeVar

import wtforms
from starlette.datastructures import FormData, ImmutableMultiDict, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from wtforms.meta import DefaultMeta

from feedback.core.errors import Refusal

F = TypeVar("F", bound="Form")

MOST_FIELDS = 400
LARGEST_PART = 512 * 1024
FORM_KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
# NUL and its like stop a database or a screen reader; a lone surrogate cannot be stored as UTF-8 at all.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Form(wtforms.Form):
    """The base of every form. `is_sent`: the person pressed the button. `is_valid`: and we can act on it."""

    is_sent = False
    is_valid = False
    summary_shown = False

    class Meta(DefaultMeta):
        def wrap_formdata(self, form: wtforms.Form, formdata: Any) -> Any:
            """A file sent as the answer to a text question, or text for a file, counts as not sent."""
            if formdata is None:
                return None
            files = {field.name for field in form if isinstance(field, wtforms.FileField)}
            return ImmutableMultiDict(
                [
                    (name, value)
                    for name, value in formdata.multi_items()
                    if isinstance(value, UploadFile) == (name in files)
                ]
            )

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Puts a sentence beside a field, or above the form where no field is to blame."""
        self.is_valid = False
        if field is not None and field in self._fields:
            blamed = self._fields[field]
            blamed.errors = [*blamed.errors, sentence]
        else:
            self.form_errors.append(sentence)


def clean(text: str) -> str:
    """What was typed, with one kind of line end and without characters that nobody can type or read."""
    return NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


async def sent_fields(request: Request, max_fields: int = MOST_FIELDS, max_files: int = 0) -> FormData:
    """The fields of a posted form, cleaned. Too many of them, or something that is no form, is refused with a
    sentence: it must not pass for a form that was left empty.

    Whoever lets files in closes them, as `bind` does.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_empty = not kind and request.headers.get("content-length", "0") == "0"
    if kind not in FORM_KINDS and not is_empty:
        raise Refusal("We could not read what you sent. Send it with the form on the page.")
    try:
        sent = await request.form(max_fields=max_fields, max_files=max_files, max_part_size=LARGEST_PART)
    except HTTPException as problem:
        if problem.status_code != 400:
            raise
        unread = "We could not read what you sent. There was too much of it, or it was cut off."
        raise Refusal(unread) from None
    return FormData(
        [(clean(name), clean(it) if isinstance(it, str) else it) for name, it in sent.multi_items()]
    )


async def sent_word(request: Request, name: str) -> str:
    """One field of a form that has no more to it than that and its buttons; empty where it was not sent."""
    return str((await sent_fields(request)).get(name) or "")


async def bind(
    form_class: type[F],
    request: Request,
    obj: Any = None,
    *,
    max_fields: int = MOST_FIELDS,
    max_files: int = 4,
    **more: Any,
) -> F:
    """The form as `obj` has it for a GET, or as the person sent it, checked, for a POST."""
    if request.method in ("GET", "HEAD"):
        return form_class(obj=obj, **more)
    sent = await sent_fields(request, max_fields, max_files)
    form = form_class(sent, obj=obj, **more)
    form.is_sent = True
    form.is_valid = form.validate()
    await _close_files(sent, form)
    return form


async def _close_files(sent: FormData, form: Form) -> None:
    """Lets go of every file that nobody will read. Who acts on a valid form closes the ones it used."""
    used = [field.data for field in form if isinstance(field, wtforms.FileField)] if form.is_valid else []
    for _, file in sent.multi_items():
        if isinstance(file, UploadFile) and not any(file is one for one in used):
            await file.close()


def bind_query(form_class: type[F], request: Request, **more: Any) -> F:
    """A form of filters, filled from the address. With nothing there it is neither sent nor valid."""
    chosen = ImmutableMultiDict(
        [(clean(name), clean(value)) for name, value in request.query_params.multi_items()[:MOST_FIELDS]]
    )
    form = form_class(chosen if chosen else None, **more)
    form.is_sent = bool(chosen)
    form.is_valid = form.is_sent and form.validate()
    return form


def add_refusal(form: Form, refusal: Refusal) -> None:
    """Shows a rule's no beside its field, with everything the person typed still there."""
    form.refuse(refusal.sentence, refusal.field)
