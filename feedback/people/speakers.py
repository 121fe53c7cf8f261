"""Who speaks for a forum. Whoever holds a role of the council speaks for none, whatever else was given to them:
a forum's yes under the council's own words is worth something only if the council cannot say it (D53)."""

from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from feedback.core.roles import STAFF, Role
from feedback.people.models import Account, Organisation, RoleGrant


def spoken_for(account: Account) -> set[UUID]:
    """The forums that this account speaks for."""
    return set() if account.may_any(STAFF) else account.organisations_for(Role.FORUM) or set()


async def speakers_of(forum: Organisation) -> list[Account]:
    speakers = Account.filter(
        id__in=Subquery(_grants().filter(organisation_id=forum.id).values("account_id"))
    )
    return await speakers.order_by("id")


async def forums_with_speakers() -> list[Organisation]:
    forums = Organisation.filter(id__in=Subquery(_grants().values("organisation_id")))
    return await forums.order_by("name", "id")


def _grants() -> QuerySet[RoleGrant]:
    of_council = RoleGrant.filter(role__in=[role.value for role in STAFF])
    return RoleGrant.filter(
        role=Role.FORUM.value,
        organisation_id__isnull=False,
        account__state=Account.ACTIVE,
        account_id__not_in=Subquery(of_council.values("account_id")),
    )
