"""Adding a person from the command line: an account, its roles and what they are for, all or nothing."""

from collections.abc import Sequence
from itertools import product
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.clock import now
from feedback.core.commands import refuse_unmigrated
from feedback.core.database import close_database, open_database, transaction
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.people.accounts import add_account
from feedback.people.models import Organisation
from feedback.people.roles import grant_role


async def add_with_roles(
    settings: Settings,
    email: str,
    name: str,
    roles: Sequence[Role],
    consultation_slugs: Sequence[str],
    organisation_slug: str | None,
    password: str | None,
) -> str:
    """The new account's first password. One that was given is the person's own, and need not be changed."""
    await refuse_unmigrated(settings)
    await open_database(settings)
    try:
        only_for = [(await _find_consultation(slug)).id for slug in consultation_slugs]
        places: list[UUID | None] = [*only_for] if only_for else [None]
        organisation = await _find_organisation(organisation_slug) if organisation_slug else None
        moment = now()
        async with transaction():
            account, first = await add_account(
                None, email, name, moment, password=password, must_change=password is None
            )
            for role, place in product(roles, places):
                await grant_role(
                    None, account, role, moment, consultation_id=place, organisation=organisation
                )
        return first
    finally:
        await close_database()


async def _find_consultation(slug: str) -> Consultation:
    found = await Consultation.get_or_none(slug=slug)
    if found is None:
        raise Refusal(f"There is no consultation called {slug}.")
    return found


async def _find_organisation(slug: str) -> Organisation:
    found = await Organisation.get_or_none(slug=slug)
    if found is None:
        raise Refusal(f"There is no organisation called {slug}.")
    return found
