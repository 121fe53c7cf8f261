"""Signing in by a link in a mail: it works once, for a short time, and only after a button is pressed.

Scanners of mail open every link, so opening one changes nothing.
"""

import secrets
from datetime import datetime, timedelta

from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.rates import TooOften, count, seconds_left
from feedback.core.settings import Settings
from feedback.forums.mailing import mail_link
from feedback.forums.models import Representative, SignInLink
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.people.sessions import open_session

MINUTES = 20
WINDOW = 15 * 60
MOST_FOR_ONE_ADDRESS = 5
KEPT = timedelta(days=1)
USED = "This link has been used, or is too old. Ask for a new one."


async def ask_for_link(email: str, site: str, now: datetime) -> None:
    """Mail a link to whoever speaks for a forum. Nobody can see from here whether somebody does."""
    email = email.strip().lower()
    if await count(keyed_hash("forum-link", email), 1, now, WINDOW) > MOST_FOR_ONE_ADDRESS:
        raise TooOften(seconds_left(now, WINDOW))
    seat = await Representative.get_or_none(
        account__email=email, account__state=Account.ACTIVE, account__by_link=True, ended_on=None
    ).prefetch_related("account", "organisation")
    if seat is None:
        return
    token, link = await make_link(seat, now)
    address = f"{site}/forum/link/{token}"
    await mail_link(seat.account.email, seat.organisation.name, address, MINUTES, f"forum-link {link.id}")


async def make_link(seat: Representative, now: datetime) -> tuple[str, SignInLink]:
    token = secrets.token_urlsafe(32)
    expires = now + timedelta(minutes=MINUTES)
    link = await SignInLink.create(token_hash=hash_of(token), representative_id=seat.id, expires=expires)
    return token, link


async def get_link(token: str, now: datetime) -> SignInLink:
    """A link that would still work. Looking at it does not use it up."""
    link = await SignInLink.get_or_none(
        token_hash=hash_of(token), used_at=None, expires__gt=now
    ).prefetch_related("representative__account", "representative__organisation")
    if link is None or link.representative.ended_on or not link.representative.account.is_active:
        raise NotFound
    return link


async def use_link(link: SignInLink, now: datetime) -> str:
    """Sign in, once; gives the secret for the session's cookie."""
    account = link.representative.account
    async with transaction():
        if not await SignInLink.filter(id=link.id, used_at=None, expires__gt=now).update(used_at=now):
            raise Refusal(USED)
        seats = Representative.filter(id=link.representative_id, ended_on=None)
        if not await seats.exists():
            raise Refusal(USED)
        await seats.filter(first_here_on=None).update(first_here_on=london_day(now))
        await record(account, "signed in by link", account, at=now)
        return await open_session(account, now)


async def forget_old_links(settings: Settings, now: datetime) -> None:
    async with transaction():
        await SignInLink.filter(expires__lt=now - KEPT).delete()


def hash_of(token: str) -> str:
    return keyed_hash("sign-in-link", token)
