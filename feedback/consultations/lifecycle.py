"""The life of a consultation: draft, announced, open, closed, replied.

Each step is one update with a condition, so of two people who press the same button one is told that it is
done. The scheduler takes the same steps on the days that staff wrote down.
"""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from feedback.consultations.details import Details, details_of
from feedback.consultations.models import Consultation, ConsultationPriority, ConsultationState
from feedback.consultations.rules import Gap, missing_for_opening, wrong_with
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.strategy.models import Priority

SLUG_LENGTH, LONGEST_SLUG = 70, 80
TAKEN_BY_PAGES = {"add"}  # what stands in the place of an address on pages of our own
FIXED_WHEN_OPEN = {
    "purpose": "why you are asking",
    "level": "how much people can change",
    "is_decision_open": "if the decision is open",
    "can_change": "what can change",
    "cannot_change": "what cannot change",
    "background": "what people need to know",
    "easy_background": "what people need to know in easy words",
    "opens_on": "the first day",
    "is_permanent": "if it is always open",
}
FIXED_WHEN_CLOSED = FIXED_WHEN_OPEN | {
    "title": "the title",
    "decider": "who decides",
    "closes_on": "the last day",
    "audiences": "who you wanted to hear from",
}


async def get_consultation(slug: str) -> Consultation:
    consultation = await Consultation.get_or_none(slug=slug) if is_slug(slug) else None
    if consultation is None:
        raise NotFound
    return consultation


def is_slug(text: str) -> bool:
    """Whether an address could be one of ours at all. What could not is never looked for."""
    return len(text) <= LONGEST_SLUG and re.fullmatch(r"[a-z0-9-]+", text) is not None


