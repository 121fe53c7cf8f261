"""The public theme report: published, renewed in batches, and kept as it was published."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from analysis.suppression import may_refresh
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import NotFound
from feedback.core.settings import Settings
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.report import Column, Count, Filters, Report, ThemeLine, build_report, settle
from feedback.themes.report_models import Counted, Dimension, ReportEdition, Tally

ENDED = (ConsultationState.CLOSED, ConsultationState.REPLIED)


async def publish_report(consultation: Consultation, account: Account | None, today: date) -> ReportEdition:
    """Publish the report as it stands, or leave the edition that there is where too few people came since.

    Two editions that differ by one to four people would tell what those few said (D62). With the very same
    people what staff did with the themes may be published at any time.
    """
    async with transaction():
        voices = await _voices(consultation)
        edition = await ReportEdition.get_or_none(consultation_id=consultation.id)
        if edition is not None and (edition.published_on >= today or _too_few_since(edition, voices)):
            return edition
        fresh = await build_report(consultation, audience="public")
        if edition is not None:
            before = from_document(edition.report)
            fresh = settle(fresh, before)
            # As many people as before in other groups: some came while others took back what they said.
            came_and_went = voices == edition.voices and fresh.columns != before.columns
            if fresh == before or came_and_went:
                return edition
        edition, _ = await ReportEdition.update_or_create(
            {
                "report": asdict(fresh),
                "voices": voices,
                "published_on": today,
                "published_by_id": account.id if account else None,
            },
            consultation_id=consultation.id,
        )
        await record(account, "report.publish", consultation)
    return edition


async def refresh_public_reports(settings: Settings, now: datetime) -> None:
    """Publish the report of each consultation that ended and renew the public ones, once a day at most."""
    published = await ReportEdition.all().values_list("consultation_id", flat=True)
    ended = await Consultation.filter(state__in=ENDED).values_list("id", flat=True)
    for consultation in await Consultation.filter(id__in={*published, *ended}).order_by("id"):
        if await _voices(consultation):
            await publish_report(consultation, None, london_day(now))


def _too_few_since(edition: ReportEdition, voices: int) -> bool:
    return voices != edition.voices and not may_refresh(edition.voices, voices)


async def find_edition(consultation: Consultation) -> ReportEdition | None:
    return await ReportEdition.get_or_none(consultation_id=consultation.id)


async def get_public_report(consultation: Consultation) -> tuple[Report, date]:
    """What was last published, with its day. A report that nobody published is not there."""
    edition = await ReportEdition.get_or_none(consultation_id=consultation.id)
    if edition is None or consultation.state == ConsultationState.DRAFT:
        raise NotFound
    return from_document(edition.report), edition.published_on


async def _voices(consultation: Consultation) -> int:
    tally = await Tally.get_or_none(
        consultation_id=consultation.id,
        counted=Counted.EVERYTHING,
        dimension=Dimension.ALL,
        question_key="",
    )
    return tally.voices if tally else 0


def from_document(document: Mapping[str, Any]) -> Report:
    """A report as an edition kept it."""
    whole = dict(document)
    for name in ("comments", "voices", "read", "no_theme", "set_aside"):
        whole[name] = Count(**whole[name])
    whole["filters"] = Filters(**whole["filters"])
    whole["columns"] = tuple(Column(**one | {"voices": Count(**one["voices"])}) for one in whole["columns"])
    whole["themes"] = tuple(
        ThemeLine(
            **one
            | {"comments": Count(**one["comments"]), "voices": Count(**one["voices"])}
            | {"cells": tuple(Count(**cell) for cell in one["cells"])}
        )
        for one in whole["themes"]
    )
    return Report(**whole)
