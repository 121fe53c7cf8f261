"""The public theme report: published, renewed in batches, and kept as it was published."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from analysis.suppression import Rules
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.database import transaction
from feedback.core.errors import NotFound
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.following import Ledger, follow, may_say_total, new_ledger, says_the_same
from feedback.themes.report import Column, Count, Filters, Report, ThemeLine, build_report
from feedback.themes.report_models import Counted, Dimension, ReportEdition, Tally
from feedback.themes.small_numbers import rules_here

ENDED = (ConsultationState.CLOSED, ConsultationState.REPLIED)


async def publish_report(consultation: Consultation, account: Account | None, today: date) -> ReportEdition:
    """Publish the report as it stands, or leave the edition that there is where too few people came since.

    Two editions that differ by one to four people would tell what those few said (D62). With the very same
    people what staff did with the themes may be published at any time.
    """
    rules = rules_here()
    async with transaction():
        await Consultation.select_for_update().get(id=consultation.id)
        voices = await _voices(consultation)
        edition = await ReportEdition.get_or_none(consultation_id=consultation.id)
        if edition is None:
            fresh = await build_report(consultation, audience="public")
            ledger = new_ledger(fresh, rules)
        else:
            before = from_document(edition.report)
            ledger = edition.ledger or new_ledger(before, rules)
            if edition.published_on >= today or not _may_renew(edition, voices, ledger, rules):
                return edition
            fresh = await build_report(consultation, audience="public")
            # As many people as before in other groups: some came while others took back what they said.
            if voices == edition.voices and not before.columns_as_of and fresh.columns != before.columns:
                return edition
            fresh, ledger = follow(fresh, before, ledger, edition.published_on.isoformat(), rules)
            if says_the_same(fresh, before):
                return edition
        edition, _ = await ReportEdition.update_or_create(
            {
                "report": asdict(fresh),
                "ledger": ledger,
                "voices": voices,
                "published_on": today,
                "published_by_id": account.id if account else None,
            },
            consultation_id=consultation.id,
        )
        await record(account, "report.publish", consultation)
    return edition


def _may_renew(edition: ReportEdition, voices: int, ledger: Ledger, rules: Rules) -> bool:
    """With the same people at any time; with others when no edition that there was differs by a few of them."""
    if voices == edition.voices:
        return True
    return abs(voices - edition.voices) >= rules.step and may_say_total(voices, ledger, rules)


async def reports_due() -> list[Consultation]:
    """Those of each consultation that ended, and the public ones, where anybody said anything."""
    published = await ReportEdition.all().values_list("consultation_id", flat=True)
    ended = await Consultation.filter(state__in=ENDED).values_list("id", flat=True)
    due = await Consultation.filter(id__in={*published, *ended}).order_by("id")
    return [consultation for consultation in due if await _voices(consultation)]


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
