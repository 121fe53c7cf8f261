"""Where an account is signed in. Each session is a row, so it can be ended from here at any moment."""

import secrets
from datetime import datetime, timedelta

from feedback.core.keyed import keyed_hash
from feedback.core.settings import Settings
from feedback.people.models import Account, StaffSession

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=5)


async def open_session(account: Account, now: datetime) -> str:
    """A session for `account`; gives the secret for the cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    await StaffSession.create(
        token_hash=hash_of(token), account=account, created=now, last_seen=now, expires=now + LONGEST
    )
    return token


async def find_session(token: str, now: datetime) -> StaffSession | None:
    """The session of a cookie, with its account and grants, unless it ended, lay idle or the account closed.

    When it was last seen is written down once in five minutes only, so that opening a page is no write.
    """
    session = (
        await StaffSession.filter(
            token_hash=hash_of(token), expires__gt=now, last_seen__gt=now - LONGEST_IDLE
        )
        .order_by("id")
        .prefetch_related("account__grants")
        .first()
    )
    if session is None or not session.account.is_active:
        return None
    if now - session.last_seen > SEEN_EVERY:
        await StaffSession.filter(id=session.id).update(last_seen=now)
    return session


async def close_session(token: str) -> None:
    await StaffSession.filter(token_hash=hash_of(token)).delete()


async def close_sessions(account: Account, *, but: StaffSession | None = None) -> int:
    """End every session of the account, or every one but the one that asks; gives how many."""
    sessions = StaffSession.filter(account=account)
    return await (sessions.exclude(id=but.id) if but else sessions).delete()


async def forget_old_sessions(settings: Settings, now: datetime) -> None:
    await StaffSession.filter(expires__lte=now).delete()


def hash_of(token: str) -> str:
    return keyed_hash("staff-session", token)
