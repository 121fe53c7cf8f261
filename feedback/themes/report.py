"""The theme report of a consultation, from tallies alone: one path for staff and public, page and download.

Staff see exact numbers, the small ones marked "do not publish". What leaves the building goes through
`feedback.themes.public_report` and holds no number that must stay unsaid (D57 to D64).
"""

from dataclasses import replace

from analysis.suppression import share_text
from feedback.consultations.models import Consultation
from feedback.core.errors import Refusal
from feedback.core.thresholds import note_on
from feedback.themes.frames import themes_of
from feedback.themes.in_groups import say_in_groups
from feedback.themes.models import Theme
from feedback.themes.public_report import say_report
from feedback.themes.report_models import Counted, Dimension, Tally
from feedback.themes.report_parts import (
    BREAKDOWNS,
    Audience,
    Column,
    Count,
    Filters,
    Numbers,
    Report,
    ThemeLine,
    columns_of,
    label_for,
    line_for,
    sentence_for,
)
from feedback.themes.small_numbers import rules_here

__all__ = [
    "Column",
    "Count",
    "Filters",
    "Report",
    "ThemeLine",
    "build_report",
    "label_for",
]


async def build_report(
    consultation: Consultation, filters: Filters | None = None, audience: Audience = "staff"
) -> Report:
    """The report as `audience` may see it. A public one has no filters: each is a table more to check."""
    filters = filters or Filters()
    if audience == "public" and filters != Filters():
        raise Refusal("The public report shows everyone together.")
    if filters.chosen > 2:
        raise Refusal("Choose two filters at most. Three would point at single people.")
    where, breakdown = _cut(filters)
    numbers = await _numbers(consultation, filters.question_key, where, breakdown)
    themes = await themes_of(consultation)
    if audience == "public":
        report = say_report(consultation, themes, numbers, rules_here())
    else:
        report = _staff(consultation, themes, numbers, filters, where, breakdown)
    is_whole = not filters.chosen and bool(report.voices.text)
    return replace(report, in_groups=await say_in_groups(consultation, audience)) if is_whole else report


def _cut(filters: Filters) -> tuple[tuple[str, str], str]:
    """Where the totals of these filters stand, and by which dimension they can still be broken down."""
    by = filters.by if filters.by in BREAKDOWNS else Dimension.GROUP.value
    if filters.group and filters.age_band:
        return (Dimension.GROUP_AND_AGE.value, f"{filters.group}/{filters.age_band}"), ""
    if filters.group:
        return (
            Dimension.GROUP.value,
            filters.group,
        ), "" if filters.question_key else Dimension.AGE_BAND.value
    if filters.age_band:
        return (
            Dimension.AGE_BAND.value,
            filters.age_band,
        ), "" if filters.question_key else Dimension.GROUP.value
    return (Dimension.ALL.value, ""), by


async def _numbers(
    consultation: Consultation, question_key: str, where: tuple[str, str], breakdown: str
) -> Numbers:
    crossed = breakdown if where[0] == Dimension.ALL else Dimension.GROUP_AND_AGE.value
    needed = {where[0], crossed} if breakdown else {where[0]}
    found = (
        await Tally.filter(
            consultation_id=consultation.id,
            question_key=question_key,
            dimension__in=sorted(needed),
            comments__gt=0,
        )
        .order_by("id")
        .values_list("counted", "theme_id", "dimension", "value", "comments", "voices")
    )
    numbers = {
        (str(counted), str(theme or ""), str(dimension), value): (comments, voices)
        for counted, theme, dimension, value, comments, voices in found
    }
    return Numbers(numbers, where)


def _staff(
    consultation: Consultation,
    themes: list[Theme],
    numbers: Numbers,
    filters: Filters,
    where: tuple[str, str],
    breakdown: str,
) -> Report:
    comments, voices = numbers.all_of(Counted.EVERYTHING)
    columns = columns_of(numbers, where, breakdown)

    def in_column(cut: tuple[str, str]) -> Count:
        return _exact(numbers.in_cell(Counted.EVERYTHING, None, cut)[1], voices)

    lines = []
    for theme in themes:
        in_theme = numbers.all_of(Counted.THEME, theme.id)
        cells = (
            _exact(
                numbers.in_cell(Counted.THEME, theme.id, cut)[1],
                numbers.in_cell(Counted.EVERYTHING, None, cut)[1],
            )
            for _, cut in columns
        )
        lines.append(
            line_for(theme, _exact(in_theme[0], comments), _exact(in_theme[1], voices), tuple(cells))
        )
    lines.sort(key=lambda line: (-(line.voices.number or 0), line.title, line.id))
    return Report(
        slug=consultation.slug,
        title=consultation.title,
        audience="staff",
        sentence=sentence_for(lines),
        comments=_exact(comments),
        voices=_exact(voices),
        read=_exact(numbers.all_of(Counted.READ)[0], comments),
        no_theme=_exact(numbers.all_of(Counted.NO_THEME)[0], comments),
        set_aside=_exact(numbers.all_of(Counted.SET_ASIDE)[0], comments),
        themes=tuple(lines),
        columns=tuple(Column(value, label_for(breakdown, value), in_column(cut)) for value, cut in columns),
        by=breakdown,
        filters=filters,
    )


def _exact(number: int, base: int | None = None) -> Count:
    """A number for staff, with the mark that it must not leave the building."""
    share = share_text(number, base, threshold=0) if base else ""
    return Count(number, f"{number:,}", share, note_on(number))
