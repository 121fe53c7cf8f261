"""Giving and taking away what an account may do."""

from datetime import datetime
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.people import audit
from feedback.people.models import Account, Organisation, RoleGrant

NOT_LIMITED = "An administrator looks after every account, so this role can't be limited. Choose everything."
OF_A_FORUM = "This account is a forum representative’s. It can hold no role of the council."
# A reader of a body sees the themes that it owns, and a representative speaks for one forum. Nothing else that
# people do here belongs to an organisation: consultations are everybody's, or one by one.
FOR_AN_ORGANISATION = (Role.READER, Role.FORUM)
NOT_FOR_AN_ORGANISATION = (
    "For an organisation the role can only be reader, who sees the themes that it owns. "
    "Choose a consultation, or everything."
)
LAST_ADMINISTRATOR = "This is the last administrator. Make someone else an administrator first."


async def grant_role(
    by: Account | None,
    account: Account,
    role: Role,
    now: datetime,
    *,
    consultation_id: UUID | None = None,
    organisation: Organisation | None = None,
) -> RoleGrant:
    """Let `account` be `role`: for everything, or for one consultation or organisation. Twice is once."""
    if not account.is_active:
        raise Refusal("This account is closed. Add a new one.")
    if consultation_id and organisation:
        raise Refusal("Choose a consultation or an organisation, not both.", "organisation")
    if role is Role.ADMINISTRATOR and (consultation_id or organisation):
        raise Refusal(NOT_LIMITED, "role")
    if organisation and role not in FOR_AN_ORGANISATION:
        raise Refusal(NOT_FOR_AN_ORGANISATION, "place")
    if account.by_link and role is not Role.FORUM:
        raise Refusal(OF_A_FORUM, "role")
    if role is Role.FORUM and organisation is None:
        raise Refusal("Say which forum or group this person speaks for.", "organisation")
    scope = scope_of(consultation_id, organisation)
    async with transaction():
        grant, is_new = await RoleGrant.get_or_create(
            {"consultation_id": consultation_id, "organisation": organisation},
            account=account,
            role=role.value,
            scope=scope,
        )
        if is_new:
            await audit.record(by, "gave a role", account, f"{role.value}, {scope}", at=now)
    return grant


async def revoke_role(by: Account | None, grant: RoleGrant, now: datetime) -> None:
    """Take a role away. Somebody must always be left who can give roles."""
    async with transaction():
        await hold_administrators()
        account = await Account.get(id=grant.account_id)
        if grant.role == Role.ADMINISTRATOR and await is_last_administrator(account):
            raise Refusal(LAST_ADMINISTRATOR)
        if await RoleGrant.filter(id=grant.id).delete():
            await audit.record(by, "took a role away", account, f"{grant.role}, {grant.scope}", at=now)


async def is_last_administrator(account: Account) -> bool:
    """Call it in a transaction that holds the administrators, or two may step down at the same moment."""
    administrators = RoleGrant.filter(role=Role.ADMINISTRATOR.value, account__state=Account.ACTIVE)
    holders = set(await administrators.order_by("id").values_list("account_id", flat=True))
    return holders == {account.id}


async def hold_administrators() -> None:
    """Locks the grants of administrators until the transaction ends; SQLite has one writer anyway."""
    await RoleGrant.filter(role=Role.ADMINISTRATOR.value).order_by("id").select_for_update()


async def get_grant(account: Account, grant_id: UUID) -> RoleGrant:
    grant = await RoleGrant.get_or_none(id=grant_id, account=account)
    if grant is None:
        raise NotFound
    return grant


def scope_of(consultation_id: UUID | None, organisation: Organisation | None) -> str:
    if consultation_id:
        return f"consultation {consultation_id}"
    return f"organisation {organisation.id}" if organisation else RoleGrant.EVERYTHING
