"""The evidence pack: what was asked, who was heard, what they said, and what was decided because of it (D12).

For inspectors and boards. It leaves the building, so its numbers are those of the published reports and it holds
no words of anybody's.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.suppression import Rules, below_floor, say_about, suppress_count
from feedback.consultations.details import AUDIENCES, LEVELS
from feedback.consultations.models import Consultation, ConsultationState
from feedback.events.looking_back import TapCount, count_taps_on
from feedback.publishing.reading import find_report
from feedback.replies.deciding import OnRecord, decisions_on_record
from feedback.replies.judging import Judged, in_words, verdict_of
from feedback.replies.models import Reply
from feedback.replies.reading import STATUS_WORDS, published_replies
from feedback.strategy.models import Development, DevelopmentStep
from feedback.themes.report import Report
from feedback.themes.small_numbers import rules_here
from feedback.voices.importing import safe_cell
from surveys.models import SurveyVersion

NOT_RECORDED = "Not recorded"
NOT_TESTED = "Not tested with young people"
HEADINGS = (
    "Asked",
    "From",
    "To",
    "How much people could change",
    "Who was asked",
    "Worked on with",
    "Part",
    "What",
    "Number",
)


@dataclass(frozen=True)
class Done:
    """A reply, and what those it is about say of the difference that it made (D52)."""

    reply: Reply
    judged: Judged


@dataclass(frozen=True)
class Felt:
    """How one group answered one of the four questions at the end of an event (D46), as it may leave the house."""

    question: str
    who: str
    said: str


@dataclass(frozen=True)
class Activity:
    """One exercise, from the question to what was done."""

    consultation: Consultation
    level: str
    audiences: Sequence[str]
    designed_with: str
    tested: Sequence[tuple[str, str]]  # each survey and poll, and who tested its wording
    report: Report | None
    decided: Sequence[OnRecord]
    done: Sequence[Done]
    felt: Sequence[Felt]

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
        tested=await _tested(consultation),
        report=published[0] if published else None,
        decided=await decisions_on_record(consultation),
        done=[
            Done(reply, await verdict_of(reply))
            for reply in await published_replies().filter(consultation_id=consultation.id)
        ],
        felt=[_felt(count, rules_here()) for count in await count_taps_on(consultation)],
    )


async def _tested(consultation: Consultation) -> list[tuple[str, str]]:
    """Of what people were asked: who tried the wording out before, and what changed because of it (D47)."""
    asked = SurveyVersion.filter(survey__consultation_id=consultation.id, is_ready=True)
    newest: dict[str, str] = {}
    for version in await asked.order_by("survey__title", "-number").prefetch_related("survey"):
        said = f"{version.tested_with}: {version.tested_changes}" if version.tested_with else NOT_TESTED
        newest.setdefault(version.survey.title, said)
    return list(newest.items())


def _felt(count: TapCount, rules: Rules) -> Felt:
    """To the nearest five: a pack is made on any day, and two of them must not differ by a few people (D62)."""
    taps = {"Yes": count.yes, "Partly": count.partly, "No": count.no}
    few = below_floor(sum(taps.values()), rules.publish_floor)
    said = few or ", ".join(
        f"{answer}: {say_about(n, rules) if n >= rules.threshold else suppress_count(n, rules.threshold)}"
        for answer, n in taps.items()
    )
    return Felt(count.question, count.who, said)


def said_read(record: OnRecord) -> str:
    """Which version of the report had been read before it was decided (D16)."""
    day = record.decision.report_published_on.isoformat()
    return f"version {record.number}, {day}" if record.number else day


def pack_as_csv(pack: Pack) -> str:
    """A line for each group, theme, decision and reply. What a spreadsheet could take for a formula stays text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for one in pack.activities:
        asked = one.consultation
        days, who = (asked.opened_on, asked.closed_on or ""), ", ".join(one.audiences)
        start = [asked.title, *days, one.level, who, one.designed_with]
        for part, what, number in _lines(one):
            writer.writerow([safe_cell(str(cell)) for cell in (*start, part, what, number)])
    for step in pack.steps:
        development: Development = step.development
        cells = (development.title, step.recorded_on, "", "", "", "", "Development", step.said, "")
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return out.getvalue()


def _lines(one: Activity) -> list[tuple[str, str, str]]:
    lines = [("Wording tested", title, said) for title, said in one.tested]
    lines.append(("Heard", "Everyone", one.heard))
    if one.report:
        lines += [("Heard", column.label, column.voices.text) for column in one.report.columns]
        lines += [("Theme", theme.title, theme.voices.text) for theme in one.report.themes]
    for record in one.decided:
        decision = record.decision
        where = f"{decision.meeting}, {decision.decided_on.isoformat()}"
        lines.append(("Decision", f"{where}: {decision.what}", ""))
        lines.append(("In the room", f"{where}: {decision.present}", ""))
        lines.append(("Report read", f"{where}: {said_read(record)}", ""))
    for done in one.done:
        lines.append(("Reply", f"{STATUS_WORDS[done.reply.status]}: {done.reply.what}", ""))
        lines += [("Difference made", *difference) for difference in in_words(done.judged)]
    lines += [("How it felt", f"{felt.question} {felt.who}", felt.said) for felt in one.felt]
    return lines
