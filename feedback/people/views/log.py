"""The audit log, for administrators."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.paging import page_of
from feedback.kit.rendering import render
from feedback.people import audit


async def show_log(request: Request) -> Response:
    page = await page_of(audit.entries(), request, 100)
    return render(request, "people/audit_log.html", page=page)


routes = [staff("/staff/audit", show_log, "audit_log", Role.ADMINISTRATOR)]
