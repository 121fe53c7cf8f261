"""What must be written before a consultation may open, and what should make us think twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from feedback.consultations.calendar import fair_days, quiet_warnings
from feedback.consultations.details import AUDIENCES, Details
from feedback.consultations.models import Consultation, Level

LONGEST_TEXT = 5_000
LONG_TEXTS = (
    "purpose",
    "can_change",
    "cannot_change",
    "designed_with",
    "background",
    "easy_background",
    "late_reason",
)
TOGETHER = (Level.DESIGNING, Level.DECIDING)
LONGEST_LINE = 160
LONGEST_DAYS = 2 * 366


@dataclass(frozen=True)
class Gap:
    """Something that is missing or wrong, with the field where it is mended."""

    field: str
    sentence: str


def wrong_with(details: Details) -> list[Gap]:
    """What cannot even be kept as a draft."""
    return list(_wrong(details))


def _wrong(details: Details) -> Iterator[Gap]:
    if not details.title.strip():
        yield Gap("title", "Give the consultation a title")
    for field, most in (("title", LONGEST_LINE), ("decider", LONGEST_LINE)):
        if len(getattr(details, field)) > most:
            yield Gap(field, f"Use {most} characters or fewer")
    for field in LONG_TEXTS:
        if len(getattr(details, field)) > LONGEST_TEXT:
            yield Gap(field, f"Use {LONGEST_TEXT:,} characters or fewer")
    if set(details.audiences) - set(AUDIENCES):
        yield Gap("audiences", "Choose people from the list")
    opens, closes = details.opens_on, details.closes_on
    if details.is_permanent and closes is not None:
        yield Gap("closes_on", "A consultation that is always open has no last day. Clear the last day")
    if opens is not None and closes is not None:
        if closes < opens:
            yield Gap("closes_on", "The last day must be on or after the first day")
        elif (closes - opens).days > LONGEST_DAYS:
            yield Gap("closes_on", "The last day must be within two years of the first day")


def missing_for_opening(consultation: Consultation | Details, today: date) -> list[Gap]:
    """What people have a right to know before we ask them (D13, D14). Empty: it may open."""
    return list(_missing(consultation, today))


def _missing(asked: Consultation | Details, today: date) -> Iterator[Gap]:
    if not asked.purpose.strip():
        yield Gap("purpose", "Say why you are asking")
    if asked.level is not Level.TELLING:
        if asked.is_decision_open is None:
            yield Gap("is_decision_open", "Say if the decision is still open")
        elif not asked.is_decision_open:
            yield Gap("is_decision_open", "The decision is made, so the level can only be “Telling you”")
        if not asked.can_change.strip():
            yield Gap("can_change", "Say what people can change")
    if not asked.cannot_change.strip():
        yield Gap("cannot_change", "Say what cannot change")
    if asked.level in TOGETHER and not asked.designed_with.strip():
        yield Gap("designed_with", "Say which people with lived experience work on it with you")
    yield from _missing_to_read(asked)
    if not asked.decider.strip():
        yield Gap("decider", "Say who decides")
    if not asked.audiences:
        yield Gap("audiences", "Say who you want to hear from")
    if asked.is_permanent:
        if asked.level in TOGETHER:
            yield Gap("is_permanent", "What can be decided needs a last day. Give the days on which you ask")
        return
    if asked.decision_month is None:
        yield Gap("decision_month", "Say in which month the decision will be made")
    elif asked.closes_on and asked.decision_month < asked.closes_on.replace(day=1):
        yield Gap("decision_month", "The decision must come after the last day")
    if asked.opens_on is None:
        yield Gap("opens_on", "Give the first day")
    if asked.closes_on is None:
        yield Gap("closes_on", "Give the last day")
    elif asked.closes_on < today:
        yield Gap("closes_on", "The last day has passed. Give a later one")


def _missing_to_read(asked: Consultation | Details) -> Iterator[Gap]:
    """People answer well if they know what there is to know, in full and in easy words at once (D14, D18)."""
    full, easy = asked.background.strip(), asked.easy_background.strip()
    is_needed = asked.level is not Level.TELLING and not asked.is_permanent
    if not full and (easy or is_needed):
        yield Gap("background", "Write what people need to know to answer well. Both texts open together")
    if not easy and (full or is_needed):
        yield Gap("easy_background", "Write what people need to know in easy words too. Both open together")


def warnings_before_opening(consultation: Consultation | Details, today: date) -> list[str]:
    """What does not stop an opening, but what people would have a right to complain about (D15)."""
    if consultation.is_permanent or not consultation.closes_on:
        return []
    first = max(consultation.opens_on or today, today)
    days = (consultation.closes_on - first).days + 1
    if days <= 0:
        return []
    warnings = quiet_warnings(first, consultation.closes_on)
    if days < fair_days():
        unit = "day" if days == 1 else "days"
        warnings.insert(0, f"People have only {days} {unit} to answer. {fair_days()} days or more is fair.")
    return warnings
