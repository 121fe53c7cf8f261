"""What people say about a priority or a line: themes of all consultations, by group and over time.

One path for both audiences. The public's numbers are those of the published reports and no others (D63), so
that no page says of a theme what its report does not; staff read the tallies, with small numbers marked. No
page reads comments. Numbers of several consultations are never added up: one person may have answered each
(D87).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from analysis.suppression import NOT_SHOWN, share_text
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.thresholds import note_on
from feedback.publishing.models import LineTheme
from feedback.themes.models import Theme, ThemeState
from feedback.themes.report import Count, label_for
from feedback.themes.report_models import Counted, Dimension, ReportEdition, Tally
from feedback.voices.about import CHOICES

Audience = Literal["staff", "public"]
MOST_MERGES = 20


@dataclass(frozen=True)
class SaidIn:
    """How many people spoke of a theme in one consultation, and who they were."""

    title: str  # of the theme, as it was called when these numbers were published
    consultation: Consultation
    asked_on: date
    voices: Count
    groups: tuple[tuple[str, Count], ...] = ()


@dataclass(frozen=True)
class SaidTheme:
    """A theme with every consultation in which people spoke of it, the latest first."""

    id: UUID
    said: tuple[SaidIn, ...]

    @property
    def title(self) -> str:
        return self.latest.title

    @property
    def latest(self) -> SaidIn:
        return self.said[0]

    @property
    def most(self) -> int:
        """The largest number that may be shown. Hidden ones count as nothing, so that no order tells them."""
        return max((one.voices.number or 0 for one in self.said), default=0)


@dataclass
class ThemesOf:
    """The themes that were tied to priorities and to lines, by the ids of those."""

    by_priority: dict[UUID, list[UUID]] = field(default_factory=dict)
    by_line: dict[UUID, list[UUID]] = field(default_factory=dict)

    @property
    def all(self) -> set[UUID]:
        return {one for found in (*self.by_priority.values(), *self.by_line.values()) for one in found}


async def themes_tied_to(priorities: Sequence[UUID], lines: Sequence[UUID]) -> ThemesOf:
    """Adopted themes only. A theme that was merged away stands for the one that it is part of now."""
    tied = ThemesOf()
    adopted = Theme.filter(priority_id__in=list(priorities), state=ThemeState.ADOPTED).order_by("title", "id")
    for theme, priority in await adopted.values_list("id", "priority_id"):
        tied.by_priority.setdefault(priority, []).append(theme)
    links = await LineTheme.filter(line_id__in=list(lines)).order_by("id").values_list("line_id", "theme_id")
    now = await _as_adopted({theme for _, theme in links})
    for line, theme in links:
        kept = tied.by_line.setdefault(line, [])
        if theme in now and now[theme] not in kept:
            kept.append(now[theme])
    return tied


async def _as_adopted(themes: Iterable[UUID]) -> dict[UUID, UUID]:
    wanted = {theme: theme for theme in themes}
    found: dict[UUID, UUID] = {}
    for _ in range(MOST_MERGES):
        if not wanted:
            break
        rows = await Theme.filter(id__in=list(set(wanted.values()))).values_list(
            "id", "state", "merged_into_id"
        )
        states = {theme: (state, merged) for theme, state, merged in rows}
        after = {}
        for first, theme in wanted.items():
            state, merged = states[theme]
            if state == ThemeState.ADOPTED:
                found[first] = theme
            elif state == ThemeState.MERGED and merged is not None:
                after[first] = merged
        wanted = after
    return found


async def read_said(themes: Iterable[UUID], audience: Audience) -> dict[UUID, SaidTheme]:
    """These themes with their numbers, as `audience` may see them. A theme nobody may see of is not there."""
    wanted = set(themes)
    if not wanted:
        return {}
    found = await (_from_editions(wanted) if audience == "public" else _from_tallies(wanted))
    return {theme: SaidTheme(theme, tuple(sorted(said, key=_newest_first))) for theme, said in found.items()}


async def _from_editions(themes: set[UUID]) -> dict[UUID, list[SaidIn]]:
    named = {str(theme): theme for theme in themes}
    editions = ReportEdition.exclude(consultation__state=ConsultationState.DRAFT)
    found: dict[UUID, list[SaidIn]] = {}
    for edition in await editions.order_by("id").prefetch_related("consultation"):
        report = edition.report
        for line in report["themes"]:
            if line["id"] not in named:
                continue
            cells = zip(report["columns"], line["cells"], strict=False)
            groups = [(column["label"], Count(**cell)) for column, cell in cells]
            shown = tuple(one for one in groups if one[1].number != 0 and one[1].text != NOT_SHOWN)
            asked = edition.consultation
            said = SaidIn(line["title"], asked, _asked_on(asked), Count(**line["voices"]), shown)
            found.setdefault(named[line["id"]], []).append(said)
    return found


async def _from_tallies(themes: set[UUID]) -> dict[UUID, list[SaidIn]]:
    """From tallies of these themes alone: with a million comments there are a few hundred rows."""
    tallies = (
        await Tally.filter(
            theme_id__in=list(themes),
            counted=Counted.THEME,
            question_key="",
            dimension__in=[Dimension.ALL, Dimension.GROUP],
            voices__gt=0,
        )
        .order_by("id")
        .values_list("consultation_id", "theme_id", "dimension", "value", "voices")
    )
    asked = {row[0] for row in tallies}
    consultations = {one.id: one for one in await Consultation.filter(id__in=list(asked))}
    base = await _everyone(asked)
    titles: dict[UUID, str] = {one.id: one.title for one in await Theme.filter(id__in=list(themes))}
    order = {value: place for place, value in enumerate(CHOICES["group"])}
    groups: dict[tuple[UUID, UUID], dict[str, int]] = {}
    for consultation, theme, dimension, value, voices in tallies:
        key = value if dimension == Dimension.GROUP else ""
        groups.setdefault((theme, consultation), {})[key] = voices
    found: dict[UUID, list[SaidIn]] = {}
    for (theme, asked_in), numbers in groups.items():
        by_group = sorted(
            (value for value in numbers if value), key=lambda it: (order.get(it, len(order)), it)
        )
        said = SaidIn(
            titles[theme],
            consultations[asked_in],
            _asked_on(consultations[asked_in]),
            _exact(numbers.get("", 0), base.get((asked_in, ""), 0)),
            tuple(
                (label_for("group", one), _exact(numbers[one], base.get((asked_in, one), 0)))
                for one in by_group
            ),
        )
        found.setdefault(theme, []).append(said)
    return found


async def _everyone(consultations: set[UUID]) -> Mapping[tuple[UUID, str], int]:
    rows = Tally.filter(
        consultation_id__in=list(consultations),
        counted=Counted.EVERYTHING,
        question_key="",
        dimension__in=[Dimension.ALL, Dimension.GROUP],
    ).order_by("id")
    found: list[Any] = await rows.values_list("consultation_id", "value", "voices")
    return {(consultation, value): voices for consultation, value, voices in found}


def _exact(number: int, base: int) -> Count:
    share = share_text(number, base, threshold=0) if number <= base else ""
    return Count(number, f"{number:,}", share, note_on(number))


def _asked_on(consultation: Consultation) -> date:
    return consultation.closed_on or consultation.opened_on or consultation.made_on


def _newest_first(said: SaidIn) -> tuple[int, str]:
    return -said.asked_on.toordinal(), said.consultation.title


def in_order(themes: Iterable[SaidTheme]) -> list[SaidTheme]:
    return sorted(themes, key=lambda one: (-one.most, one.title, str(one.id)))
