"""Accounts of people who work here: adding, closing, and changing their passwords."""

import re
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.people import audit, passwords
from feedback.people.models import Account, StaffSession
from feedback.people.roles import LAST_ADMINISTRATOR, hold_administrators, is_last_administrator
from feedback.people.sessions import close_sessions

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
NO_PASSWORD = ""  # is the hash of none
TAKEN = "There is already an account with this email address."


async def add_account(
    by: Account | None,
    email: str,
    name: str,
    now: datetime,
    *,
    password: str | None = None,
    must_change: bool = True,
    by_link: bool = False,
) -> tuple[Account, str]:
    """A new account and its first password, made here unless one is given.

    `by_link`: its owner signs in by a link in a mail, and there is no password.
    """
    email, name = email.strip().lower(), " ".join(name.split())
    if not EMAIL.fullmatch(email) or len(email) > 254:
        raise Refusal("Write an email address, such as name@example.org.", "email")
    if not name or len(name) > 200:
        raise Refusal("Write the person's name, in 200 letters or fewer.", "name")
    if password is not None:
        passwords.check_new_password(password, email)
    first = "" if by_link else password or passwords.one_time_password()
    hashed = await passwords.hash_password(first) if first else NO_PASSWORD
    try:
        async with transaction():
            account = await Account.create(
                email=email,
                name=name,
                password_hash=hashed,
                must_change_password=must_change and not by_link,
                by_link=by_link,
                created_on=london_day(now),
            )
            await audit.record(by, "added an account", account, at=now)
    except IntegrityError:
        raise Refusal(TAKEN, "email") from None
    return await get_account(account.id), first


async def get_account(account_id: UUID) -> Account:
    """The account with its grants, ready to be asked what it may do."""
    account = await Account.all().prefetch_related("grants__organisation").get_or_none(id=account_id)
    if account is None:
        raise NotFound
    return account


async def find_account(email: str) -> Account | None:
    return await Account.all().prefetch_related("grants").get_or_none(email=email.strip().lower())


def all_accounts() -> QuerySet[Account]:
    return Account.all().order_by("state", "name", "id").prefetch_related("grants__organisation")


async def holders_of(role: Role) -> list[Account]:
    """Everybody active who holds the role for anything: whom to write to when work waits for it."""
    found = Account.filter(state=Account.ACTIVE, grants__role=role.value).distinct()
    return await found.order_by("name", "id").prefetch_related("grants")


async def change_password(
    account: Account, current: str, new: str, now: datetime, *, session: StaffSession | None = None
) -> None:
    """Whoever knows the current password may choose another. Every other browser is signed out."""
    if not await passwords.matches(account.password_hash, current):
        raise Refusal("This is not your password now. Try again.", "current")
    passwords.check_new_password(new, account.email)
    if new == current:
        raise Refusal("Choose a password that is not the one you have now.", "new")
    await _store_password(account, account, new, now, must_change=False, but=session)


async def reset_password(by: Account | None, account: Account, now: datetime) -> str:
    """A one-time password for someone who forgot theirs, given to them by a person who knows them."""
    if not account.is_active:
        raise Refusal("This account is closed. Add a new one.")
    if account.by_link:
        raise Refusal("This person signs in by a link that we mail to them. There is no password.")
    first = passwords.one_time_password()
    await _store_password(by, account, first, now, must_change=True, but=None)
    return first


async def _store_password(
    by: Account | None,
    account: Account,
    new: str,
    now: datetime,
    *,
    must_change: bool,
    but: StaffSession | None,
) -> None:
    hashed = await passwords.hash_password(new)
    async with transaction():
        await Account.filter(id=account.id).update(password_hash=hashed, must_change_password=must_change)
        await close_sessions(account, but=but)
        await audit.record(by, "changed a password", account, at=now)


async def close_account(by: Account | None, account: Account, now: datetime) -> None:
    """Nobody signs in with it again, at once and everywhere. What it did stays in the audit log."""
    async with transaction():
        await hold_administrators()
        if await is_last_administrator(account):
            raise Refusal(LAST_ADMINISTRATOR)
        if not await Account.filter(id=account.id, state=Account.ACTIVE).update(state=Account.CLOSED):
            raise Refusal("This account is already closed.")
        await close_sessions(account)
        await audit.record(by, "closed an account", account, at=now)
