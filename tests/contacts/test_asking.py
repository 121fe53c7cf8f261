"""An address is written to only after its owner pressed the button, and goes when its work is done."""

from datetime import date, datetime, timedelta

import pytest
from tortoise.fields.relational import ForeignKeyFieldInstance

from feedback.contacts.asking import (
    LONGEST,
    MOST_A_DAY,
    UNCONFIRMED,
    News,
    ask_to_hear,
    confirm_contact,
    forget_contacts,
    get_contact,
    stop_contact,
    tell_contacts,
    token_of,
)
from feedback.contacts.models import Contact, ContactState, Wish
from feedback.core.clock import LONDON
from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Mail

TODAY = date(2026, 5, 4)
BASE = "http://heard.test"
NEWS = News("Something new", "It happened.\n", "one")
pytestmark = pytest.mark.usefixtures("db")


async def asked(address: str = "mo@example.org", about: str = "replies", wish: Wish = Wish.NEWS) -> Contact:
    await ask_to_hear(address, about, "Every reply", wish, BASE, TODAY)
    return await Contact.get(address=address, about=about)


async def test_nobody_is_written_to_who_did_not_press_the_button():
    contact = await asked()
    mail = await Mail.get(to="mo@example.org")
    assert f"{BASE}/hear/{contact.id}/{token_of(contact)}" in mail.body
    assert await tell_contacts("replies", NEWS, BASE) == 0
    await confirm_contact(contact, TODAY)
    assert await tell_contacts("replies", NEWS, BASE) == 1
    told = await Mail.get(subject="Something new")
    assert f"{BASE}/hear/stop/{contact.id}/{token_of(contact)}" in told.body


async def test_the_same_news_is_one_mail_and_another_subject_is_not_told():
    contact = await asked()
    other = await asked("bo@example.org", "reply:another")
    for one in (contact, other):
        await confirm_contact(one, TODAY)
    await tell_contacts("replies", NEWS, BASE)
    await tell_contacts("replies", NEWS, BASE)
    told = await Mail.filter(subject="Something new").order_by("id")
    assert [mail.to for mail in told] == ["mo@example.org"]


async def test_nobody_can_fill_a_mailbox_by_asking_about_everything():
    for number in range(MOST_A_DAY):
        await asked("mo@example.org", f"reply:{number}")
    with pytest.raises(Refusal, match="many mails"):
        await asked("MO@example.org", "reply:more")
    assert await Mail.all().count() == MOST_A_DAY
    await asked("bo@example.org", "reply:more")


async def test_asking_again_fills_no_mailbox_and_tells_nothing():
    contact = await asked()
    await ask_to_hear("MO@example.org ", "replies", "Every reply", Wish.NEWS, BASE, TODAY)
    assert await Mail.all().count() == 1
    await ask_to_hear("mo@example.org", "replies", "Every reply", Wish.NEWS, BASE, TODAY + timedelta(days=2))
    assert await Mail.all().count() == 2
    await confirm_contact(contact, TODAY)
    await ask_to_hear("mo@example.org", "replies", "Every reply", Wish.NEWS, BASE, TODAY + timedelta(days=9))
    assert await Mail.all().count() == 2
    assert (await Contact.get()).state is ContactState.CONFIRMED


async def test_stopping_deletes_the_address_at_once():
    contact = await asked()
    await confirm_contact(contact, TODAY)
    await stop_contact(contact)
    assert not await Contact.exists()
    with pytest.raises(NotFound):
        await get_contact(contact.id, token_of(contact))


@pytest.mark.parametrize("is_confirmed", [True, False])
async def test_stopping_takes_back_mail_that_still_waits_and_no_other(is_confirmed):
    contact = await asked()
    other = await asked(about="reply:buses")
    for one in (contact, other) if is_confirmed else ():
        await confirm_contact(one, TODAY)
        await tell_contacts(one.about, NEWS, BASE)
    await stop_contact(contact)
    waiting = [mail.body for mail in await Mail.all().order_by("id")]
    assert len(waiting) == (2 if is_confirmed else 1)
    assert all(str(other.id) in body for body in waiting)


async def test_the_first_mail_already_holds_the_link_that_stops_it():
    contact = await asked(about="outcome:buses", wish=Wish.OUTCOME)
    assert f"{BASE}/hear/stop/{contact.id}/{token_of(contact)}" in (await Mail.get()).body


async def test_only_the_link_of_the_mail_opens_a_contact():
    contact = await asked()
    other = await asked("bo@example.org")
    assert (await get_contact(contact.id, token_of(contact))).id == contact.id
    for token in ("", "0" * 40, token_of(other), "ünïcode"):
        with pytest.raises(NotFound):
            await get_contact(contact.id, token)


async def test_whoever_asked_to_hear_once_is_told_once_and_deleted():
    contact = await asked(about="outcome:buses", wish=Wish.OUTCOME)
    await confirm_contact(contact, TODAY)
    assert await tell_contacts("outcome:buses", NEWS, BASE) == 1
    assert not await Contact.exists()
    assert "taken your address off our list" in (await Mail.get(subject="Something new")).body
    assert await tell_contacts("outcome:buses", NEWS, BASE) == 0


async def test_an_address_goes_on_its_day_by_itself(db):
    unconfirmed = await asked()
    kept = await asked("bo@example.org")
    await confirm_contact(kept, TODAY)

    async def forget_on(day: date) -> set[str]:
        await forget_contacts(db, datetime(day.year, day.month, day.day, 3, 30, tzinfo=LONDON))
        return {contact.address for contact in await Contact.all().order_by("id")}

    both = {unconfirmed.address, kept.address}
    assert await forget_on(TODAY + UNCONFIRMED - timedelta(days=1)) == both
    assert await forget_on(TODAY + UNCONFIRMED) == {kept.address}
    assert await forget_on(TODAY + LONGEST - timedelta(days=1)) == {kept.address}
    assert await forget_on(TODAY + LONGEST) == set()


def test_a_contact_points_at_nothing_and_nothing_points_at_it():
    """No key leads from an address to what anybody said, or back (D21)."""
    fields = Contact._meta.fields_map.values()
    assert not [field for field in fields if isinstance(field, ForeignKeyFieldInstance)]
    assert not Contact._meta.backward_fk_fields
    assert not Contact._meta.backward_o2o_fields
