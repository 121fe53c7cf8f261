"""The evidence pack: what was asked, who was heard, what they said, and what was decided because of it (D12).

For inspectors and boards. It leaves the building, so its numbers are those of the published reports and it holds
no words of anybody's.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from feedback.consultations.details import AUDIENCES, LEVELS
from feedback.consultations.models import Consultation, ConsultationState
from feedback.publishing.reading import find_report
from feedback.replies.models import Reply
from feedback.replies.reading import STATUS_WORDS, published_replies
from feedback.strategy.models import Development, DevelopmentStep
from feedback.themes.report import Report
from feedback.voices.importing import safe_cell

NOT_RECORDED = "Not recorded"
HEADINGS = ("Asked", "From", "To", "How much people could change", "Worked on with", "Part", "What", "Number")


@dataclass(frozen=True)
class Activity:
    """One exercise, from the question to what was done."""

    consultation: Consultation
    level: str
    audiences: Sequence[str]
    designed_with: str
    report: Report | None
    replies: Sequence[Reply]

    @property
    def heard(self) -> str:
        return self.report.voices.text if self.report else "Nothing published yet"


@dataclass(frozen=True)
class Pack:
    first: date
    last: date
    activities: Sequence[Activity]
    steps: Sequence[DevelopmentStep]  # what moved on in these days


async def build_pack(first: date, last: date) -> Pack:
    """Every exercise that was open on any of these days, the earliest first."""
    opened = Consultation.exclude(state=ConsultationState.DRAFT).filter(opened_on__lte=last)
    found = [one for one in await opened.order_by("opened_on", "title", "id") if _meets(one, first)]
    steps = DevelopmentStep.filter(recorded_on__gte=first, recorded_on__lte=last).order_by(
        "recorded_on", "id"
    )
    return Pack(
        first=first,
        last=last,
        activities=[await _activity(one) for one in found],
        steps=await steps.prefetch_related("development"),
    )


def _meets(consultation: Consultation, first: date) -> bool:
    return consultation.closed_on is None or consultation.closed_on >= first


async def _activity(consultation: Consultation) -> Activity:
    published = await find_report(consultation)
    return Activity(
        consultation=consultation,
        level=LEVELS[consultation.level][0],
        audiences=[AUDIENCES.get(one, one) for one in consultation.audiences],
        designed_with=consultation.designed_with or NOT_RECORDED,
        report=published[0] if published else None,
        replies=await published_replies().filter(consultation_id=consultation.id),
    )


def pack_as_csv(pack: Pack) -> str:
    """A line for each group heard, theme and reply. What a spreadsheet could take for a formula stays text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for one in pack.activities:
        asked = one.consultation
        start = [asked.title, asked.opened_on, asked.closed_on or "", one.level, one.designed_with]
        for part, what, number in _lines(one):
            writer.writerow([safe_cell(str(cell)) for cell in (*start, part, what, number)])
    for step in pack.steps:
        development: Development = step.development
        cells = (development.title, step.recorded_on, "", "", "", "Development", step.said, "")
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return out.getvalue()


def _lines(one: Activity) -> list[tuple[str, str, str]]:
    lines = [("Heard", "Everyone", one.heard)]
    if one.report:
        lines += [("Heard", column.label, column.voices.text) for column in one.report.columns]
        lines += [("Theme", theme.title, theme.voices.text) for theme in one.report.themes]
    lines += [("Reply", f"{STATUS_WORDS[reply.status]}: {reply.what}", "") for reply in one.replies]
    return lines
