"""The accounts of the demo county. Their one password is printed, so production refuses them."""

from dataclasses import dataclass
from datetime import datetime

from feedback.core.roles import Role
from feedback.demo.county import read_county
from feedback.people.accounts import add_account
from feedback.people.models import Account
from feedback.people.roles import grant_role


@dataclass(frozen=True)
class Staff:
    """The two who work on themes and replies. One writes, the other checks."""

    lead: Account
    second: Account


async def add_people(now: datetime) -> Staff:
    county = read_county()
    accounts = []
    for person in county["accounts"]:
        account, _ = await add_account(
            None, person["email"], person["name"], now, password=county["password"], must_change=False
        )
        for role in person["roles"]:
            await grant_role(None, account, Role(role), now)
        accounts.append(account)
    return Staff(accounts[0], accounts[1])
