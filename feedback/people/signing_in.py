"""Signing in and out, slowed down for whoever guesses."""

from datetime import datetime

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.rates import TooOften, count, seconds_left
from feedback.people import audit, passwords
from feedback.people.models import Account, StaffSession
from feedback.people.sessions import close_session, close_sessions, open_session

WINDOW = 15 * 60
MOST_FOR_ONE_ACCOUNT = 10
MOST_FROM_ONE_ADDRESS = 50
WRONG = "We do not know this email address and password. Check both and try again."


async def sign_in(email: str, password: str, hashed_address: str, now: datetime) -> str:
    """A new session for who knows the password; gives the secret for its cookie.

    An unknown address takes as long, counts as much and gets the same sentence as a wrong password, so that
    nobody can find out who works here. Each try is counted before the password is looked at, since a thousand
    tries sent at once would otherwise all find the count at nought; a right password takes its own back.
    """
    email = email.strip().lower()
    counted = (
        (keyed_hash("sign-in", email), MOST_FOR_ONE_ACCOUNT),
        (keyed_hash("sign-in-address", hashed_address), MOST_FROM_ONE_ADDRESS),
    )
    for key, most in counted:
        if await count(key, 1, now, WINDOW) > most:
            raise TooOften(seconds_left(now, WINDOW))
    account = await Account.filter(email=email, state=Account.ACTIVE, by_link=False).order_by("id").first()
    if not await passwords.matches(account.password_hash if account else None, password) or account is None:
        raise Refusal(WRONG)
    for key, _ in counted:
        await count(key, -1, now, WINDOW)
    await _freshen_hash(account, password)
    async with transaction():
        await audit.record(account, "signed in", account, at=now)
        return await open_session(account, now)


async def _freshen_hash(account: Account, password: str) -> None:
    """Hashes become dearer over the years; the password is at hand only now."""
    if passwords.needs_rehash(account.password_hash):
        before = account.password_hash
        fresh = await passwords.hash_password(password)
        await Account.filter(id=account.id, password_hash=before).update(password_hash=fresh)


async def sign_out(token: str) -> None:
    await close_session(token)


async def sign_out_everywhere(account: Account, now: datetime, *, but: StaffSession | None = None) -> int:
    async with transaction():
        ended = await close_sessions(account, but=but)
        await audit.record(account, "signed out everywhere", account, at=now)
    return ended
