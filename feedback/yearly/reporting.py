"""The yearly report (SEND Regulations 2014, reg 56): what was said by subject, with its answer (D3).

A draft is made anew each time that it is opened. Final is an edition with a version and a day. It keeps numbers
already suppressed and references, so that what somebody takes back is gone from it too.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from analysis.editions import held_back, read_row
from analysis.suppression import NOT_SHOWN, suppress_row
from feedback.core.clock import long_date
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.publishing.said import read_said
from feedback.replies.models import Reply, ReplyState
from feedback.replies.reading import STATUS_WORDS
from feedback.themes.models import Theme
from feedback.themes.small_numbers import rules_here
from feedback.yearly.models import IN_WORDS, WITHHELD, Decision, Sorting, Subject, ThemeAnswer, YearlyReport
from feedback.yearly.sorting import SUBJECTS, live_sortings, public_words
from feedback.yearly.waiting import find_lacks, say_lacks, sortings_in, themes_in

LONGEST = timedelta(days=2 * 366)
DUE: dict[str, int] = json.loads((Path(__file__).resolve().parent / "data" / "due.json").read_text("utf-8"))
A_YEAR, WARN_BEFORE = timedelta(days=DUE["every_days"]), timedelta(days=DUE["warn_days"])


@dataclass(frozen=True)
class Answer:
    """What is done: a public reply, in the words that it had on the day of the report."""

    slug: str
    title: str
    status: str
    words: str
    what: str
    why: str
    owner: str
    next_update_on: str


@dataclass(frozen=True)
class Entry:
    """A theme: a summary of what several people said, with what answers it."""

    theme: str
    title: str
    description: str
    voices: list[list[str]]  # of each consultation: its title, and how many people, as published
    answers: list[Answer]
    no_action: str
    owner: str


@dataclass
class Part:
    """One subject: themes, and single comments by reference."""

    subject: str
    title: str
    entries: list[Entry] = field(default_factory=list)
    sortings: list[str] = field(default_factory=list)


@dataclass
class Document:
    parts: list[Part]
    withheld: list[list[str]]  # the reason, and how many, already suppressed

    def as_kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SaidAlone:
    """A single comment as everybody may read it, with its answer."""

    words: str
    is_summary: bool
    answer: str
    owner_role: str
    due_on: date | None


async def start_report(account: Account, first: date, last: date, today: date) -> YearlyReport:
    """A draft for these days. A later one for the same days is the next version."""
    if last < first:
        raise Refusal("The last day must be on or after the first day.", "last_day")
    if last - first > LONGEST:
        raise Refusal("A report is for two years at most.", "last_day")
    if first > today:
        raise Refusal("Nobody has said anything yet on these days.", "first_day")
    async with transaction():
        before = YearlyReport.filter(first_day=first, last_day=last)
        if await before.filter(is_final=False).exists():
            raise Refusal("There is a draft for these days already.", "first_day")
        version = await before.count() + 1
        report = await YearlyReport.create(
            slug=f"{first.isoformat()}-to-{last.isoformat()}-v{version}",
            first_day=first,
            last_day=last,
            version=version,
            made_by=account,
        )
        await record(account, "yearly.start", report)
    return report


async def build_document(first: date, last: date) -> Document:
    themes = await themes_in(first, last)
    subjects = {row.theme_id: row for row in await ThemeAnswer.filter(theme_id__in=themes)}
    said = await read_said(themes, "public")
    replies = await _replies_by_theme(themes)
    parts = {subject: Part(subject.value, title) for subject, title in SUBJECTS.items()}
    for theme in await Theme.filter(id__in=themes).order_by("title", "id"):
        answer = subjects.get(theme.id)
        if answer is None:
            continue  # nobody has said what it is about, and no report is final before
        voices = said[theme.id].said if theme.id in said else ()
        parts[answer.subject].entries.append(
            Entry(
                theme=str(theme.id),
                title=theme.title,
                description=theme.description,
                voices=[[one.consultation.title, one.voices.text] for one in voices],
                answers=replies.get(theme.id, []),
                no_action=answer.no_action,
                owner=answer.owner_role,
            )
        )
    withheld = dict.fromkeys(WITHHELD, 0)
    for row in await sortings_in(first, last):
        decision = Decision(row["decision"])
        if decision in withheld:
            withheld[decision] += 1
        else:
            parts[Subject(row["subject"])].sortings.append(str(row["id"]))
    return Document(parts=list(parts.values()), withheld=await _say_withheld(withheld, first, last))


async def _say_withheld(withheld: dict[Decision, int], first: date, last: date) -> list[list[str]]:
    """How many for each reason. What would differ by a few from a report with days of these stays as it was said
    for these very days, or is not shown (D62)."""
    rules = rules_here()
    shown = suppress_row(list(withheld.values()), total_shown=False, threshold=rules.threshold).cells
    fresh = {reason.value: cell.text for reason, cell in zip(withheld, shown, strict=True)}
    known: dict[str, str] = {}
    earlier = []
    for report in await final_reports().filter(first_day__lte=last, last_day__gte=first).order_by("version"):
        said = dict(report.document["withheld"])
        earlier.append(read_row("", said))
        if (report.first_day, report.last_day) == (first, last):
            known = said
    held = held_back(read_row("", fresh), earlier, rules.step)
    return [[name, known.get(name, NOT_SHOWN) if name in held else text] for name, text in fresh.items()]


async def _replies_by_theme(themes: list[UUID]) -> dict[UUID, list[Answer]]:
    found: dict[UUID, list[Answer]] = {}
    replies = Reply.filter(state=ReplyState.PUBLISHED, theme_links__theme_id__in=themes).distinct()
    for reply in await replies.order_by("title", "id").prefetch_related("theme_links"):
        answer = Answer(
            slug=reply.slug,
            title=reply.title,
            status=reply.status.value,
            words=STATUS_WORDS[reply.status],
            what=reply.what,
            why=reply.why,
            owner=reply.owner_role,
            next_update_on=long_date(reply.next_update_on) if reply.next_update_on else "",
        )
        for link in reply.theme_links:
            found.setdefault(link.theme_id, []).append(answer)
    return found


async def publish_report(account: Account, report: YearlyReport, today: date) -> None:
    """Make it final: only with an answer to every publishable comment, and by a second person (D3, D5)."""
    if report.made_by_id == account.id:
        raise Refusal("You made this report. Ask somebody else to check that nobody can be identified.")
    if report.last_day >= today:
        raise Refusal("The last day of this report is not over yet.")
    async with transaction():
        missing = say_lacks(await find_lacks(report.first_day, report.last_day))
        if missing:
            raise Refusal(f"This report cannot be final. {missing}")
        document = await build_document(report.first_day, report.last_day)
        moved = await YearlyReport.filter(id=report.id, is_final=False).update(
            is_final=True, document=document.as_kept(), published_on=today, published_by_id=account.id
        )
        if not moved:
            raise Refusal("This report is final already.")
        await record(account, "yearly.publish", report)
    await report.refresh_from_db()


async def themes_to_answer(first: date, last: date) -> list[tuple[Theme, ThemeAnswer | None]]:
    """The themes of these days, with what was said about each; those without come first."""
    themes = await themes_in(first, last)
    answers = {row.theme_id: row for row in await ThemeAnswer.filter(theme_id__in=themes)}
    found = await Theme.filter(id__in=themes).order_by("title", "id")
    return sorted(((theme, answers.get(theme.id)) for theme in found), key=lambda one: one[1] is not None)


async def get_report(report_id: UUID) -> YearlyReport:
    report = await YearlyReport.get_or_none(id=report_id).prefetch_related("made_by", "published_by")
    if report is None:
        raise NotFound
    return report


async def get_public_report(slug: str) -> YearlyReport:
    report = await YearlyReport.get_or_none(slug=slug, is_final=True) if len(slug) <= 60 else None
    if report is None:
        raise NotFound
    return report


def final_reports() -> Any:
    return YearlyReport.filter(is_final=True).order_by("-last_day", "-version", "id")


async def read_alone(document: dict[str, Any]) -> tuple[dict[str, list[SaidAlone]], int]:
    """The single comments of a report, by subject, in the words that may be read now; and how many were taken
    back or held since, or may not be quoted any more, whose words are gone."""
    ids = [UUID(one) for part in document["parts"] for one in part["sortings"]]
    known: dict[UUID, Sorting] = await live_sortings(ids)
    found: dict[str, list[SaidAlone]] = {}
    for part in document["parts"]:
        for one in part["sortings"]:
            sorting = known.get(UUID(one))
            words = public_words(sorting) if sorting else ""
            if sorting and words:
                said = SaidAlone(
                    words,
                    sorting.decision is Decision.SUMMARY,
                    sorting.answer,
                    sorting.owner_role,
                    sorting.due_on,
                )
                found.setdefault(part["subject"], []).append(said)
    unsaid = [one for one in known.values() if one.decision in IN_WORDS and not one.comment.voice.may_quote]
    return found, len(ids) - len(known) + len(unsaid)


async def next_due(today: date) -> tuple[date | None, bool]:
    """The day by which the next report is due, a year after the last; and whether it is time to start (D4)."""
    latest = await final_reports().order_by("-published_on").first()
    if latest is None:
        return None, True
    due = latest.published_on + A_YEAR
    return due, today >= due - WARN_BEFORE
