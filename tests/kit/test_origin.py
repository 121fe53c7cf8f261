import pytest
from starlette.datastructures import Headers

from feedback.core.roles import Role
from feedback.kit.origin import is_ours
from tests.web import new_client

HOST = {"host": "heard.test"}
COOKIE = {"cookie": "colours=dark; session=abc"}
SECURE_COOKIE = {"cookie": "__Host-session=abc"}


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin", **COOKIE}, True),
        ({"sec-fetch-site": "none", **COOKIE}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://heard.test"}, False),
        ({"origin": "http://heard.test", **COOKIE}, True),
        ({"origin": "https://HEARD.test", **COOKIE}, True),
        ({"origin": "http://heard.test.evil.example", **COOKIE}, False),
        ({"origin": "http://heard.test:8000"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null", **COOKIE}, False),
        ({"origin": "null"}, True),
        ({"cookie": "colours=dark"}, True),
        ({}, True),
        (COOKIE, False),
        (SECURE_COOKIE, False),
    ],
)
def test_it_tells_our_forms_from_others(headers, ours):
    assert is_ours(Headers(HOST | headers)) is ours


async def test_a_form_from_another_site_changes_nothing_and_gets_a_page(app, client, sign_in):
    await sign_in(Role.READER)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        answer = await client.post("/sign-out", headers=headers)
        assert answer.status_code == 403
        assert "came from another website" in answer.text
    assert (await client.get("/staff", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200


async def test_a_program_without_a_session_may_send(app):
    async with new_client(app, headers={}) as program:
        answer = await program.post("/sign-in", data={"email": "a@heard.test", "password": "x"})
    assert answer.status_code == 400
