"""What children and young people say about their life and aims: the page that the strategy promised (PROM1).

Every quote on it was found safe by two people, for the public report (D5), and hangs on that one: when its
author takes the words back, or the consent, or somebody finds that it is not safe after all, it is gone here
at the same moment. To stand here says "a young person", so the rule of a quote's label holds (D64): the
public report of its consultation has to count ten young people or more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.publishing.models import VoiceQuote
from feedback.replies.correcting import note_correction
from feedback.replies.models import Correction, Published
from feedback.safety.models import SafetyItem
from feedback.strategy.crosswalk import outcomes_of_today
from feedback.strategy.models import Outcome
from feedback.themes.editions import find_edition, from_document
from feedback.themes.models import Coding, PublicQuote
from feedback.themes.report import Report
from feedback.themes.report_models import ReportEdition
from feedback.themes.small_numbers import rules_here
from feedback.voices.models import CommentState, SpokenBy, Voice, VoiceState

MOST_THEMES = 10
YOUNG = "young_person"
OWN_WORDS = (SpokenBy.OWN, SpokenBy.WITH_HELP)
TOO_FEW = "The public report counts fewer than ten young people, so a quote would point at one of them."


@dataclass(frozen=True)
class Spoken:
    """Somebody's own words, and in what they were said."""

    words: str
    consultation: Consultation


@dataclass(frozen=True)
class OutcomeOfPage:
    outcome: Outcome
    quotes: tuple[Spoken, ...]


@dataclass(frozen=True)
class TalkedAbout:
    """A theme, and how many young people spoke of it as a public report says it."""

    title: str
    people: str
    consultation: Consultation


@dataclass(frozen=True)
class Offered:
    """A quote that may stand on the page, and under which outcome it does."""

    quote: PublicQuote
    words: str
    outcome_id: UUID | None


async def read_voice_page(outcome: Outcome | None = None) -> list[OutcomeOfPage]:
    """By outcome of the current strategy. What may be shown is asked each time and not remembered.

    Words that were placed under an outcome of an earlier strategy stand under the one that says the same now,
    and under their own where none does.
    """
    shown: dict[UUID, list[Spoken]] = {}
    counts: dict[UUID, bool] = {}
    fit = await _safe(await _fit_quotes())
    placed = VoiceQuote.filter(quote_id__in=[one.id for one in fit]).order_by("-placed_on", "id")
    found = await placed.prefetch_related("quote__coding__comment__consultation", "outcome")
    homes = await outcomes_of_today([one.outcome for one in found])
    left: dict[UUID, Outcome] = {}
    for one in found:
        consultation = one.quote.coding.comment.consultation
        if consultation.id not in counts:
            counts[consultation.id] = await has_enough(consultation)
        if counts[consultation.id]:
            home = homes[one.outcome_id] or left.setdefault(one.outcome_id, one.outcome)
            shown.setdefault(home.id, []).append(Spoken(words_of(one.quote.coding), consultation))
    outcomes = [outcome] if outcome else [*await outcomes_now(), *sorted(left.values(), key=_by_number)]
    return [OutcomeOfPage(one, tuple(shown.get(one.id, ()))) for one in outcomes]


async def outcomes_now() -> list[Outcome]:
    return await Outcome.filter(strategy__is_current=True).order_by("number", "id")


async def get_outcome(code: str) -> Outcome:
    outcome = await Outcome.filter(strategy__is_current=True, code=code[:40]).first()
    if outcome is None:
        raise NotFound
    return outcome


async def what_young_people_talk_about() -> list[TalkedAbout]:
    """Their own themes, with the numbers of the public reports and no others."""
    found: list[tuple[int, TalkedAbout]] = []
    for edition in await ReportEdition.all().order_by("-published_on", "id").prefetch_related("consultation"):
        report = from_document(edition.report)
        place = _place_of_young(report)
        if place is None or edition.consultation.state is ConsultationState.DRAFT:
            continue
        for line in report.themes:
            cell = line.cells[place] if line.cells else None
            if cell is not None and cell.number:
                found.append((cell.number, TalkedAbout(line.title, cell.text, edition.consultation)))
    found.sort(key=lambda one: (-one[0], one[1].title))
    return [talked for _, talked in found[:MOST_THEMES]]


