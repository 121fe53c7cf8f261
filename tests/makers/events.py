"""Events for tests, through the verbs that staff press."""

from datetime import date
from typing import Any

from feedback.consultations.models import Consultation
from feedback.core.clock import today
from feedback.events.hearing import key_in_at_event
from feedback.events.models import Event, HeardSheet, RaisedAs
from feedback.events.planning import Plan, add_event, announce_event
from feedback.events.telling import Telling, publish_sheet, write_sheet
from feedback.people.models import Account
from feedback.voices.commenting import OpenComment
from feedback.voices.keep_codes import new_client_key
from feedback.voices.receiving import Received
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account

RAISED = "Buses that stop too far from home."
NEXT_STEPS = "We walk the two routes with you in May."


def plan(**more: Any) -> Plan:
    written: dict[str, Any] = {
        "kind": "roadshow",
        "title": "Roadshow in Swaffham",
        "place": "Town hall, Market Place, Swaffham",
        "held_on": today(),
        "times": "10am to 3pm",
        "about": "Come and talk to us. There are no steps.",
    }
    return Plan(**(written | more))


async def make_event(
    consultation: Consultation | None = None, *, is_announced: bool = True, **more: Any
) -> Event:
    """An event of today, unless `held_on` is given."""
    consultation = consultation or await make_consultation(closes_on=date(2099, 4, 30))
    event = await add_event(consultation, plan(**more), None, today())
    if is_announced:
        await announce_event(event, None)
    return event


async def make_note(event: Event, words: str, raised_as: str = RaisedAs.SAID, **more: Any) -> Received:
    options: dict[str, Any] = {
        "number": "",
        "client_key": new_client_key(),
        "account": None,
        "today": today(),
    }
    return await key_in_at_event(event, OpenComment(words), raised_as, **(options | more))


async def make_sheet(event: Event, writer: Account | None = None, **more: Any) -> HeardSheet:
    telling = Telling(**({"raised": RAISED, "next_steps": NEXT_STEPS} | more))
    return await write_sheet(event, telling, writer or await make_account(), today())


async def make_public_sheet(event: Event, **more: Any) -> HeardSheet:
    sheet = await make_sheet(event, **more)
    await publish_sheet(event, await make_account(name="Bea Second"), today())
    return sheet
