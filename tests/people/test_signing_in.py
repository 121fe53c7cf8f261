from feedback.core.roles import Role
from tests.web import PASSWORD, make_account


async def test_it_signs_in_and_leads_back_to_the_page_that_was_wanted(client):
    account = await make_account(Role.ADMINISTRATOR)
    asked = await client.get("/staff/audit?page=1")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/sign-in?next=%2Fstaff%2Faudit%3Fpage%3D1"
    page = await client.get(asked.headers["location"])
    assert 'value="/staff/audit?page=1"' in page.text
    sent = {"email": account.email.upper(), "password": PASSWORD, "next": "/staff/audit?page=1"}
    answer = await client.post("/sign-in", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/audit?page=1")
    assert (await client.get("/staff/audit")).status_code == 200
