"""The sheet "We heard": the same day, in our words, and never without a second person."""

from datetime import timedelta
from html import unescape

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.events.models import HeardSheet, SheetState
from feedback.events.telling import events_without_sheet, publish_sheet
from feedback.events.views.telling import find_desk_lines
from tests.makers.events import (
    NEXT_STEPS,
    RAISED,
    make_event,
    make_note,
    make_public_sheet,
    make_sheet,
)
from tests.makers.people import make_account
from tests.web import seen_on

LONG_WORDS = "My bus stops nearly two miles from our house and there is no path to walk on"


async def test_one_writes_and_another_publishes(client, sign_in):
    event = await make_event()
    place = f"/staff/events/{event.slug}"
    await sign_in(Role.EDITOR, Role.PUBLISHER)
    data = {"raised": RAISED, "next_steps": NEXT_STEPS, "questions": "Who pays? The council does."}
    assert (await client.post(f"{place}/sheet", data=data)).status_code == 303
    assert "Somebody else who may publish" in (await client.get(place)).text
    own = await client.post(f"{place}/sheet/publish")
    assert own.status_code == 422
    assert "You wrote this sheet" in own.text
    assert (await client.get(f"/events/{event.slug}/heard")).status_code == 404
    await sign_in(Role.PUBLISHER)
    read = await client.get(place)
    assert "Nobody is named: publish" in read.text
    assert (await client.post(f"{place}/sheet/publish", data=seen_on(read))).status_code == 303
    for path in (f"/events/{event.slug}", f"/events/{event.slug}/heard"):
        page = await client.get(path)
        for said in (RAISED, NEXT_STEPS, "Who pays? The council does."):
            assert said in page.text
    assert (await client.post(f"{place}/sheet/publish")).status_code == 422


async def test_what_was_changed_after_it_was_read_is_read_again(client, sign_in):
    event, writer = await make_event(), await make_account()
    await make_sheet(event, writer)
    place = f"/staff/events/{event.slug}"
    await sign_in(Role.PUBLISHER)
    read = await client.get(place)
    await make_sheet(event, writer, raised="Tom Smith of Wensum Road said it.")
    for sent in ({}, seen_on(read)):
        refused = await client.post(f"{place}/sheet/publish", data=sent)
        assert (refused.status_code, "somebody has changed it. Read it again" in refused.text) == (422, True)
    assert await HeardSheet.filter(state=SheetState.PUBLISHED).count() == 0
    assert (
        await client.post(f"{place}/sheet/publish", data=seen_on(await client.get(place)))
    ).status_code == 303


async def test_whoever_changes_it_is_not_its_second_person(db):
    event = await make_event()
    first, second = await make_account(), await make_account(name="Bea")
    await make_sheet(event, first)
    await make_sheet(event, second, raised="Something else.")
    with pytest.raises(Refusal, match="You wrote this sheet"):
        await publish_sheet(event, second, today())
    await publish_sheet(event, first, today())
    sheet = await HeardSheet.get(event_id=event.id)
    assert (sheet.state, sheet.published_on) == (SheetState.PUBLISHED, today())


async def test_a_public_sheet_comes_off_before_it_changes(client, sign_in):
    event = await make_event()
    await make_public_sheet(event)
    await sign_in(Role.PUBLISHER)
    place = f"/staff/events/{event.slug}/sheet"
    refused = await client.post(place, data={"raised": "New words.", "next_steps": NEXT_STEPS})
    assert refused.status_code == 400
    assert "Take it off the public pages first" in refused.text
    assert "New words." in refused.text
    assert (await client.post(f"{place}/take-back")).status_code == 303
    assert (await client.get(f"/events/{event.slug}/heard")).status_code == 404
    assert (await client.post(f"{place}/take-back")).status_code == 422
    changed = await client.post(place, data={"raised": "New words.", "next_steps": NEXT_STEPS})
    assert changed.status_code == 303


@pytest.mark.parametrize("part", ["raised", "questions", "next_steps"])
async def test_a_sentence_of_somebodys_is_not_copied_into_it(client, sign_in, part):
    event = await make_event()
    await make_note(event, LONG_WORDS)
    await sign_in(Role.EDITOR)
    data = {"raised": RAISED, "next_steps": NEXT_STEPS} | {part: f"One of you said: {LONG_WORDS.upper()}!"}
    page = await client.post(f"/staff/events/{event.slug}/sheet", data=data)
    assert page.status_code == 400
    assert "a whole sentence of what somebody said" in page.text
    assert f'href="#{part}' in page.text
    assert await HeardSheet.all().count() == 0


async def test_words_that_came_after_the_sheet_stop_it_too(db):
    event = await make_event()
    await make_sheet(event, raised=f"We heard that {LONG_WORDS}")
    await make_note(event, LONG_WORDS)
    with pytest.raises(Refusal, match="a whole sentence"):
        await publish_sheet(event, await make_account(name="Bea"), today())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"raised": ""}, "Write what was raised"),
        ({"next_steps": ""}, "Write what happens next"),
        (
            {"more_on-day": "1", "more_on-month": "1", "more_on-year": "2020"},
            "Give a day that is still to come",
        ),
        ({"more_on-day": "40", "more_on-month": "1", "more_on-year": "2030"}, "must be a real date"),
        ({"raised": "Tom, 07700 900123, said it."}, "a phone number or an email address"),
        ({"raised": "x" * 5001}, "must be 5,000 characters or fewer"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sign_in, data, sentence):
    event = await make_event()
    await sign_in(Role.EDITOR)
    sent = {"raised": RAISED, "next_steps": NEXT_STEPS, "questions": "Who pays?", **data}
    page = await client.post(f"/staff/events/{event.slug}/sheet", data=sent)
    assert page.status_code == 400
    assert sentence in unescape(page.text)
    for typed in (sent["raised"], sent["next_steps"], "Who pays?"):
        assert typed in page.text


async def test_nobody_tells_what_was_heard_before_the_day(db):
    with pytest.raises(Refusal, match="still to come"):
        await make_sheet(await make_event(held_on=today() + timedelta(days=1)))


async def test_staff_are_told_until_people_are(db):
    event = await make_event()
    await make_event(title="Next week", held_on=today() + timedelta(days=7))
    await make_event(title="Not announced", is_announced=False)
    assert [one.slug for one in await events_without_sheet(today())] == [event.slug]
    lead = await make_account()
    [line] = await find_desk_lines(lead, now())
    assert event.title in line.sentence
    await make_public_sheet(event)
    assert await find_desk_lines(lead, now()) == []


async def test_an_event_that_is_over_says_that_nobody_was_told(client):
    event = await make_event(held_on=today() - timedelta(days=1))
    assert "on the same day" in (await client.get(f"/events/{event.slug}")).text
    await make_public_sheet(event)
    assert "on the same day" not in (await client.get(f"/events/{event.slug}")).text
