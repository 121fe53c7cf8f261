"""Four taps at the end of an event, counted by who answered and never by name."""

from datetime import timedelta

import pytest

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.events.looking_back import Taps, count_taps, tap_cornerstones
from feedback.events.models import EventTaps
from feedback.voices.keep_codes import new_client_key, write_client_key
from tests.makers.events import make_event


async def test_four_taps_are_counted_once(client):
    event = await make_event()
    place = f"/events/{event.slug}/how-was-it"
    assert place in (await client.get(f"/events/{event.slug}")).text
    assert "Did you feel understood?" in (await client.get(place)).text
    data = {
        "welcome": "yes",
        "valued": "partly",
        "partners": "no",
        "group": "young_person",
        "client_key": write_client_key(new_client_key()),
    }
    for _ in range(2):
        sent = await client.post(place, data=data)
        assert (sent.status_code, sent.headers["location"]) == (303, f"{place}/thanks")
    assert "If you need help now" in (await client.get(f"{place}/thanks")).text
    taps = await EventTaps.get(event_id=event.id)
    assert (taps.welcome, taps.valued, taps.understood, taps.partners) == ("yes", "partly", "unsaid", "no")
    assert taps.group == "young_person"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"group": "health"}, "Answer at least one of the four questions"),
        ({"welcome": "very", "group": "health"}, "Choose one of the answers on the list"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_chosen_stays(client, data, sentence):
    event = await make_event()
    page = await client.post(f"/events/{event.slug}/how-was-it", data=data)
    assert page.status_code == 400
    assert sentence in page.text
    assert 'value="health" selected' in page.text.replace("  ", " ")
    assert await EventTaps.all().count() == 0


async def test_nobody_looks_back_before_it_was(db):
    event = await make_event(held_on=today() + timedelta(days=1))
    with pytest.raises(Refusal, match="still to come"):
        await tap_cornerstones(event, Taps(welcome="yes"), new_client_key(), today())


async def test_groups_are_counted_apart(db):
    event, other = await make_event(), await make_event()
    for group, welcome in (("young_person", "yes"), ("young_person", "yes"), ("parent_carer", "no")):
        await tap_cornerstones(event, Taps(welcome=welcome, group=group), new_client_key(), today())
    await tap_cornerstones(other, Taps(welcome="partly"), new_client_key(), today())
    found = [(one.question, one.who, one.yes, one.partly, one.no) for one in await count_taps(event)]
    assert found == [
        ("Did you feel welcome?", "Child or young person", 2, 0, 0),
        ("Did you feel welcome?", "Parent or carer", 0, 0, 1),
    ]


async def test_staff_see_the_table_once_somebody_tapped(client, sign_in):
    event = await make_event()
    await sign_in(Role.EDITOR)
    assert "How it was for people" not in (await client.get(f"/staff/events/{event.slug}")).text
    await tap_cornerstones(event, Taps(partners="partly"), new_client_key(), today())
    page = await client.get(f"/staff/events/{event.slug}")
    assert "Did we work together as partners?" in page.text
