"""Publishing a report freezes a version of it, with a number, a day and a hash that anybody can make again."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import structlog

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.clock import london_day, long_date
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.settings import Settings
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.reports.auditing import refuse_what_tells
from feedback.reports.comparing import change_since_last_time, where_groups_part
from feedback.reports.models import QuoteReference, ReportVersion
from feedback.reports.quoting import LiveQuote, live_quotes, quotes_to_publish, references_for
from feedback.reports.reaching import public_reach
from feedback.themes.agreement import say_in_public
from feedback.themes.editions import from_document, publish_report, reports_due
from feedback.themes.following import new_ledger
from feedback.themes.report import Report
from feedback.themes.report_models import ReportEdition
from feedback.themes.small_numbers import rules_here
from feedback.voices.models import Voice, VoiceState

FORMAT = "heard-report/1"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PublishedReport:
    """A version as it may be shown today: its frozen numbers, and its quotes as they stand now."""

    version: ReportVersion
    report: Report
    quotes: tuple[LiveQuote, ...]
    taken_back_on: tuple[date, ...] = ()  # days since on which somebody whom it may have counted went

    @property
    def quotes_by_theme(self) -> dict[str, list[LiveQuote]]:
        found: dict[str, list[LiveQuote]] = {line.id: [] for line in self.report.themes}
        for quote in self.quotes:
            found.setdefault(quote.theme_id, []).append(quote)
        return found

    @property
    def parting(self) -> list[str]:
        """Where groups part, in words."""
        return list(self.version.document.get("parting", ()))

    @property
    def change(self) -> dict[str, Any] | None:
        """What changed since last time, and with which report that was compared."""
        found: dict[str, Any] | None = self.version.document.get("change")
        return found

    @property
    def reach(self) -> list[dict[str, Any]]:
        """Who was heard, a table for each table of who lives here."""
        return list(self.version.document.get("reach", ()))

    @property
    def agreed(self) -> str:
        """How far two people agreed on the themes, and the machine with them, where that was checked."""
        return str(self.version.document.get("agreed", ""))

    @property
    def corrections(self) -> list[str]:
        """What is not as it was published any more, a sentence for each day."""
        said = sorted({quote.instead for quote in self.quotes if quote.instead})
        named = " ".join(said)
        said += [
            f"On {long_date(day)} somebody took back what they said."
            for day in self.taken_back_on
            if long_date(day) not in named
        ]
        return [f"{one} The numbers are those of the day of this version." for one in said]


async def publish_version(consultation: Consultation, account: Account | None, today: date) -> ReportVersion:
    """Publish the report as it stands and freeze it, or leave the version that says the same.

    Refuses, naming the quote, where a checked quote is not word for word what somebody said, has no consent,
    or its comment is held or withdrawn.
    """
    async with transaction():
        edition = await publish_report(consultation, account, today)
        report = from_document(edition.report)
        references = references_for(await quotes_to_publish(consultation, report), report)
        latest = await find_version(consultation)
        agreed = await say_in_public(consultation)
        if latest is not None and await _says_this(latest, edition, references, agreed):
            return latest
        return await _freeze(consultation, account, today, edition, references, latest, agreed)


async def _freeze(
    consultation: Consultation,
    account: Account | None,
    today: date,
    edition: ReportEdition,
    references: list[QuoteReference],
    latest: ReportVersion | None,
    agreed: str,
) -> ReportVersion:
    number = latest.number + 1 if latest else 1
    report, rules = from_document(edition.report), rules_here()
    refuse_what_tells(report, report_in(latest) if latest else None, rules)
    change = await change_since_last_time(consultation, report, latest, rules)
    reach_before = latest.document.get("reach", []) if latest else []
    ledger = edition.ledger or new_ledger(report, rules)
    reach, ledger = await public_reach(consultation, reach_before, ledger, today.isoformat(), rules)
    await ReportEdition.filter(id=edition.id).update(ledger=ledger)
    document = {
        "format": FORMAT,
        "number": number,
        "published_on": today.isoformat(),
        "counted_on": edition.published_on.isoformat(),
        "report": json.loads(json.dumps(edition.report)),
        "quotes": _as_kept(references),
        "parting": where_groups_part(report, rules),
        "change": asdict(change) if change else None,
        "reach": reach,
        "agreed": agreed,
    }
    version = await ReportVersion.create(
        consultation_id=consultation.id,
        number=number,
        document=document,
        hash=hash_of(document),
        voices=edition.voices,
        withdrawn=await withdrawn_voices(consultation),
        published_on=today,
        published_by_id=account.id if account else None,
    )
    for reference in references:
        reference.version_id = version.id
    await QuoteReference.bulk_create(references)
    await record(account, "report.freeze", version, f"version {number}")
    return version


def _as_kept(references: Sequence[QuoteReference]) -> list[dict[str, str]]:
    return [
        {"theme": str(one.theme_id), "group": one.group_label, "commitment": one.commitment}
        for one in references
    ]


async def publish_due_versions(settings: Settings, now: datetime) -> None:
    """For the scheduler. A report that may not be published stays as it was, and the log says which."""
    for consultation in await reports_due():
        try:
            await publish_version(consultation, None, london_day(now))
        except Refusal:
            log.warning("report not published", consultation=consultation.slug)


async def find_version(consultation: Consultation, number: int | None = None) -> ReportVersion | None:
    found = ReportVersion.filter(consultation_id=consultation.id)
    if number is not None:
        found = found.filter(number=number)
    return await found.order_by("-number").first()


async def find_version_before(version: ReportVersion) -> ReportVersion | None:
    found = ReportVersion.filter(consultation_id=version.consultation_id, number__lt=version.number)
    return await found.order_by("-number").first()


async def versions_of(consultation: Consultation) -> list[ReportVersion]:
    """Newest first."""
    return await ReportVersion.filter(consultation_id=consultation.id).order_by("-number")


async def get_published(consultation: Consultation, number: int | None = None) -> PublishedReport:
    """The newest version, or one by its number. What nobody published is not there."""
    version = await find_version(consultation, number)
    if version is None or consultation.state == ConsultationState.DRAFT:
        raise NotFound
    references = await references_of(version)
    return PublishedReport(
        version,
        report_in(version),
        tuple(await live_quotes(references)),
        await _taken_back_since(consultation, version),
    )


async def _taken_back_since(consultation: Consultation, version: ReportVersion) -> tuple[date, ...]:
    """The days that the room of replies, above this one, keeps as corrections to the report."""
    corrected = Consultation.filter(
        id=consultation.id, corrections__what="report", corrections__made_on__gte=version.published_on
    )
    days: Any = await corrected.values_list("corrections__made_on", flat=True)
    has_gone_since = await withdrawn_voices(consultation) > version.withdrawn
    return tuple(sorted({day for day in days if has_gone_since or day > version.published_on}))


async def references_of(version: ReportVersion) -> list[QuoteReference]:
    return await QuoteReference.filter(version_id=version.id).order_by("position").select_related("theme")


def report_in(version: ReportVersion) -> Report:
    return from_document(version.document["report"])


def hash_of(document: dict[str, Any]) -> str:
    """SHA-256 of the document as JSON in UTF-8 with sorted keys and no blanks between its parts."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


async def withdrawn_voices(consultation: Consultation) -> int:
    return await Voice.filter(consultation_id=consultation.id, state=VoiceState.WITHDRAWN).count()


async def _says_this(
    version: ReportVersion, edition: ReportEdition, references: Sequence[QuoteReference], agreed: str
) -> bool:
    """Whether a version has these numbers and quotes already. Commitments are salted, so spans are compared."""
    if asdict(from_document(edition.report)) != asdict(report_in(version)):
        return False
    if agreed != version.document.get("agreed", ""):
        return False
    kept = {
        (one.theme_id, one.comment_id, one.start, one.end, one.group_label)
        for one in await references_of(version)
        if one.withdrawn_on is None
    }
    wanted = {(one.theme_id, one.comment_id, one.start, one.end, one.group_label) for one in references}
    return kept == wanted
