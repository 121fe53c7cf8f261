"""Signing in, the start page of staff, accounts, the audit log, and what a machine asks about our health."""

from feedback.core.roles import Role
from feedback.kit.rendering import NavLink
from feedback.people.views import accounts, log, organisations, own_account, service, signing_in, start

routes = [
    *service.routes,
    *signing_in.routes,
    *start.routes,
    *own_account.routes,
    *accounts.routes,
    *organisations.routes,
    *log.routes,
]

nav = (
    NavLink("Start", "staff_start"),
    NavLink("Accounts", "accounts", (Role.ADMINISTRATOR,)),
    NavLink("Audit log", "audit_log", (Role.ADMINISTRATOR,)),
)