def slug_of(title: str) -> str:
    """An address made from a title: small letters, numbers and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return words[:SLUG_LENGTH].rstrip("-") or "consultation"


async def add_consultation(
    details: Details, today: date, account: Account | None = None, *, slug: str = ""
) -> Consultation:
    """A new draft. Its address comes from `slug`, which must be free, or else from the title."""
    _check(wrong_with(details))
    if slug and slug_of(slug) != slug:
        raise Refusal("An address may hold only small letters, numbers and single hyphens", "slug")
    for _ in range(5):
        try:
            async with transaction():
                return await _add(details, today, account, slug)
        except IntegrityError:  # somebody took the address meanwhile
            continue
    raise Refusal("Another consultation has this address. Choose another title", "title")


async def _add(details: Details, today: date, account: Account | None, slug: str) -> Consultation:
    if slug in TAKEN_BY_PAGES:
        raise Refusal(f"“{slug}” is the address of a page of ours. Choose another", "slug")
    if slug and await Consultation.filter(slug=slug).exists():
        raise Refusal("Another consultation has this address already. Choose another", "slug")
    priorities = await _priorities(details.priorities)
    address = slug or await _free_slug(slug_of(details.title))
    consultation = await Consultation.create(**details.columns(), slug=address, made_on=today)
    for priority in priorities:
        await ConsultationPriority.create(consultation=consultation, priority=priority)
    await record(account, "add consultation", consultation)
    return consultation


async def _free_slug(wanted: str) -> str:
    found = await Consultation.filter(slug__startswith=wanted).values_list("slug", flat=True)
    taken = {*found, *TAKEN_BY_PAGES}
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


async def _priorities(ids: tuple[UUID, ...]) -> list[Priority]:
    found = await Priority.filter(id__in=list(ids)).order_by("number") if ids else []
    if len(found) != len(set(ids)):
        raise Refusal("Choose priorities from the list", "priorities")
    return found


async def change_consultation(
    consultation: Consultation, details: Details, today: date, account: Account | None = None
) -> None:
    """Write new details. Once people have answered, what they were told when they did stays as it was."""
    _check(wrong_with(details))
    async with transaction():
        await _lock(consultation)
        before = await details_of(consultation)
        changed = {name for name in details.columns() if getattr(before, name) != getattr(details, name)}
        _check(_fixed(consultation, changed))
        if consultation.is_public and consultation.state in (ConsultationState.DRAFT, ConsultationState.OPEN):
            _check(missing_for_opening(details, today))
        priorities = await _priorities(details.priorities)
        if changed:
            await Consultation.filter(id=consultation.id).update(
                **{name: value for name, value in details.columns().items() if name in changed}
            )
        await _link(consultation, priorities)
        if changed or set(before.priorities) != set(details.priorities):
            await record(account, "change consultation", consultation, ", ".join(sorted(changed))[:200])
        await consultation.refresh_from_db()


def _fixed(consultation: Consultation, changed: set[str]) -> list[Gap]:
    if consultation.state is ConsultationState.DRAFT:
        return []
    is_open = consultation.state is ConsultationState.OPEN
    fixed = FIXED_WHEN_OPEN if is_open else FIXED_WHEN_CLOSED
    since = "People are answering on these words" if is_open else "People have answered on these words"
    return [
        Gap(name, f"{since}, so you cannot change {fixed[name]} now") for name in fixed if name in changed
    ]


async def _link(consultation: Consultation, priorities: list[Priority]) -> None:
    wanted = {priority.id for priority in priorities}
    linked = set(await consultation.priority_links.all().values_list("priority_id", flat=True))
    if linked - wanted:
        await consultation.priority_links.filter(priority_id__in=list(linked - wanted)).delete()
    for priority in priorities:
        if priority.id not in linked:
            await ConsultationPriority.create(consultation=consultation, priority=priority)


async def announce_consultation(
    consultation: Consultation, today: date, account: Account | None = None
) -> None:
    """Show a draft to the public as coming. From then on it opens by itself on its first day."""
    async with transaction():
        await _lock(consultation)
        _check(missing_for_opening(consultation, today))
        if consultation.opens_on is None:
            raise Refusal("Give the first day", "opens_on")
        await _step(
            consultation,
            ConsultationState.DRAFT,
            {"announced_on": today},
            "announce consultation",
            account,
            "It is announced already, or open.",
            announced_on__isnull=True,
        )


async def hide_consultation(consultation: Consultation, account: Account | None = None) -> None:
    """Take an announcement back while nobody could have answered."""
    await _step(
        consultation,
        ConsultationState.DRAFT,
        {"announced_on": None},
        "hide consultation",
        account,
        "Only a consultation that is announced and not open yet can be hidden.",
        announced_on__isnull=False,
    )


async def open_consultation(consultation: Consultation, today: date, account: Account | None = None) -> None:
    """Open it now. Nothing opens before people can read what they need to know (D13, D14)."""
    async with transaction():
        await _lock(consultation)
        if consultation.state is ConsultationState.DRAFT:
            _check(missing_for_opening(consultation, today))
            if consultation.opens_on is not None and consultation.opens_on > today:
                raise Refusal("The first day is still to come. Change it to today to open now", "opens_on")
        await _step(
            consultation,
            ConsultationState.DRAFT,
            {"state": ConsultationState.OPEN, "opened_on": today},
            "open consultation",
            account,
            "It is open already, or it has closed.",
        )


async def close_consultation(consultation: Consultation, today: date, account: Account | None = None) -> None:
    """Close it now. The public page says from here on by when we will reply (D17)."""
    if consultation.never_closes:
        raise Refusal("People can always tell us something, so this one is never closed.")
    await _step(
        consultation,
        ConsultationState.OPEN,
        {"state": ConsultationState.CLOSED, "closed_on": today},
        "close consultation",
        account,
        "It is closed already, or it was never open.",
    )


async def reply_consultation(consultation: Consultation, today: date, account: Account | None = None) -> None:
    """We have replied to what people said: the waiting is over."""
    await _step(
        consultation,
        ConsultationState.CLOSED,
        {"state": ConsultationState.REPLIED, "replied_on": today},
        "reply to consultation",
        account,
        "Only a consultation that is closed and waits for a reply can be replied to.",
    )


async def await_reply_again(consultation: Consultation, account: Account | None = None) -> None:
    """What we replied is no longer there: people wait again, from the day on which it closed."""
    await _step(
        consultation,
        ConsultationState.REPLIED,
        {"state": ConsultationState.CLOSED, "replied_on": None},
        "await reply again",
        account,
        "Only a consultation that has been replied to can wait for a reply again.",
    )


async def explain_late(
    consultation: Consultation, reason: str, today: date, account: Account | None = None
) -> None:
    """Say on the public page why the reply is late (D17)."""
    if not consultation.is_late(today):
        raise Refusal("The reply to this consultation is not late.")
    written = replace(await details_of(consultation), late_reason=reason)
    await change_consultation(consultation, written, today, account)


async def open_and_close_due(today: date) -> tuple[int, int]:
    """For the scheduler: open what was announced for today or before, close what had its last day.

    Safe to run again, and beside another run. One that cannot open any more (its last day passed meanwhile)
    stays as it is, and the staff page says what is missing.
    """
    opened = closed = 0
    due = Consultation.filter(
        state=ConsultationState.DRAFT, announced_on__isnull=False, opens_on__lte=today
    ).order_by("opens_on", "id")
    for consultation in await due:
        opened += await _by_itself(open_consultation, consultation, today)
    over = Consultation.filter(
        state=ConsultationState.OPEN, is_permanent=False, closes_on__lt=today
    ).order_by("closes_on", "id")
    for consultation in await over:
        # The clock for the reply starts on the last day that people were told, not when a machine woke up.
        closed += await _by_itself(close_consultation, consultation, consultation.closes_on or today)
    return opened, closed


async def _by_itself(step: Any, consultation: Consultation, day: date) -> int:
    try:
        await step(consultation, day)
    except Refusal:
        return 0
    return 1


async def _lock(consultation: Consultation) -> None:
    """Within a transaction: read the row as it is now, and let nobody change it before we are done."""
    await Consultation.select_for_update().get(id=consultation.id)
    await consultation.refresh_from_db()


def _check(gaps: list[Gap]) -> None:
    if gaps:
        raise Refusal(gaps[0].sentence, gaps[0].field)


async def _step(
    consultation: Consultation,
    before: ConsultationState,
    after: dict[str, Any],
    action: str,
    account: Account | None,
    refusal: str,
    **also: Any,
) -> None:
    """One step of its life: taken by whoever comes first, refused to everybody else."""
    async with transaction():
        taken = await Consultation.filter(id=consultation.id, state=before, **also).update(**after)
        if taken != 1:
            raise Refusal(refusal)
        await record(account, action, consultation)
    await consultation.refresh_from_db()
