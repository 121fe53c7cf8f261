from datetime import timedelta

import pytest

from feedback.core.clock import now
from feedback.core.roles import Role
from feedback.people import passwords
from feedback.people.models import Account, StaffSession
from feedback.people.sessions import LONGEST, LONGEST_IDLE, find_session, forget_old_sessions, open_session
from feedback.people.signing_in import MOST_FOR_ONE_ACCOUNT, MOST_FROM_ONE_ADDRESS, WINDOW, WRONG
from tests.page_checks import without_visit
from tests.web import PASSWORD, make_account, new_client


async def send(client, email, password=PASSWORD, back=""):
    return await client.post("/sign-in", data={"email": email, "password": password, "next": back})


async def test_it_signs_in_and_leads_back_to_the_page_that_was_wanted(client):
    account = await make_account(Role.ADMINISTRATOR)
    asked = await client.get("/staff/audit?page=1")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/sign-in?next=%2Fstaff%2Faudit%3Fpage%3D1"
    page = await client.get(asked.headers["location"])
    assert 'value="/staff/audit?page=1"' in page.text
    answer = await send(client, f" {account.email.upper()} ", back="/staff/audit?page=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/audit?page=1")
    assert (await client.get("/staff/audit")).status_code == 200
    assert (await client.get("/sign-in")).headers["location"] == "/staff"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "evil",
    ],
)
async def test_it_leads_to_no_other_site(client, back):
    account = await make_account()
    assert (await send(client, account.email, back=back)).headers["location"] == "/staff"
    client.cookies.clear()
    page = await client.get("/sign-in", params={"next": back})
    assert "evil" not in page.text


async def test_the_cookie_cannot_be_read_by_script_and_only_its_hash_is_stored(client):
    account = await make_account()
    line = (await send(client, account.email)).headers["set-cookie"]
    token = line.split("=")[1].split(";")[0]
    assert "HttpOnly" in line
    assert "SameSite=lax" in line
    stored = await StaffSession.get(account=account)
    assert token not in str(dict(stored))


async def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client):
    account = await make_account()
    wrong = await send(client, account.email, "not the password")
    unknown = await send(client, "nobody@heard.test", "not the password")
    assert wrong.status_code == unknown.status_code == 400
    assert WRONG in wrong.text
    assert without_visit(wrong.text.replace(account.email, "nobody@heard.test")) == without_visit(
        unknown.text
    )


async def test_what_was_typed_is_kept_but_never_the_password(client):
    page = await send(client, "nobody@heard.test", "a secret of mine")
    assert 'value="nobody@heard.test"' in page.text
    assert "a secret of mine" not in page.text


async def test_guessing_one_account_is_stopped_for_everybody_and_says_when_to_come_back(app, client):
    account = await make_account()
    for _ in range(MOST_FOR_ONE_ACCOUNT):
        assert (await send(client, account.email, "a wrong guess")).status_code == 400
    stopped = await send(client, account.email)
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["retry-after"]) <= WINDOW
    other = await make_account()
    assert (await send(client, other.email)).status_code == 303


async def test_guessing_unknown_accounts_is_stopped_in_the_same_way(client):
    for _ in range(MOST_FOR_ONE_ACCOUNT):
        await send(client, "nobody@heard.test")
    assert (await send(client, "nobody@heard.test")).status_code == 429


async def test_guessing_many_accounts_from_one_address_is_stopped(client):
    for number in range(MOST_FROM_ONE_ADDRESS):
        assert (await send(client, f"guess{number}@heard.test")).status_code == 400
    account = await make_account()
    assert (await send(client, account.email)).status_code == 429


async def test_signing_in_many_times_from_one_office_is_no_guessing(app, client):
    for _ in range(MOST_FOR_ONE_ACCOUNT + 2):
        account = await make_account()
        assert (await send(client, account.email)).status_code == 303
        client.cookies.clear()
    for _ in range(MOST_FOR_ONE_ACCOUNT + 2):
        assert (await send(client, account.email)).status_code == 303


async def test_signing_out_ends_the_session_itself_not_only_the_cookie(client):
    account = await make_account()
    await send(client, account.email)
    token = client.cookies["session"]
    assert (await client.post("/sign-out")).headers["location"] == "/sign-in"
    client.cookies.set("session", token, domain="heard.test", path="/")
    assert (await client.get("/staff")).status_code == 303


async def test_signing_out_everywhere_ends_other_browsers_too(app, client, sign_in):
    account = await sign_in(Role.READER)
    async with new_client(app) as other:
        await send(other, account.email)
        assert (await other.get("/staff")).status_code == 200
        await client.post("/sign-out-everywhere")
        assert (await other.get("/staff")).status_code == 303


async def test_a_closed_account_cannot_sign_in(client):
    account = await make_account()
    await Account.filter(id=account.id).update(state=Account.CLOSED)
    page = await send(client, account.email)
    assert (page.status_code, WRONG in page.text) == (400, True)


async def test_a_session_ends_after_its_time_and_when_nobody_is_there(db):
    account, began = await make_account(), now()
    token = await open_session(account, began)
    assert await find_session(token, began + LONGEST_IDLE - timedelta(seconds=1))
    assert await find_session(token, began + LONGEST_IDLE + timedelta(hours=1))  # it was seen in between
    assert await find_session(token, began + LONGEST_IDLE * 3) is None
    other = await open_session(account, began)
    await StaffSession.filter(account=account).update(last_seen=began + LONGEST)
    assert await find_session(other, began + LONGEST) is None
    await forget_old_sessions(db, began + LONGEST)
    assert await StaffSession.all().count() == 0


async def test_a_made_up_cookie_is_nobody(client):
    client.cookies.set("session", "x" * 43, domain="heard.test", path="/")
    assert (await client.get("/staff")).status_code == 303
    assert (await client.get("/cookies")).status_code == 200


async def test_a_hash_of_an_older_cost_is_made_anew_at_sign_in(client):
    account = await make_account()
    dearer = passwords.PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    await Account.filter(id=account.id).update(password_hash=dearer.hash(PASSWORD))
    assert (await send(client, account.email)).status_code == 303
    stored = (await Account.get(id=account.id)).password_hash
    assert "t=1," in stored
    assert await passwords.matches(stored, PASSWORD)


async def test_a_first_password_opens_only_the_page_that_changes_it(client):
    account = await make_account(Role.READER)
    await Account.filter(id=account.id).update(must_change_password=True)
    await send(client, account.email)
    assert (await client.get("/staff")).headers["location"] == "/staff/account/password"
    changed = await client.post(
        "/staff/account/password", data={"current": PASSWORD, "new": "a much better one of mine"}
    )
    assert changed.headers["location"] == "/staff"
    page = await client.get("/staff")
    assert "Your password is changed" in page.text
    assert "Your password is changed" not in (await client.get("/staff")).text
