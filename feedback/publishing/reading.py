"""What the public pages are made of, drawn from several rooms. Nothing here is for staff only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from feedback.consultations.lifecycle import is_slug
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.errors import NotFound
from feedback.publishing.counting import VOICES, Counted, find_count
from feedback.replies.models import Reply, ReplyLine
from feedback.replies.reading import published_replies
from feedback.strategy.models import Definition, Line, LineKind, Outcome, Priority, Strategy
from feedback.themes.editions import find_edition, from_document
from feedback.themes.models import Theme, ThemeState
from feedback.themes.report import Count, Report
from feedback.themes.report_models import ReportEdition
from surveys.models import Survey, SurveyState


@dataclass(frozen=True)
class SaidUnder:
    """A theme that people spoke of, and how many in which consultation, as its report says it."""

    title: str
    voices: Count
    consultation: Consultation


@dataclass
class LineOfPage:
    """A line of the strategy, with what was done about it."""

    line: Line
    replies: list[Reply] = field(default_factory=list)


@dataclass(frozen=True)
class PriorityOfPage:
    priority: Priority
    needs: Sequence[LineOfPage]
    working: Sequence[LineOfPage]
    said: Sequence[SaidUnder]
    replies: Sequence[Reply]
    words: Sequence[Definition]
    consultations: Sequence[Consultation]
    outcomes: Sequence[Outcome]


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


async def read_priority(priority: Priority) -> PriorityOfPage:
    """All that one page says about a priority."""
    lines = {
        line.id: LineOfPage(line) for line in await priority.lines.all().order_by("kind", "number", "id")
    }
    replies = await published_replies().filter(priority_id=priority.id)
    by_id = {reply.id: reply for reply in replies}
    tied = ReplyLine.filter(reply_id__in=list(by_id)).order_by("id").values_list("reply_id", "line_id")
    for reply_id, line_id in await tied:
        if line_id in lines:
            lines[line_id].replies.append(by_id[reply_id])
    document = priority.strategy.document
    rows: list[dict[str, Any]] = document["priorities"]
    codes: Any = next((row.get("definition_ids") for row in rows if row["id"] == priority.code), [])
    outcomes = Outcome.filter(strategy_id=priority.strategy_id).order_by("number")
    return PriorityOfPage(
        priority=priority,
        needs=[one for one in lines.values() if one.line.kind is LineKind.NEED],
        working=[one for one in lines.values() if one.line.kind is LineKind.WORKING],
        said=await said_under(priority),
        replies=replies,
        words=await _words_for(priority, codes if isinstance(codes, list) else []),
        consultations=await consultations_about(priority),
        outcomes=await outcomes if said_at(document, "pfal_outcomes", "priority_id") == priority.code else [],
    )


async def _words_for(priority: Priority, codes: list[Any]) -> list[Definition]:
    """The words that the page explains: those the strategy names for this priority, and those in its text."""
    known = await Definition.filter(strategy_id=priority.strategy_id).order_by("term", "id")
    text = (await _words_of(priority)).lower()
    return [one for one in known if one.code in codes or one.term.lower() in text]


async def _words_of(priority: Priority) -> str:
    lines = await priority.lines.all().order_by("id")
    return " ".join([priority.title, *priority.intro, *(line.text for line in lines)])


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
    found = await Consultation.filter(priority_links__priority_id=priority.id).order_by(
        "-made_on", "title", "id"
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


# What people said


async def said_under(priority: Priority) -> list[SaidUnder]:
    """Adopted themes of a priority with the numbers of the published reports, and no others (D63)."""
    themes = {
        str(theme.id)
        for theme in await Theme.filter(priority_id=priority.id, state=ThemeState.ADOPTED).order_by(
            "title", "id"
        )
    }
    if not themes:
        return []
    said: list[SaidUnder] = []
    for edition in await ReportEdition.all().order_by("-published_on", "id").prefetch_related("consultation"):
        for line in from_document(edition.report).themes:
            if line.id in themes:
                said.append(SaidUnder(line.title, line.voices, edition.consultation))
    return sorted(said, key=lambda one: (-(one.voices.number or 0), one.title))
