"""Accounts for tests that need a person and no sign-in."""

from datetime import date
from uuid import uuid4

from feedback.core.roles import STRATEGY_LEAD, Role
from feedback.people.models import Account, RoleGrant


async def make_account(*roles: Role, name: str = "Ada Strategy") -> Account:
    account = await Account.create(
        name=name,
        email=f"{uuid4().hex[:8]}@example.org",
        password_hash="not a hash, so nobody can sign in",
        created_on=date(2026, 3, 2),
    )
    for role in roles or STRATEGY_LEAD:
        await RoleGrant.create(account=account, role=role)
    await account.fetch_related("grants")
    return account
