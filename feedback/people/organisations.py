"""Organisations that accounts speak or work for."""

import re
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people import audit
from feedback.people.models import Account, Organisation


async def add_organisation(by: Account | None, name: str, kind: str, now: datetime) -> Organisation:
    name = " ".join(name.split())
    slug = slug_for(name)
    if not slug:
        raise Refusal("Write the name of the organisation.", "name")
    try:
        async with transaction():
            organisation = await Organisation.create(slug=slug, name=name, kind=kind)
            await audit.record(by, "added an organisation", organisation, at=now)
    except IntegrityError:
        raise Refusal("There is already an organisation with this name.", "name") from None
    return organisation


def slug_for(name: str) -> str:
    """The same for two ways to type one name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80]


async def get_organisation(organisation_id: UUID) -> Organisation:
    organisation = await Organisation.get_or_none(id=organisation_id)
    if organisation is None:
        raise NotFound
    return organisation


def all_organisations() -> QuerySet[Organisation]:
    return Organisation.all().order_by("name", "id")
