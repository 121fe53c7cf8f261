"""The other doors of the demo county: comments that nobody asked for, page ratings, and events."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.events.hearing import key_in_at_event
from feedback.events.looking_back import Taps, tap_cornerstones
from feedback.events.models import Event, Tap
from feedback.events.planning import Plan, add_event, announce_event
from feedback.events.telling import Telling, publish_sheet, write_sheet
from feedback.voices.about import About
from feedback.voices.always_open import any_time, helpful
from feedback.voices.commenting import OpenComment, send_comment
from feedback.voices.keep_codes import KEY_BYTES
from feedback.voices.keying import Keyed, key_in_comment
from feedback.voices.rating import PageName, add_rated_page, own_page, rate_page, say_why

TAPPED = {"y": Tap.YES, "p": Tap.PARTLY, "n": Tap.NO}
WORDS = Path(__file__).with_name("doors.json")


@cache
def read_doors() -> dict[str, Any]:
    doors: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return doors


async def open_doors(staff: Staff, calendar: Calendar) -> None:
    """Everything that came by another way than a survey or a spreadsheet."""
    await _send_comments(staff, calendar)
    await _rate_pages(staff, calendar)
    for planned in read_doors()["events"]:
        await _hold_event(planned, staff, calendar)


def key_of(what: str) -> bytes:
    """The same for everybody who loads the county."""
    return Random(f"key:doors:{what}").randbytes(KEY_BYTES)


async def _send_comments(staff: Staff, calendar: Calendar) -> None:
    consultation = await any_time(calendar.day(read_doors()["opened"]))
    for place, planned in enumerate(read_doors()["comments"]):
        day, key = calendar.day(planned["day"]), key_of(f"comment {place}")
        about = About(group=planned["group"], helped=planned["helped"])
        comment = OpenComment(planned["words"], about, planned["part"], planned["quote"])
        if planned["mode"] == "web":
            await send_comment(consultation, comment, key, day)
        else:
            number = str(place) if planned["mode"] == "paper" else ""
            keyed = Keyed(planned["mode"], day, number)
            await key_in_comment(consultation, comment, keyed, key, staff.lead, day)


async def _rate_pages(staff: Staff, calendar: Calendar) -> None:
    """Months that are over; each visitor is a number of their own."""
    await helpful(calendar.day(read_doors()["opened"]))
    names = {}
    for planned in read_doors()["pages"]:
        page = await add_rated_page(planned["title"], planned["address"], staff.lead, calendar.today)
        names[page.slug] = PageName(page.slug, page.title, "", page.address)
    for planned in read_doors()["ratings"]:
        name = names.get(planned["page"]) or own_page(planned["page"])
        counted = planned["months"]
        for back, (yes, no) in enumerate(reversed(counted), 1):
            for visitor in range(yes + no):
                await rate_page(name, visitor < yes, f"{back}:{visitor}", _month(calendar.today, back))
    for place, planned in enumerate(read_doors()["reasons"]):
        name = names.get(planned["page"]) or own_page(planned["page"])
        day, key = calendar.day(planned["day"]), key_of(f"reason {place}")
        await say_why(name, planned["helpful"], planned["words"], key, False, day)


def _month(today: date, back: int) -> date:
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


async def _hold_event(planned: dict[str, Any], staff: Staff, calendar: Calendar) -> None:
    day = calendar.day(planned["day"])
    consultation = await any_time(calendar.day(read_doors()["opened"]))
    plan = Plan(planned["kind"], planned["title"], planned["place"], day, planned["times"], planned["about"])
    event = await add_event(consultation, plan, staff.lead, min(day, calendar.today))
    if planned["announced"]:
        await announce_event(event, staff.lead)
    for place, note in enumerate(planned["notes"], 1):
        comment = OpenComment(note["words"], About(group=note["group"]))
        key = key_of(f"{event.slug} {place}")
        await key_in_at_event(event, comment, note["as"], str(place), key, staff.lead, day)
    for place, tapped in enumerate(planned["taps"]):
        group, letters = tapped.split()
        welcome, valued, understood, partners = (TAPPED[letter] for letter in letters)
        taps = Taps(welcome, valued, understood, partners, group)
        await tap_cornerstones(event, taps, key_of(f"taps {event.slug} {place}"), day)
    if planned["sheet"] is not None:
        await _tell(event, planned["sheet"], staff)


async def _tell(event: Event, sheet: dict[str, Any], staff: Staff) -> None:
    """On the very day. Where nobody has checked it, the staff page says that people wait."""
    more_on = event.held_on + timedelta(days=sheet["more_in"])
    telling = Telling(sheet["raised"], sheet["next_steps"], sheet["questions"], more_on)
    await write_sheet(event, telling, staff.lead, event.held_on)
    if sheet["is_published"]:
        await publish_sheet(event, staff.second, event.held_on)