async def find_voice_corrections() -> list[Correction]:
    return await Correction.filter(what=Published.VOICE_PAGE).order_by("-made_on", "id").limit(MOST_THEMES)


async def has_enough(consultation: Consultation) -> bool:
    edition = await find_edition(consultation)
    report = from_document(edition.report) if edition else None
    place = _place_of_young(report) if report else None
    number = report.columns[place].voices.number if report and place is not None else None
    return number is not None and number >= rules_here().label_floor


async def offered_quotes(consultation: Consultation) -> list[Offered]:
    """Young people's quotes of a consultation that two people found safe, for whoever arranges the page."""
    found = await VoiceQuote.all().order_by("id").prefetch_related("outcome")
    homes = await outcomes_of_today([one.outcome for one in found])
    placed = {one.quote_id: (homes[one.outcome_id] or one.outcome).id for one in found}
    quotes = await _safe(await _fit_quotes().filter(coding__comment__consultation_id=consultation.id))
    return [Offered(quote, words_of(quote.coding), placed.get(quote.id)) for quote in quotes]


async def place_quote(
    account: Account, consultation: Consultation, quote_id: UUID, outcome: Outcome, today: date
) -> VoiceQuote:
    """Put a checked quote under an outcome, or move it to another."""
    async with transaction():
        quote = next(
            (one.quote for one in await offered_quotes(consultation) if one.quote.id == quote_id), None
        )
        if quote is None:
            raise Refusal("This quote cannot be on the page. It was taken back, or nobody has checked it.")
        if not await has_enough(consultation):
            raise Refusal(TOO_FEW)
        placed, _ = await VoiceQuote.update_or_create(
            {"outcome_id": outcome.id, "placed_by_id": account.id, "placed_on": today}, quote_id=quote.id
        )
        await record(account, "place quote", placed)
    return placed


async def remove_quote(account: Account, consultation: Consultation, quote_id: UUID) -> None:
    async with transaction():
        placed = VoiceQuote.filter(quote_id=quote_id, quote__coding__comment__consultation_id=consultation.id)
        for one in await placed.order_by("id"):
            await one.delete()
            await record(account, "remove quote", one)


async def note_voice_page(voice: Voice, comments: Sequence[UUID], today: date) -> None:
    """Before the words go: the page says that some did. Within the transaction that takes them out."""
    placed = (
        await VoiceQuote.filter(quote__coding__comment_id__in=list(comments)).order_by("placed_on").first()
    )
    if placed is not None:
        consultation = await Consultation.get(id=voice.consultation_id)
        await note_correction(consultation, Published.VOICE_PAGE, placed.placed_on, today)


def _fit_quotes() -> QuerySet[PublicQuote]:
    """Checked by a second person, said by a young person for themselves, allowed, live and not held."""
    return (
        PublicQuote.filter(
            checked_by_id__not_isnull=True,
            coding__belongs=True,
            coding__comment__state=CommentState.LIVE,
            coding__comment__voice__state=VoiceState.LIVE,
            coding__comment__voice__may_quote=True,
            coding__comment__voice__group=YOUNG,
            coding__comment__voice__spoken_by__in=OWN_WORDS,
        )
        .order_by("checked_on", "id")
        .prefetch_related("coding__comment", "coding__theme")
    )


async def _safe(quotes: Sequence[PublicQuote]) -> list[PublicQuote]:
    """Those without an open safety item (D103)."""
    comments = [quote.coding.comment_id for quote in quotes]
    items = await SafetyItem.filter(comment_id__in=comments, ended_at=None).order_by("id")
    unsafe = {item.comment_id for item in items}
    return [quote for quote in quotes if quote.coding.comment_id not in unsafe]


def _by_number(outcome: Outcome) -> tuple[int, str]:
    return outcome.number, str(outcome.id)


def words_of(coding: Coding) -> str:
    return coding.comment.words[coding.start : coding.end].strip()


def _place_of_young(report: Report) -> int | None:
    return next((place for place, column in enumerate(report.columns) if column.value == YOUNG), None)
