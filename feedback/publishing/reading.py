"""What the public pages are made of, drawn from several rooms. Nothing here is for staff only."""

import re
from datetime import date
from typing import Any

from feedback.consultations.lifecycle import is_slug
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.errors import NotFound
from feedback.publishing.counting import VOICES, Counted, find_count
from feedback.replies.models import Reply
from feedback.replies.reading import published_replies
from feedback.strategy.crosswalk import with_earlier
from feedback.strategy.models import Definition, Outcome, Priority, Strategy
from feedback.themes.editions import find_edition, from_document
from feedback.themes.report import Report
from surveys.models import Survey, SurveyState

# The strategy


async def current_strategy() -> Strategy | None:
    return await Strategy.get_or_none(is_current=True)


async def older_strategies() -> list[Strategy]:
    return (
        await Strategy.filter(is_current=False).order_by("-loaded_on", "title").prefetch_related("priorities")
    )


async def priorities_of_strategy(strategy: Strategy | None) -> list[Priority]:
    return await Priority.filter(strategy_id=strategy.id).order_by("number", "id") if strategy else []


async def get_priority(slug: str) -> Priority:
    """A priority of any edition: replies to an older one stay readable."""
    found = Priority.get_or_none(slug=slug).prefetch_related("strategy") if is_slug(slug[:80]) else None
    priority = await found if found and len(slug) <= 120 else None
    if priority is None:
        raise NotFound
    return priority


async def words_for(priority: Priority) -> list[Definition]:
    """The words that the page explains: those the strategy names for this priority, and those in its text."""
    rows: list[dict[str, Any]] = priority.strategy.document.get("priorities", [])
    named: Any = next((row.get("definition_ids") for row in rows if row["id"] == priority.code), [])
    codes = named if isinstance(named, list) else []
    known = await Definition.filter(strategy_id=priority.strategy_id).order_by("term", "id")
    text = (await _words_of(priority)).lower()
    return [one for one in known if one.code in codes or one.term.lower() in text]


async def _words_of(priority: Priority) -> str:
    lines = await priority.lines.all().order_by("id")
    return " ".join([priority.title, *priority.intro, *(line.text for line in lines)])


async def outcomes_for(priority: Priority) -> list[Outcome]:
    """Being ready for adult life belongs to one priority; its page names the outcomes."""
    if said_at(priority.strategy.document, "pfal_outcomes", "priority_id") != priority.code:
        return []
    return await Outcome.filter(strategy_id=priority.strategy_id).order_by("number")


async def short_forms_in(priority: Priority) -> dict[str, str]:
    """Short forms that stand in a priority's own words, with what they mean."""
    known = said_at(priority.strategy.document, "meta", "abbreviations")
    said = await _words_of(priority)
    return {
        short: long
        for short, long in sorted(known.items() if isinstance(known, dict) else ())
        if isinstance(long, str) and re.search(rf"\b{re.escape(short)}s?\b", said)
    }


def said_at(document: Any, *path: str) -> Any:
    """What a strategy's document holds at a place that the loader does not insist on, or ""."""
    for key in path:
        document = document.get(key, "") if isinstance(document, dict) else ""
    return document


# Consultations


async def consultations_about(priority: Priority) -> list[Consultation]:
    """Those about the priorities of earlier strategies that became this one are about it too."""
    about = await with_earlier(priority.slug)
    found = (
        await Consultation.filter(priority_links__priority_id__in=about)
        .distinct()
        .order_by("-made_on", "title", "id")
    )
    return [consultation for consultation in found if consultation.is_public]


async def open_surveys(consultation: Consultation, today: date) -> list[Survey]:
    """What people can answer now. A survey is open when it is ready and its consultation is."""
    if not consultation.takes_answers(today):
        return []
    ready = Survey.filter(consultation_id=consultation.id, state=SurveyState.READY, is_poll=False)
    return await ready.order_by("title", "id")


async def replies_to(consultation: Consultation) -> list[Reply]:
    return await published_replies().filter(consultation_id=consultation.id)


async def latest_replies(most: int) -> list[Reply]:
    return await published_replies().limit(most)


async def find_report(consultation: Consultation) -> tuple[Report, date] | None:
    """The theme report as it was last published, with its day."""
    edition = await find_edition(consultation)
    if edition is None or consultation.state is ConsultationState.DRAFT:
        return None
    return from_document(edition.report), edition.published_on


async def heard_in(consultation: Consultation) -> Counted | None:
    """How many people were heard: once there is a report, its own number and no second one beside it."""
    published = await find_report(consultation)
    if published is None:
        return await find_count(consultation, VOICES)
    report, day = published
    return Counted(report.voices.number, report.voices.text, day)
