"""Events before they happen, by the pages that staff and everybody see."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from feedback.consultations.models import ANY_TIME
from feedback.core.clock import long_date, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.events.models import Event, EventState
from feedback.events.planning import cancel_event, change_event, read_diary
from feedback.people.models import AuditEntry
from tests.makers.consultations import make_consultation
from tests.makers.events import make_event, make_note, plan


def typed(day: date | None = None, **more: str) -> dict[str, str]:
    day = day or today() + timedelta(days=20)
    return {
        "kind": "youth_forum",
        "title": "Youth Forum in spring",
        "place": "The Forum, Norwich",
        "held_on-day": str(day.day),
        "held_on-month": str(day.month),
        "held_on-year": str(day.year),
        "times": "4pm to 6pm",
        "about": "Pizza and talk.",
        "consultation": ANY_TIME,
        **more,
    }


async def test_an_event_is_written_down_and_then_announced(client, sign_in):
    await sign_in(Role.EDITOR)
    made = await client.post("/staff/plan-an-event", data=typed())
    assert (made.status_code, made.headers["location"]) == (303, "/staff/events/youth-forum-in-spring")
    assert (await client.get("/events/youth-forum-in-spring")).status_code == 404
    assert "Youth Forum in spring" not in (await client.get("/events")).text
    assert "Announce it" in (await client.get(made.headers["location"])).text
    assert (await client.post(f"{made.headers['location']}/announce")).status_code == 303
    page = await client.get("/events/youth-forum-in-spring")
    for said in ("The Forum, Norwich", "4pm to 6pm", "Pizza and talk.", "Tell us any time"):
        assert said in page.text
    assert "Youth Forum in spring" in (await client.get("/events")).text
    again = await client.post(f"{made.headers['location']}/announce")
    assert again.status_code == 422
    acts = await AuditEntry.filter(subject_kind="Event").order_by("at").values_list("action", flat=True)
    assert acts == ["add event", "announce event"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": ""}, "Choose what it is"),
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 161}, "must be 160 characters or fewer"),
        ({"place": ""}, "Enter the place"),
        ({"held_on-month": "13"}, "must be a real date"),
        ({"held_on-day": "", "held_on-month": "", "held_on-year": ""}, "Enter the day"),
        ({"consultation": ""}, "Choose where it belongs"),
        ({"consultation": "nowhere"}, "Choose one of the answers on the list"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sign_in, data, sentence):
    await sign_in(Role.EDITOR)
    sent = typed(**data)
    page = await client.post("/staff/plan-an-event", data=sent)
    assert page.status_code == 400
    assert sentence in unescape(page.text)
    assert sent["title"] in page.text
    assert sent["times"] in page.text
    assert sent["about"] in page.text
    assert await Event.all().count() == 0


async def test_two_events_of_one_title_have_two_addresses(db):
    slugs = {(await make_event()).slug for _ in range(3)}
    assert slugs == {"roadshow-in-swaffham", "roadshow-in-swaffham-2", "roadshow-in-swaffham-3"}


async def test_the_poster_carries_the_address_as_a_code_and_in_words(client, sign_in):
    event = await make_event()
    await sign_in(Role.EDITOR)
    page = await client.get(f"/staff/events/{event.slug}/poster")
    assert f"http://heard.test/events/{event.slug}/comment" in page.text
    assert 'class="qr"' in page.text
    assert long_date(event.held_on) in page.text
    assert "/css/poster.css" in page.text
    assert (await client.get(f"/events/{event.slug}/comment")).status_code == 200


async def test_a_change_shows_and_what_was_said_stays_where_it_belongs(client, sign_in):
    event = await make_event()
    other = await make_consultation(closes_on=date(2099, 4, 30))
    await sign_in(Role.EDITOR)
    page = await client.get(f"/staff/events/{event.slug}/edit")
    assert "Town hall, Market Place" in page.text
    assert re.search(rf'value="{event.consultation.slug}"[^>]*selected', page.text)
    changed = await client.post(
        f"/staff/events/{event.slug}/edit",
        data=typed(today(), place="The library", consultation=event.consultation.slug),
    )
    assert changed.status_code == 303
    assert "The library" in (await client.get(f"/events/{event.slug}")).text
    await event.refresh_from_db()
    await make_note(event, "The bus is late.")
    with pytest.raises(Refusal, match="cannot move"):
        await change_event(event, other, plan(), None)


async def test_an_event_that_is_called_off_says_so(client, sign_in):
    event = await make_event(held_on=today() + timedelta(days=3))
    await sign_in(Role.EDITOR)
    assert (await client.post(f"/staff/events/{event.slug}/cancel")).status_code == 303
    page = await client.get(f"/events/{event.slug}")
    assert "called off" in page.text
    assert "Tell us something" not in page.text
    assert "Called off" in (await client.get("/events")).text
    sent = await client.post(f"/events/{event.slug}/comment", data={"words": "Still me"})
    assert sent.status_code == 400
    assert "Still me" in sent.text


async def test_an_event_where_people_spoke_was_held(db):
    event = await make_event()
    await make_note(event, "The bus is late.")
    with pytest.raises(Refusal, match="was held"):
        await cancel_event(event, None)
    await event.refresh_from_db()
    assert event.state is EventState.ANNOUNCED


async def test_the_diary_puts_the_next_first_and_the_last_first(db):
    days = [-9, -2, 0, 5, 30]
    for day in days:
        await make_event(title=f"Day {day}", held_on=today() + timedelta(days=day))
    diary = await read_diary(today())
    assert [event.title for event in diary.coming] == ["Day 0", "Day 5", "Day 30"]
    assert [event.title for event in diary.past] == ["Day -2", "Day -9"]


async def test_an_editor_of_one_consultation_plans_nothing_elsewhere(client, sign_in):
    mine = await make_consultation(title="Mine", closes_on=date(2099, 4, 30))
    other = await make_event()
    await sign_in(Role.EDITOR, consultation=mine)
    page = await client.get("/staff/plan-an-event")
    assert "Mine" in page.text
    assert other.consultation.slug not in page.text
    assert f'value="{ANY_TIME}"' not in page.text
    assert other.title not in (await client.get("/staff/events")).text
    for path in ("", "/edit", "/poster", "/notes"):
        assert (await client.get(f"/staff/events/{other.slug}{path}")).status_code == 403
