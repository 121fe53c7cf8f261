"""The theme report of a consultation, from tallies alone: one path for staff and public, page and download.

Staff see exact numbers, the small ones marked "do not publish". What leaves the building goes through
`feedback.themes.small_numbers` and holds no number that must stay unsaid (D57 to D64).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from analysis.suppression import THRESHOLD, below_floor, share_text
from feedback.consultations.models import Consultation
from feedback.core.errors import Refusal
from feedback.themes.frames import themes_of
from feedback.themes.in_groups import say_in_groups
from feedback.themes.models import Theme
from feedback.themes.report_models import Counted, Dimension, Tally
from feedback.themes.small_numbers import UNSHOWN, say_breakdown, say_themes
from feedback.voices.about import CHOICES

Audience = Literal["staff", "public"]
DO_NOT_PUBLISH = "do not publish"
BREAKDOWNS = (Dimension.GROUP, Dimension.AGE_BAND, Dimension.SPOKEN_BY)
Key = tuple[str, str, str, str]  # counted, theme, dimension, value


@dataclass(frozen=True)
class Filters:
    """Whose comments the report is about, and by what it is broken down."""

    group: str = ""
    age_band: str = ""
    question_key: str = ""
    by: str = Dimension.GROUP.value

    @property
    def chosen(self) -> int:
        return sum(bool(one) for one in (self.group, self.age_band, self.question_key))


@dataclass(frozen=True)
class Count:
    """A count as this audience may see it. `number` is None when it is hidden, and nothing else keeps it."""

    number: int | None
    text: str
    share: str = ""
    note: str = ""  # what staff must know before they pass it on


@dataclass(frozen=True)
class Column:
    """One group, age band or way of speaking, beside the others and never added to them (D7)."""

    value: str
    label: str
    voices: Count


@dataclass(frozen=True)
class ThemeLine:
    """One theme: how many people speak of it, and how many in each column."""

    id: str
    title: str
    description: str
    priority: str
    comments: Count
    voices: Count
    cells: tuple[Count, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything that a page, a chart or a file may show of a consultation's themes."""

    slug: str
    title: str
    audience: Audience
    sentence: str
    comments: Count
    voices: Count
    read: Count
    no_theme: Count
    set_aside: Count
    themes: tuple[ThemeLine, ...] = ()
    columns: tuple[Column, ...] = ()
    by: str = Dimension.GROUP.value
    filters: Filters = field(default_factory=Filters)
    in_groups: str = ""  # what forums add, each counted as one (D78)


NOTHING = Count(None, "")


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
        report = _public(consultation, themes, numbers)
    else:
        report = _staff(consultation, themes, numbers, filters, where, breakdown)
    is_whole = not filters.chosen and bool(report.voices.text)
    return replace(report, in_groups=await say_in_groups(consultation, audience)) if is_whole else report


def label_for(dimension: str, value: str) -> str:
    """The words that people chose; an imported value that is on no list speaks for itself."""
    return CHOICES[dimension].get(value, value)


class _Numbers:
    """The tallies that one report needs, by what they are about."""

    def __init__(self, found: Mapping[Key, tuple[int, int]], where: tuple[str, str]) -> None:
        self.found = found
        self.where = where

    def all_of(self, counted: Counted, theme: UUID | None = None) -> tuple[int, int]:
        return self.found.get((counted.value, str(theme or ""), *self.where), (0, 0))

    def in_cell(self, counted: Counted, theme: UUID | None, cut: tuple[str, str]) -> tuple[int, int]:
        return self.found.get((counted.value, str(theme or ""), *cut), (0, 0))


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
) -> _Numbers:
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
    return _Numbers(numbers, where)


def _columns(numbers: _Numbers, where: tuple[str, str], breakdown: str) -> list[tuple[str, tuple[str, str]]]:
    """Each value of the breakdown that anyone stands in, with its tallies' place, in the lists' order."""
    if not breakdown:
        return []
    order = {value: at for at, value in enumerate(CHOICES[breakdown])}
    columns = []
    for counted, _, dimension, value in numbers.found:
        if counted != Counted.EVERYTHING:
            continue
        if where[0] == Dimension.ALL and dimension == breakdown:
            columns.append((value, (dimension, value)))
        elif dimension == Dimension.GROUP_AND_AGE:
            group, _, age = value.rpartition("/")
            if where == (Dimension.GROUP, group):
                columns.append((age, (dimension, value)))
            elif where == (Dimension.AGE_BAND, age):
                columns.append((group, (dimension, value)))
    return sorted(columns, key=lambda column: (order.get(column[0], len(order)), column[0]))


