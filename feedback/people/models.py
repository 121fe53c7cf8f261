"""Who works here: organisations, accounts, what each may do, where they are signed in, and what they did."""

from collections.abc import Iterable
from typing import Any, NoReturn
from uuid import UUID

from tortoise import fields
from tortoise.manager import Manager
from tortoise.queryset import QuerySet

from feedback.core.clock import LONDON
from feedback.core.models import Base
from feedback.core.roles import Role


class Organisation(Base):
    """A council, a school, a parent carer forum: whoever an account speaks or works for."""

    slug = fields.CharField(max_length=80, unique=True)
    name = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=40, default="council")

    class Meta:
        app = "heard"
        table = "organisation"
        ordering = ["name", "id"]


class Account(Base):
    """A person who works with what others said. People who answer have no account."""

    ACTIVE = "active"
    CLOSED = "closed"

    name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254, unique=True)  # always lower case
    password_hash = fields.CharField(max_length=255)
    state = fields.CharField(max_length=10, default=ACTIVE)
    must_change_password = fields.BooleanField(default=False)
    by_link = fields.BooleanField(
        default=False, db_default=False
    )  # signs in by a link in a mail, never by a password
    created_on = fields.DateField()

    grants: fields.ReverseRelation["RoleGrant"]

    class Meta:
        app = "heard"
        table = "account"
        ordering = ["name", "id"]

    @property
    def is_active(self) -> bool:
        return self.state == self.ACTIVE

    def may(self, role: Role, consultation: object = None) -> bool:
        """Whether this account holds `role`: anywhere at all, or for `consultation` (the row, or its id).

        "Anywhere" opens a page; a page that shows one consultation asks again with it. The grants must be
        loaded (`accounts.get_account` and every signed-in request do that), so that a template can ask too.
        """
        held = [grant for grant in self.grants if grant.role == role]
        return self.is_active and any(grant.covers(consultation) for grant in held)

    def may_any(self, roles: Iterable[Role], consultation: object = None) -> bool:
        return any(self.may(role, consultation) for role in roles)

    def limited_to(self, role: Role) -> set[UUID] | None:
        """The consultations that a holder of `role` is limited to; None means all of them."""
        held = [grant for grant in self.grants if grant.role == role]
        if any(grant.is_for_everything for grant in held):
            return None
        return {grant.consultation_id for grant in held if grant.consultation_id}

    def organisations_for(self, role: Role) -> set[UUID] | None:
        """The organisations that a holder of `role` is limited to; None means all of them."""
        held = [grant for grant in self.grants if grant.role == role]
        if any(grant.is_for_everything for grant in held):
            return None
        return {grant.organisation_id for grant in held if grant.organisation_id}

    def __str__(self) -> str:
        return self.name


class RoleGrant(Base):
    """One role of one account: for everything, for one consultation or for one organisation.

    `consultation_id` is a plain UUID, because consultations stand above people and foreign keys point down.
    The id of a consultation is never given out twice, so a grant that outlives its own opens nothing.

    `scope` says the same once more, as one word that is never null: both databases let any number of nulls
    past a unique key, and the same grant could be stored twice.
    """

    EVERYTHING = "all"

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="grants", on_delete=fields.CASCADE
    )
    role = fields.CharField(max_length=20)
    consultation_id = fields.UUIDField(null=True)
    organisation: fields.ForeignKeyNullableRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="grants", null=True, on_delete=fields.CASCADE
    )
    scope = fields.CharField(max_length=60, default=EVERYTHING)

    account_id: Any
    organisation_id: Any

    class Meta:
        app = "heard"
        table = "role_grant"
        unique_together = [("account", "role", "scope")]
        ordering = ["role", "scope", "id"]

    @property
    def is_for_everything(self) -> bool:
        return self.scope == self.EVERYTHING

    def covers(self, consultation: object) -> bool:
        """A grant for an organisation covers no consultation: it is for what that organisation owns or says."""
        if consultation is None or self.is_for_everything:
            return True
        return str(getattr(consultation, "id", consultation)) == str(self.consultation_id)


class StaffSession(Base):
    """One browser in which an account is signed in. It holds only the cookie's hash."""

    token_hash = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="sessions", on_delete=fields.CASCADE
    )
    created = fields.DatetimeField()
    last_seen = fields.DatetimeField()
    expires = fields.DatetimeField(db_index=True)
    flash: list[str] = fields.JSONField(default=list)
    data: dict[str, Any] = fields.JSONField(default=dict)

    account_id: Any

    class Meta:
        app = "heard"
        table = "staff_session"
        ordering = ["-last_seen", "id"]


class AppendOnly(RuntimeError):
    """Someone tried to change or remove what may only be added to. Always a bug, so not a Refusal."""


class AppendOnlyQuerySet(QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Audit entries are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Audit entries are never deleted.")


class AppendOnlyRows(Manager):
    def get_queryset(self) -> AppendOnlyQuerySet:
        return AppendOnlyQuerySet(self._model)


class AuditEntry(Base):
    """What an account did or opened, and when. Rows are added and never changed; no row holds anyone's words.

    The actor's name is written down, not looked up, so that the log still reads true after a change of name.
    An account with entries cannot be deleted, only closed.
    """

    at = fields.DatetimeField(db_index=True)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="audit_entries", null=True, on_delete=fields.RESTRICT
    )
    actor_name = fields.CharField(max_length=200)
    action = fields.CharField(max_length=60)
    subject_kind = fields.CharField(max_length=60)
    subject_id = fields.CharField(max_length=64)
    detail = fields.CharField(max_length=200, default="")

    account_id: Any

    class Meta:
        app = "heard"
        table = "audit_entry"
        ordering = ["-at", "id"]
        manager = AppendOnlyRows()

    @property
    def london_time(self) -> str:
        return f"{self.at.astimezone(LONDON):%H:%M}"

    async def save(self, *args: Any, **kwargs: Any) -> None:
        if self._saved_in_db:
            raise AppendOnly("Audit entries are never changed.")
        await super().save(*args, **kwargs)

    async def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Audit entries are never deleted.")

    @classmethod
    def bulk_update(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Audit entries are never changed.")
