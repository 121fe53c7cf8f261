"""The same-day sheet "We heard": written by one person, published by the check of another (D5)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import mark_of
from feedback.events.hearing import check_held, words_at
from feedback.events.models import Event, EventState, HeardSheet, SheetState
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.voices.contacts_in import has_contact
from feedback.voices.copying import word_runs

CHANGED = "It is public already, or somebody has changed it. Read it again."
TOO_NEAR = (
    "This has a whole sentence of what somebody said in it. Say it in your own words, so that nothing stays here"
    " when they take theirs back"
)


@dataclass(frozen=True)
class Telling:
    """What the sheet says. `questions` holds what people asked, with our answers."""

    raised: str
    next_steps: str
    questions: str = ""
    more_on: date | None = None


async def find_sheet(event: Event) -> HeardSheet | None:
    return await HeardSheet.get_or_none(event_id=event.id).select_related("written_by", "checked_by")


async def find_public_sheet(event: Event) -> HeardSheet | None:
    return await HeardSheet.get_or_none(event_id=event.id, state=SheetState.PUBLISHED)


async def write_sheet(event: Event, telling: Telling, account: Account, today: date) -> HeardSheet:
    """Write the sheet, or write it anew while it is a draft. Whoever does cannot be its second person."""
    check_held(event)
    if event.held_on > today:
        raise Refusal("This event is still to come, so nothing was raised yet.")
    if telling.more_on is not None and telling.more_on < today:
        raise Refusal("Give a day that is still to come", "more_on")
    if has_contact(telling.raised):
        raise Refusal("This has a phone number or an email address in it. Take it out", "raised")
    await _refuse_copied_words(event, telling)
    async with transaction():
        sheet = await HeardSheet.get_or_none(event_id=event.id)
        if sheet is not None and sheet.state is SheetState.PUBLISHED:
            raise Refusal("This sheet is public. Take it off the public pages first, then change it.")
        if sheet is None:
            sheet = HeardSheet(event_id=event.id)
        sheet.update_from_dict({**asdict(telling), "written_by_id": account.id})
        await sheet.save()
        await record(account, "write we-heard sheet", sheet)
    return sheet


def mark_of_sheet(sheet: HeardSheet) -> str:
    """Everything of a sheet that its checker reads."""
    return mark_of(sheet.raised, sheet.next_steps, sheet.questions, sheet.more_on, sheet.written_by_id)


async def publish_sheet(event: Event, account: Account, today: date, seen: str | None = None) -> None:
    """A second person has read it as a neighbour would: nobody is named and nobody can be told. `seen`: the mark
    of the page that they read, where they read a page."""
    sheet = await find_sheet(event)
    if sheet is None:
        raise Refusal("There is no sheet yet. Write what was raised first.")
    if sheet.written_by_id == account.id:
        raise Refusal("You wrote this sheet. Ask somebody else to check that nobody is named.")
    await _refuse_copied_words(event, Telling(sheet.raised, sheet.next_steps, sheet.questions, sheet.more_on))
    async with transaction():
        moved = await HeardSheet.filter(
            id=sheet.id, state=SheetState.DRAFT, written_by_id=sheet.written_by_id
        ).update(state=SheetState.PUBLISHED, checked_by_id=account.id, published_on=today)
        if not moved:
            raise Refusal(CHANGED)
        if seen is not None and seen != mark_of_sheet(await HeardSheet.get(id=sheet.id)):
            raise Refusal(CHANGED)
        await record(account, "publish we-heard sheet", sheet)


async def take_sheet_back(event: Event, account: Account) -> None:
    """Off the public pages, to be changed and checked again."""
    async with transaction():
        moved = await HeardSheet.filter(event_id=event.id, state=SheetState.PUBLISHED).update(
            state=SheetState.DRAFT, checked_by_id=None, published_on=None
        )
        if not moved:
            raise Refusal("This sheet is not public.")
        await record(account, "take we-heard sheet back", event)


async def events_without_sheet(today: date) -> list[Event]:
    """Held, and nobody has told people what was heard: the longest waiting first."""
    held = Event.filter(state=EventState.ANNOUNCED, held_on__lte=today)
    public = HeardSheet.filter(state=SheetState.PUBLISHED).values_list("event_id", flat=True)
    told: Iterable[object] = await public
    return (
        await held.exclude(id__in=list(told))
        .order_by("held_on", "title", "id")
        .select_related("consultation")
    )


async def _refuse_copied_words(event: Event, telling: Telling) -> None:
    """Words typed into a sheet could not be withdrawn with the comment."""
    runs = {
        name: word_runs(text)
        for name, text in asdict(telling).items()
        if isinstance(text, str) and word_runs(text)
    }
    if not runs:
        return
    async for comment in words_at(event):
        spoken = word_runs(comment.words)
        for name, written in runs.items():
            if written & spoken:
                raise Refusal(TOO_NEAR, name)
