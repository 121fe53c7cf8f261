"""Leave an address, confirm it, stop it; and the one way by which mail goes to those who asked for it.

Nobody is written to who did not press the button in the first mail. Each mail holds the link that stops it.
A row is deleted when its work is done, or on its day, whichever comes first (D21, D27).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from feedback.contacts.models import Contact, ContactState, Wish
from feedback.core.clock import london_day, long_date
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.outbox import drop_waiting_mail, queue_mail
from feedback.core.settings import Settings

UNCONFIRMED = timedelta(days=7)
LONGEST = timedelta(days=730)
MOST_A_DAY = 10  # mails with a button to one mailbox, whoever asks for them
ENOUGH_TODAY = (
    "We sent many mails to this address today. Press the button in one of them, or ask again tomorrow."
)

CONFIRM_SUBJECT = "Press one button if you want to hear from us"
CONFIRM_BODY = """Somebody asked us to write to this address about: {title}

If that was you, open this page and press the button: {confirm}

If it was not you, do nothing. We delete this address on {until} and write no more.

Whenever you do not want to hear from us any more, stop it here. We then delete this address: {stop}
"""
FOOT = """
--
You asked us to write to you about: {title}
"""
GOES_ON = "We write when there is something new. Stop now, with one button: {stop}\n"
WAS_ONCE = "This is the only mail about it. We have taken your address off our list.\n"


@dataclass(frozen=True)
class News:
    """What there is to tell. `key` makes it one mail for each address, however often it is told."""

    subject: str
    body: str
    key: str


async def ask_to_hear(address: str, about: str, title: str, wish: Wish, base_url: str, today: date) -> None:
    """Send one mail with a button. Whoever is on the list already learns nothing from asking again."""
    once = keyed_hash("contact", f"{address.strip().lower()} {about}")
    asked = Contact(
        address=address.strip(),
        about=about,
        title=title[:200],
        wish=wish,
        once=once,
        asked_on=today,
        goes_on=today + UNCONFIRMED,
    )
    async with transaction():
        await Contact.bulk_create([asked], ignore_conflicts=True)
        contact = await Contact.get(once=once)
        if contact.state is ContactState.CONFIRMED:
            return
        if contact.asked_on != today:
            contact.asked_on, contact.goes_on = today, today + UNCONFIRMED
            await contact.save(update_fields=["asked_on", "goes_on"])
        body = CONFIRM_BODY.format(
            title=contact.title,
            confirm=_link(contact, "hear", base_url),
            stop=_link(contact, "hear/stop", base_url),
            until=long_date(contact.goes_on),
        )
        # The same address asked again on the same day gets no second mail: nobody's mailbox can be filled.
        asked_today = Contact.filter(
            address__iexact=contact.address, asked_on=today, state=ContactState.ASKED
        )
        if await asked_today.count() > MOST_A_DAY:
            raise Refusal(ENOUGH_TODAY, "address")
        await queue_mail(contact.address, CONFIRM_SUBJECT, body, key=f"hear-{contact.id}-{today}")


async def get_contact(contact_id: UUID, token: str) -> Contact:
    """Whoever has the link of a mail. A row that is gone and a wrong token look the same."""
    contact = await Contact.get_or_none(id=contact_id)
    if contact is None or not compare_digest(token.encode(), token_of(contact).encode()):
        raise NotFound
    return contact


async def confirm_contact(contact: Contact, today: date) -> None:
    """The owner of the mailbox pressed the button. Twice is once."""
    async with transaction():
        await Contact.filter(id=contact.id, state=ContactState.ASKED).update(
            state=ContactState.CONFIRMED, confirmed_on=today, goes_on=today + LONGEST
        )
        if not await Contact.filter(id=contact.id).exists():
            raise Refusal("We deleted this address meanwhile. Ask again if you still want to hear from us.")


async def stop_contact(contact: Contact) -> None:
    """The address is gone at once, and so is every mail to it about this that still waits."""
    async with transaction():
        await Contact.filter(id=contact.id).delete()
        # Each mail of ours holds a link with the contact's own number, and no other mail does.
        await drop_waiting_mail(contact.address, f"/{contact.id}/")


async def tell_contacts(about: str, news: News, base_url: str) -> int:
    """Write to everybody who confirmed; gives to how many. Whoever asked to hear once is deleted with it."""
    async with transaction():
        contacts = await Contact.filter(about=about, state=ContactState.CONFIRMED).order_by("id")
        for contact in contacts:
            key = f"told-{keyed_hash('told', f'{contact.once} {news.key}')}"
            body = news.body + _foot_of(contact, base_url)
            await queue_mail(contact.address, news.subject, body, key=key)
        done = [contact.id for contact in contacts if contact.wish is Wish.OUTCOME]
        await Contact.filter(id__in=done).delete()
    return len(contacts)


async def forget_contacts(settings: Settings, now: datetime) -> int:
    """What the scheduler calls, once a day: addresses whose day has come."""
    async with transaction():
        return await Contact.filter(goes_on__lte=london_day(now)).delete()


def token_of(contact: Contact) -> str:
    """Only this server can make it, and no table holds it."""
    return keyed_hash("contact-link", str(contact.id))[:40]


def _foot_of(contact: Contact, base_url: str) -> str:
    foot = FOOT.format(title=contact.title)
    if contact.wish is Wish.OUTCOME:
        return foot + WAS_ONCE
    return foot + GOES_ON.format(stop=_link(contact, "hear/stop", base_url))


def _link(contact: Contact, page: str, base_url: str) -> str:
    return f"{base_url}/{page}/{contact.id}/{token_of(contact)}"
