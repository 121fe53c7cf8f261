"""Opening a page changes nothing but sessions, the audit log and the counts of visits."""

import hashlib

from tortoise import context
from tortoise.models import Model

from feedback.core.database import APP
from feedback.core.roles import Role
from tests.contracts.county import acting_for, make_county, routes_of
from tests.web import make_account

MAY_CHANGE = {"StaffSession", "AuditEntry", "RateCount", "MetricSnapshot"}


def all_models() -> list[type[Model]]:
    current = context.get_current_context()
    assert current is not None
    assert current.apps is not None
    return [model for name, model in sorted(current.apps[APP].items()) if name not in MAY_CHANGE]


async def contents() -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a hash of all that stands in them."""
    found = {}
    for model in all_models():
        rows = sorted(repr(sorted(row.items())) for row in await model.all().values())
        found[model.__name__] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


async def test_no_get_changes_anything(app, db, client, sign_in):
    uploader = await sign_in(*Role)
    county = await make_county(db, uploader)
    await make_account(Role.READER)
    before = await contents()
    assert sum(1 for rows, _ in before.values() if rows) > 25
    opened = 0
    for route in routes_of(app):
        if "GET" not in route.methods:
            continue
        address = county.address_of(route)
        for method in ("GET", "HEAD"):
            with acting_for(client, county, route):
                answer = await client.request(method, address)
            assert answer.status_code in (200, 303), (method, route.name, answer.status_code)
        opened += answer.status_code == 200
        after = await contents()
        changed = [name for name in before if before[name] != after[name]]
        assert changed == [], f"GET {route.name} changes {changed}"
    assert opened > 50


async def test_a_followed_receipt_changes_nothing(db, client):
    county = await make_county(db, await make_account(Role.EDITOR))
    await client.get(f"/r/{county.codes['live']}")
    before = await contents()
    page = await client.get("/receipt")
    assert "Late buses" in page.text
    assert await contents() == before
