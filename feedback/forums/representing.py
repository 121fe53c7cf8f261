"""Who speaks for a forum. The council invites by mail and can end it; what they write is closed to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import Forbidden, NotFound, Refusal
from feedback.core.roles import STAFF, Role
from feedback.forums.mailing import mail_invitation, tell_representatives
from feedback.forums.models import Representative
from feedback.people.accounts import add_account, find_account
from feedback.people.audit import record
from feedback.people.models import Account, Organisation, RoleGrant
from feedback.people.organisations import get_organisation
from feedback.people.roles import grant_role, revoke_role, scope_of
from feedback.people.sessions import close_sessions

OF_THE_COUNCIL = (
    "This address belongs to an account of the council. A forum needs people who do not work for the council."
)
TAKEN = "This person speaks for a forum already."
NOT_A_FORUM = "Choose a forum or group. The council and those who run services can't send a forum view."
# Who may speak for many: kinds that an administrator chooses, and kinds of partners that the strategy names.
MAY_SEND_VIEWS = (
    "forum",
    "youth_forum",
    "voluntary",
    "parent_carer_forum",
    "parent_carer_group",
    "user_participation_group",
)


async def invite_representative(
    by: Account,
    organisation: Organisation,
    email: str,
    name: str,
    now: datetime,
    *,
    is_officer: bool,
    site: str,
) -> Representative:
    """An account that signs in by mailed links, bound to this forum. The others of the forum are told."""
    if organisation.kind not in MAY_SEND_VIEWS:
        raise Refusal(NOT_A_FORUM, "organisation")
    account = await find_account(email)
    if account is not None and not account.by_link:
        raise Refusal(OF_THE_COUNCIL, "email")
    async with transaction():
        if account is None:
            account, _ = await add_account(by, email, name, now, by_link=True)
        seat = await _seat(by, account, organisation, is_officer, now)
        await grant_role(by, account, Role.FORUM, now, organisation=organisation)
        await record(by, "forum.invite", seat, "officer" if is_officer else "", at=now)
        key = f"forum-invitation {seat.id} {now.isoformat()}"
        await mail_invitation(account.email, organisation.name, site, key)
        await tell_representatives(
            organisation,
            f"Somebody new can speak for {organisation.name}",
            site,
            f"forum-new {seat.id} {now.isoformat()}",
            but=[account.id],
        )
    return seat


async def _seat(
    by: Account, account: Account, organisation: Organisation, is_officer: bool, now: datetime
) -> Representative:
    """A seat of somebody whose seat was ended is theirs again, for whichever forum they speak for now."""
    told: dict[str, Any] = {
        "organisation_id": organisation.id,
        "is_officer": is_officer,
        "invited_by_id": by.id,
        "invited_on": london_day(now),
        "first_here_on": None,
        "ended_on": None,
    }
    seat = await Representative.get_or_none(account_id=account.id)
    if seat is None:
        return await Representative.create(account_id=account.id, **told)
    if not await Representative.filter(id=seat.id, ended_on__isnull=False).update(**told):
        raise Refusal(TAKEN, "email")
    return await Representative.get(id=seat.id)


async def end_representative(by: Account, seat: Representative, now: datetime) -> None:
    """They are signed out everywhere at once and get no more links. What they wrote stays the forum's."""
    async with transaction():
        ended = Representative.filter(id=seat.id, ended_on=None)
        if not await ended.update(ended_on=london_day(now)):
            raise Refusal("This person does not speak for the forum any more.")
        account = await Account.get(id=seat.account_id)
        organisation = await Organisation.get(id=seat.organisation_id)
        for grant in await RoleGrant.filter(account=account, scope=scope_of(None, organisation)):
            await revoke_role(by, grant, now)
        await close_sessions(account)
        await record(by, "forum.end", seat, at=now)


async def get_seat(seat_id: UUID) -> Representative:
    seat = await Representative.get_or_none(id=seat_id).prefetch_related("account", "organisation")
    if seat is None:
        raise NotFound
    return seat


async def own_seat(account: Account) -> Representative:
    """For which forum this account speaks. The one way into a workspace.

    Whoever holds any role of the council stays outside, also if somebody gave them the role of a
    representative: a workspace is the forum's own.
    """
    if account.may_any(STAFF):
        raise Forbidden
    seat = await Representative.get_or_none(account_id=account.id, ended_on=None).prefetch_related(
        "organisation"
    )
    if seat is None or seat.organisation_id not in (account.organisations_for(Role.FORUM) or set()):
        raise NotFound
    return seat


async def people_of(organisation: Organisation) -> list[Representative]:
    """Who speaks for it now. Its own page shows them with who invited them, so that a stranger is seen."""
    found = Representative.filter(organisation_id=organisation.id, ended_on=None)
    return await found.order_by("account__name", "id").prefetch_related("account", "invited_by")


async def all_representatives() -> list[Representative]:
    found = Representative.filter(ended_on=None)
    return await found.order_by("organisation__name", "account__name", "id").prefetch_related(
        "account", "organisation"
    )


async def forums() -> list[Organisation]:
    """Organisations that may have representatives: none that runs a service, whatever kind it is."""
    return await Organisation.filter(kind__in=MAY_SEND_VIEWS).order_by("name", "id")


async def get_forum(organisation_id: UUID) -> Organisation:
    return await get_organisation(organisation_id)


async def check_officer(account: Account, organisation_id: UUID) -> None:
    officers = Representative.filter(
        account_id=account.id, organisation_id=organisation_id, ended_on=None, is_officer=True
    )
    if not await officers.exists():
        raise Refusal("Only an officer of your forum can do this. Ask one of them.")
