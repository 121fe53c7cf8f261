"""A role for one consultation opens nothing of another, whichever way the address is put together."""

import pytest

from feedback.core.roles import Role
from feedback.kit.access import Entrance
from tests.contracts.county import is_about_rows, is_of_forums, make_county, routes_of
from tests.contracts.rows import MARKS
from tests.contracts.test_reading import contents
from tests.makers.consultations import make_consultation
from tests.makers.forums import come_in, make_forum

OF_CONSULTATIONS = tuple(role for role in Role if role not in (Role.ADMINISTRATOR, Role.FORUM))
OF_ACCOUNTS = (Role.ADMINISTRATOR,)
# Of no one consultation, so that a grant that is for one only opens nothing of them.
COUNTY_WIDE = (
    "/staff/developments",
    "/staff/promises",
    "/staff/strategies",
    "/staff/old-priorities",
    "/staff/old-lines",
    "/staff/overview",
    "/staff/priorities",
    "/staff/lines",
    "/staff/yearly",
    "/staff/calendar",
    "/staff/evidence",
    "/staff/youth-forum",
)


def of_one_consultation(app) -> list[Entrance]:
    return [
        route
        for route in routes_of(app)
        if route.needs is not None
        and is_about_rows(route)
        and route.needs != OF_ACCOUNTS
        and not is_of_forums(route)
    ]


def is_of_the_county(route: Entrance) -> bool:
    return route.name == "add_consultation" or route.path.startswith(COUNTY_WIDE)


def methods_of(route: Entrance) -> list[str]:
    return sorted(route.methods & {"GET", "POST"})


async def test_grants_for_another_consultation_open_nothing_here(app, db, client, sign_in):
    owner = await sign_in(*Role)
    county = await make_county(db, owner)
    routes = of_one_consultation(app)
    assert len(routes) > 50
    other = await make_consultation()
    await sign_in(*OF_CONSULTATIONS, consultation=other)
    before = await contents()
    for route in routes:
        for method in methods_of(route):
            answer = await client.request(method, county.address_of(route))
            assert (answer.status_code, method, route.name) == (403, method, route.name)
            assert not any(mark in answer.text for mark in MARKS)
    assert await contents() == before


async def test_ids_of_another_consultation_are_not_found_under_ones_own(app, db, client, sign_in):
    """The address names a consultation of mine and a theme, comment or quote of somebody else's."""
    theirs = await make_county(db, await sign_in(*Role))
    mine = await make_county(db, await sign_in(*Role))
    await sign_in(*OF_CONSULTATIONS, consultation=mine.consultation)
    mixed = [route for route in of_one_consultation(app) if "slug" in route.param_convertors]
    mixed = [route for route in mixed if len(route.param_convertors) > 1 and "{key}" not in route.path]
    mine.ids = theirs.ids
    before = await contents()
    tried = 0
    for route in mixed:
        if not any(name.endswith("_id") for name in route.param_convertors):
            continue
        for method in methods_of(route):
            answer = await client.request(method, mine.address_of(route))
            assert (answer.status_code, method, route.name) == (404, method, route.name)
            tried += 1
    assert tried >= 10
    assert await contents() == before


async def test_with_the_grant_for_it_the_same_addresses_are_open(app, db, client, sign_in):
    owner = await sign_in(*OF_CONSULTATIONS)
    county = await make_county(db, owner)
    for route in of_one_consultation(app):
        if "GET" in route.methods:
            answer = await client.get(county.address_of(route))
            assert (answer.status_code, route.name) == (200, route.name)


@pytest.mark.parametrize("roles", [(), *[(role,) for role in Role]], ids=lambda it: "+".join(it) or "none")
async def test_one_role_opens_its_own_pages_with_real_rows_and_no_others(app, db, client, sign_in, roles):
    county = await make_county(db, await sign_in(Role.EDITOR))
    await sign_in(*roles, consultation=county.consultation)
    for route in [route for route in routes_of(app) if route.needs and not is_of_forums(route)]:
        answer = await client.get(county.address_of(route)) if "GET" in route.methods else None
        if answer is None or route.name in ("import_columns", "import_preview", "code_check"):
            continue  # a file that waits belongs to whoever sent it, and a sample to its two people
        is_open = bool(set(route.needs) & set(roles))
        of_forums = route.name == "forums" and roles == (Role.EDITOR,)
        if is_of_the_county(route) or of_forums:
            is_open = False  # a new one, and a forum, belong to no grant that is for one only
        assert (answer.status_code, route.name) == (200 if is_open else 403, route.name)


async def test_a_forums_pages_open_for_its_own_people_and_for_nobody_else(app, db, client, sign_in):
    county, other = await make_county(db, await sign_in(*Role)), await make_forum()
    routes = [route for route in routes_of(app) if is_of_forums(route)]
    assert len(routes) > 12
    own = [route for route in routes if is_about_rows(route)]
    everything = await sign_in(*Role)  # with the role of a forum beside those of the council
    before = await contents()
    for account, reached, wanted in ((everything, routes, 403), (other.first, own, 404)):
        await come_in(client, account)
        for route in reached:
            for method in methods_of(route):
                answer = await client.request(method, county.address_of(route))
                assert (answer.status_code, method, route.name) == (wanted, method, route.name)
                assert not any(mark in answer.text for mark in MARKS)
    assert await contents() == before
    await come_in(client, county.representative)
    for route in routes:
        if "GET" in route.methods:
            answer = await client.get(county.address_of(route))
            assert (answer.status_code, route.name) == (200, route.name)