def _staff(
    consultation: Consultation,
    themes: list[Theme],
    numbers: _Numbers,
    filters: Filters,
    where: tuple[str, str],
    breakdown: str,
) -> Report:
    comments, voices = numbers.all_of(Counted.EVERYTHING)
    columns = _columns(numbers, where, breakdown)
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
        lines.append(_line(theme, _exact(in_theme[0], comments), _exact(in_theme[1], voices), tuple(cells)))
    lines.sort(key=lambda line: (-(line.voices.number or 0), line.title, line.id))
    return Report(
        slug=consultation.slug,
        title=consultation.title,
        audience="staff",
        sentence=_sentence(lines),
        comments=_exact(comments),
        voices=_exact(voices),
        read=_exact(numbers.all_of(Counted.READ)[0], comments),
        no_theme=_exact(numbers.all_of(Counted.NO_THEME)[0], comments),
        set_aside=_exact(numbers.all_of(Counted.SET_ASIDE)[0], comments),
        themes=tuple(lines),
        columns=tuple(
            Column(
                value,
                label_for(breakdown, value),
                _exact(numbers.in_cell(Counted.EVERYTHING, None, cut)[1], voices),
            )
            for value, cut in columns
        ),
        by=breakdown,
        filters=filters,
    )


def _public(consultation: Consultation, themes: list[Theme], numbers: _Numbers) -> Report:
    comments, voices = numbers.all_of(Counted.EVERYTHING)
    few = below_floor(voices)
    if few is not None:
        sentence = f"{few[0].upper()}{few[1:]}."
        return Report(
            consultation.slug,
            consultation.title,
            "public",
            sentence,
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
        )
    columns = _columns(numbers, numbers.where, Dimension.GROUP.value)
    base = [numbers.in_cell(Counted.EVERYTHING, None, cut)[1] for _, cut in columns]
    rows = [[numbers.in_cell(Counted.THEME, theme.id, cut)[1] for _, cut in columns] for theme in themes]
    totals = [numbers.all_of(Counted.THEME, theme.id)[1] for theme in themes]
    said = say_themes(totals, voices)
    base_cells, row_cells = say_breakdown(base, rows)
    lines = [
        _line(theme, NOTHING, Count(*total), tuple(Count(*cell) for cell in cells))
        for theme, total, cells in zip(themes, said, row_cells, strict=True)
    ]
    lines.sort(key=_public_order)
    return Report(
        slug=consultation.slug,
        title=consultation.title,
        audience="public",
        sentence=_sentence(lines),
        comments=Count(comments, f"{comments:,}"),
        voices=Count(voices, f"{voices:,}"),
        read=NOTHING,
        no_theme=NOTHING,
        set_aside=NOTHING,
        themes=tuple(lines),
        columns=tuple(
            Column(value, label_for("group", value), Count(*cell))
            for (value, _), cell in zip(columns, base_cells, strict=True)
        ),
    )


def settle(report: Report, before: Report) -> Report:
    """A new public report, with each theme as it was published before where only a few people more or fewer
    speak of it now: the difference between two editions would be a small number too (D62)."""
    known = {line.id: line for line in before.themes}
    places = {column.value: place for place, column in enumerate(before.columns)}
    lines = []
    for line in report.themes:
        old = known.get(line.id)
        if old is not None and _is_close(line.voices.number, old.voices.number):
            cells = tuple(
                old.cells[places[column.value]] if column.value in places else Count(*UNSHOWN)
                for column in report.columns
            )
            line = replace(line, voices=old.voices, cells=cells if line.cells else ())
        lines.append(line)
    lines.sort(key=_public_order)
    return replace(report, themes=tuple(lines), sentence=_sentence(lines) if lines else report.sentence)


def _is_close(new: int | None, old: int | None) -> bool:
    return new is not None and old is not None and 0 < abs(new - old) < THRESHOLD


def _public_order(line: ThemeLine) -> tuple[bool, int, str, str]:
    """Hidden counts come last and by title: their place in the list must not tell which is the larger."""
    return line.voices.number is None, -(line.voices.number or 0), line.title, line.id


def _line(theme: Theme, comments: Count, voices: Count, cells: tuple[Count, ...]) -> ThemeLine:
    priority = f"Priority {theme.priority.number}: {theme.priority.plain_title}" if theme.priority else ""
    return ThemeLine(str(theme.id), theme.title, theme.description, priority, comments, voices, cells)


def _exact(number: int, base: int | None = None) -> Count:
    """A number for staff, with the mark that it must not leave the building."""
    share = share_text(number, base, threshold=0) if base else ""
    return Count(number, f"{number:,}", share, DO_NOT_PUBLISH if 0 < number < THRESHOLD else "")


def _sentence(lines: list[ThemeLine]) -> str:
    """What the chart says, in words that hold no number which the chart does not show."""
    seen = [line for line in lines if line.voices.number]
    if not seen:
        return "No theme has enough comments to show yet."
    most, *others = seen
    sentence = f"Most people spoke about “{most.title}”: {most.voices.text}."
    if others:
        sentence += f" Next came “{others[0].title}”: {others[0].voices.text}."
    return sentence
