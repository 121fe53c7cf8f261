"""Whose comments a page is about, as its address says: the report, and the lists behind its numbers."""

from urllib.parse import urlencode

from starlette.requests import Request

from feedback.consultations.models import Consultation
from feedback.core.errors import Refusal
from feedback.kit.forms import bind_query
from feedback.themes.comments import questions_of
from feedback.themes.forms import FilterForm
from feedback.themes.report_parts import Filters, label_for
from feedback.voices.about import AGE_BANDS, GROUPS

APART = "These filters do not go together. Choose them on the report page."


async def filter_form(request: Request, consultation: Consultation) -> FilterForm:
    return bind_query(
        FilterForm,
        request,
        groups=list(GROUPS.items()),
        ages=[(str(value), label) for value, label in AGE_BANDS.items()],
        questions=await questions_of(consultation),
    )


def filters_of(form: FilterForm) -> Filters:
    """What the form asks for; with something wrong in it, everyone."""
    if not form.is_valid:
        return Filters()
    return Filters(
        form.group.data or "",
        form.age_band.data or "",
        form.question.data or "",
        form.by.data or Filters.by,
    )


def query_of(filters: Filters) -> str:
    """The same people in the address of a list, so that it holds the comments that the report counted."""
    asked = {"group": filters.group, "age_band": filters.age_band, "question": filters.question_key}
    chosen = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(chosen)}" if chosen else ""


async def whose_comments(request: Request, consultation: Consultation) -> tuple[Filters, list[str]]:
    """What a list of comments is narrowed to, and the same in words for the person who reads it."""
    if not any(request.query_params.get(name) for name in ("group", "age_band", "question")):
        return Filters(), []
    form = await filter_form(request, consultation)
    if not form.is_valid:
        raise Refusal(APART)
    filters = filters_of(form)
    words = [label_for(name, value) for name in ("group", "age_band") if (value := getattr(filters, name))]
    if filters.question_key:
        words.append(f"“{dict(await questions_of(consultation))[filters.question_key]}”")
    return filters, words
