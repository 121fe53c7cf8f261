"""Forms of other sites, borrowed sessions, and roles that were taken away."""

import pytest

from feedback.core.clock import now
from feedback.core.roles import Role
from feedback.people.accounts import reset_password
from feedback.people.models import RoleGrant, StaffSession
from feedback.people.roles import revoke_role
from tests.contracts.county import make_county, routes_of
from tests.contracts.test_reading import contents
from tests.makers.consultations import make_consultation
from tests.web import PASSWORD, make_account, new_client

FROM_ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.heard.test"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Origin": "https://evil.test"},
    {"Origin": "http://heard.test.evil.test"},
    {"Origin": "null"},
    {},
)


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=lambda it: "+".join(it.values()) or "says nothing")
async def test_no_form_is_taken_from_another_site(app, db, client, sign_in, headers):
    county = await make_county(db, await sign_in(*Role))
    await client.post(f"/s/{county.survey.slug}/start")
    await client.get(f"/r/{county.codes['live']}")
    before = await contents()
    async with new_client(app, headers=headers, cookies=client.cookies) as browser:
        for route in routes_of(app):
            if "POST" in route.methods:
                answer = await browser.post(county.address_of(route), data={"go": "delete"})
                assert (answer.status_code, route.name) == (403, route.name)
    assert await contents() == before


async def test_signing_in_gives_a_session_that_nobody_had_before(app, client):
    account = await make_account(Role.READER)
    client.cookies.set("session", "a-token-that-somebody-else-chose", domain="heard.test", path="/")
    answer = await client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
    first = client.cookies["session"]
    assert answer.status_code == 303
    assert first != "a-token-that-somebody-else-chose"
    async with new_client(app) as other:
        await other.post("/sign-in", data={"email": account.email, "password": PASSWORD})
        assert other.cookies["session"] != first
        assert (await other.get("/staff")).status_code == 200
        assert (await client.post("/sign-out-everywhere")).status_code == 303
        assert (await other.get("/staff")).status_code == 303
    async with new_client(app, cookies={"session": first}) as thief:
        assert (await thief.get("/staff")).status_code == 303
    assert await StaffSession.filter(account_id=account.id).count() == 0


async def test_a_session_that_was_left_is_worth_nothing(app, client, sign_in):
    await sign_in(Role.READER)
    token = client.cookies["session"]
    await client.post("/sign-out")
    async with new_client(app, cookies={"session": token}) as thief:
        assert (await thief.get("/staff")).status_code == 303


async def test_a_role_taken_away_is_gone_at_the_next_click(client, sign_in):
    consultation = await make_consultation()
    account = await sign_in(Role.ANALYST)
    page = f"/staff/consultations/{consultation.slug}/comments"
    assert (await client.get(page)).status_code == 200
    await revoke_role(None, await RoleGrant.get(account_id=account.id), now())
    assert (await client.get(page)).status_code == 403


async def test_a_password_that_was_reset_ends_every_session(client, sign_in):
    account = await sign_in(Role.READER)
    await reset_password(None, account, now())
    assert (await client.get("/staff")).status_code == 303
