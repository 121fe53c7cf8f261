import pytest
from starlette.responses import PlainTextResponse

from feedback.core.errors import Forbidden
from feedback.core.roles import Role
from feedback.kit.access import check_may, local_path, public, staff
from feedback.people.models import Account, StaffSession
from tests.makers.consultations import make_consultation


async def show_who(request):
    return PlainTextResponse(request.state.account.name if request.state.account else "nobody")


@pytest.mark.parametrize("path", ["/", "/staff", "/staff?page=2&q=a%20b", "/r/word-word"])
def test_a_path_of_ours_is_kept(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "staff",
        "//evil.example",
        "/\\evil.example",
        "http://evil.example",
        "/a\nb",
        "/a b",
        "javascript:x",
        "/" + "a" * 600,
    ],
)
def test_a_path_elsewhere_is_not(path):
    assert local_path(path) is None


async def test_a_public_page_reads_nothing_for_who_has_no_cookie(app, client):
    asked = []
    find_session = app.state.find_session

    async def count_and_find(token, moment):
        asked.append(token)
        return await find_session(token, moment)

    app.state.find_session = count_and_find
    app.routes.insert(0, public("/who", show_who, "who"))
    assert (await client.get("/who")).text == "nobody"
    assert asked == []
    client.cookies.set("session", "made up", domain="heard.test", path="/")
    assert (await client.get("/who")).text == "nobody"
    assert len(asked) == 1


async def test_a_public_page_knows_who_is_signed_in(app, client, sign_in):
    app.routes.insert(0, public("/who", show_who, "who"))
    account = await sign_in()
    assert (await client.get("/who")).text == account.name


async def test_a_page_about_one_consultation_asks_again(app, client, sign_in):
    mine, other = await make_consultation(), await make_consultation()
    found = {"mine": mine, "other": other}

    async def show(request):
        check_may(request, (Role.ANALYST, Role.EDITOR), found[request.path_params["slug"]])
        return PlainTextResponse("open")

    app.routes.insert(0, staff("/about/{slug}", show, "about", (Role.ANALYST, Role.EDITOR)))
    await sign_in(Role.ANALYST, consultation=mine)
    assert (await client.get("/about/mine")).status_code == 200
    assert (await client.get("/about/other")).status_code == 403


async def test_nobody_may_anything(app):
    class Asked:
        class state:
            account = None

    with pytest.raises(Forbidden):
        check_may(Asked, Role.READER)


async def test_a_form_that_comes_after_the_session_ended_leads_to_a_page_that_can_be_opened(client):
    only_button = await client.post("/sign-out-everywhere")
    assert only_button.headers["location"] == "/sign-in?next=%2Fstaff"
    page_with_form = await client.post("/staff/account/password", data={})
    assert page_with_form.headers["location"] == "/sign-in?next=%2Fstaff%2Faccount%2Fpassword"


async def test_pages_that_only_read_write_nothing(client, sign_in):
    account = await sign_in(*Role)
    before = await StaffSession.get(account=account), await Account.get(id=account.id)
    for path in ("/staff", "/staff/accounts", "/staff/audit", "/staff/account"):
        assert (await client.get(path)).status_code == 200
    after = await StaffSession.get(account=account), await Account.get(id=account.id)
    assert list(map(dict, before)) == list(map(dict, after))


@pytest.mark.parametrize("number", [2**31, 2**70])
async def test_a_number_that_no_column_holds_is_not_found(client, number):
    consultation = await make_consultation()
    for end in ("", ".pdf"):
        page = await client.get(f"/consultations/{consultation.slug}/report/{number}{end}")
        assert page.status_code == 404
