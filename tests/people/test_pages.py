import re

from feedback.core.roles import Role
from feedback.kit.desk import DeskLine
from feedback.people.accounts import find_account, get_account
from feedback.people.models import RoleGrant
from tests.makers.consultations import make_consultation
from tests.web import make_account, make_organisation, new_client


async def test_an_administrator_adds_a_person_who_can_then_sign_in(app, client, sign_in):
    await sign_in(Role.ADMINISTRATOR)
    assert (await client.get("/staff/accounts/add")).status_code == 200
    shown = await client.post("/staff/accounts/add", data={"name": "Sam Page", "email": "sam@heard.test"})
    assert shown.status_code == 200
    first = re.search(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", shown.text).group()
    async with new_client(app) as other:
        answer = await other.post("/sign-in", data={"email": "sam@heard.test", "password": first})
        assert answer.status_code == 303
    again = await client.post("/staff/accounts/add", data={"name": "Sam Page", "email": "sam@heard.test"})
    assert again.status_code == 400
    assert "already an account" in again.text
    assert 'value="Sam Page"' in again.text


async def test_an_administrator_gives_and_takes_roles(client, sign_in):
    await sign_in(Role.ADMINISTRATOR)
    consultation, forum = await make_consultation(title="Buses"), await make_organisation()
    account = await make_account()
    page = f"/staff/accounts/{account.id}"
    assert "Consultation: Buses" in (await client.get(page)).text
    for role, place in (
        ("analyst", f"consultation {consultation.id}"),
        ("reader", f"organisation {forum.id}"),
        ("publisher", "all"),
    ):
        assert (await client.post(page, data={"role": role, "place": place})).status_code == 303
    shown = (await client.get(page)).text
    assert "has the role publisher" in shown
    assert {"Buses", forum.name, "Everything"} <= set(re.findall(r"<td>([^<]+)</td>", shown))
    held = await get_account(account.id)
    assert held.may(Role.ANALYST, consultation)
    grant = await RoleGrant.get(account=account, role="publisher")
    assert (await client.post(f"{page}/roles/{grant.id}/revoke")).status_code == 303
    assert not (await get_account(account.id)).may(Role.PUBLISHER)
    assert (await client.post(f"{page}/roles/{grant.id}/revoke")).status_code == 404


async def test_a_role_that_would_open_nothing_is_refused_beside_the_place(client, sign_in):
    await sign_in(Role.ADMINISTRATOR)
    body, account = await make_organisation(), await make_account()
    typed = {"role": "editor", "place": f"organisation {body.id}"}
    sent = await client.post(f"/staff/accounts/{account.id}", data=typed)
    assert sent.status_code == 400
    assert 'id="place-error"' in sent.text
    assert "For an organisation the role can only be reader" in sent.text


async def test_a_place_that_is_not_on_the_list_is_refused_with_a_sentence(client, sign_in):
    await sign_in(Role.ADMINISTRATOR)
    account = await make_account()
    for place in ("nowhere", "consultation 7", f"organisation {account.id}", ""):
        sent = await client.post(f"/staff/accounts/{account.id}", data={"role": "reader", "place": place})
        assert sent.status_code == 400
    no_role = await client.post(f"/staff/accounts/{account.id}", data={"role": "forum", "place": "all"})
    assert "Choose one of the answers on the list" in no_role.text, "who speaks for a forum is invited"


async def test_the_last_administrator_is_told_why_not(client, sign_in):
    account = await sign_in(Role.ADMINISTRATOR)
    answer = await client.post(f"/staff/accounts/{account.id}/close")
    assert answer.status_code == 422
    assert "last administrator" in answer.text


async def test_closing_and_a_lost_password(client, sign_in):
    await sign_in(Role.ADMINISTRATOR)
    account = await make_account(Role.READER)
    shown = await client.post(f"/staff/accounts/{account.id}/password")
    assert re.search(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", shown.text)
    closed = await client.post(f"/staff/accounts/{account.id}/close")
    assert closed.headers["location"] == "/staff/accounts"
    listed = (await client.get("/staff/accounts")).text
    assert f"The account of {account.name} is closed." in listed
    assert "This account is closed" in (await client.get(f"/staff/accounts/{account.id}")).text
    assert not (await find_account(account.email)).is_active


async def test_organisations_are_added_once(client, sign_in):
    await sign_in(Role.ADMINISTRATOR)
    sent = {"name": "Family Voice", "kind": "forum"}
    assert (await client.post("/staff/organisations", data=sent)).status_code == 303
    assert "Family Voice" in (await client.get("/staff/organisations")).text
    assert (await client.post("/staff/organisations", data=sent)).status_code == 400


async def test_the_start_page_shows_what_waits_for_this_account(app, client, sign_in):
    account = await sign_in(Role.READER)

    async def lines(asking, moment):
        return [DeskLine(f"{asking.name} has 3 things to do", "account")] if asking.id == account.id else []

    app.state.desk.append(lines)
    assert f"{account.name} has 3 things to do" in (await client.get("/staff")).text
    await sign_in(Role.READER)
    assert "things to do" not in (await client.get("/staff")).text


async def test_my_account_says_what_i_can_do(client, sign_in):
    consultation = await make_consultation(title="Buses")
    await sign_in(Role.EDITOR, consultation=consultation)
    assert "Editor: Buses" in (await client.get("/staff/account")).text
