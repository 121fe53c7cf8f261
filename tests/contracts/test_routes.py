"""Every route, with every role and with none; and what every answer carries."""

import importlib
import importlib.util
import uuid

import httpx2
import pytest
from starlette.routing import Route

from feedback.app import ROOMS, create_app
from feedback.core.roles import Role
from feedback.kit.access import Entrance
from feedback.kit.cookies import is_listed
from feedback.kit.headers import CONSTANT
from tests.contracts.test_layers import SUBJECTS
from tests.web import make_account, new_client

OF_THE_LOOK = {"brand", "logo", "static"}  # files, the same for everybody; served by routes of their own kind
VALUES = {"uuid": str(uuid.UUID(int=7)), "integer": "7"}
MAY_CHANGE_WHO_IS_SIGNED_IN = {"sign_out", "sign_out_everywhere"}


def routes_of(app) -> list[Entrance]:
    return [route for route in app.routes if isinstance(route, Entrance)]


def path_of(route: Entrance) -> str:
    """The route's address with a value for each part: a well-formed one that names no row."""
    path = route.path_format
    for name, convertor in route.param_convertors.items():
        kind = type(convertor).__name__.removesuffix("Convertor").lower()
        path = path.replace("{" + name + "}", VALUES.get(kind, "no-such-thing"))
    return path


def method_of(route: Entrance) -> str:
    return "GET" if "GET" in route.methods else sorted(route.methods)[0]


async def ask(client: httpx2.AsyncClient, route: Entrance) -> httpx2.Response:
    return await client.request(method_of(route), path_of(route))


def test_every_room_with_pages_is_in_the_app():
    found = [package.replace("/", ".") for package in SUBJECTS]
    with_pages = {room for room in found if importlib.util.find_spec(f"{room}.views") and _imports(room)}
    assert with_pages <= set(ROOMS)


def _imports(room: str) -> bool:
    try:
        importlib.import_module(f"{room}.views")
    except ModuleNotFoundError:
        return False  # it waits for a room that is not built yet
    return True


def test_every_route_says_whom_it_lets_in(settings):
    app = create_app(settings)
    others = {route.name for route in app.routes if not isinstance(route, Entrance)}
    assert others == OF_THE_LOOK
    assert all(isinstance(route, Route) for route in app.routes)


def test_no_two_routes_share_a_name_or_an_address(settings):
    routes = routes_of(create_app(settings))
    names = [route.name for route in routes]
    addresses = [(route.path_regex.pattern, method) for route in routes for method in route.methods]
    assert sorted(names) == sorted(set(names))
    assert sorted(addresses) == sorted(set(addresses))


async def test_without_signing_in_staff_pages_lead_to_the_sign_in_page(app, client):
    staff_routes = [route for route in routes_of(app) if route.needs is not None]
    assert len(staff_routes) > 10
    for route in staff_routes:
        answer = await ask(client, route)
        assert (answer.status_code, route.name) == (303, route.name)
        assert answer.headers["location"].startswith("/sign-in?next=%2F")


async def test_public_pages_ask_nobody_to_sign_in(app, client):
    for route in [route for route in routes_of(app) if route.needs is None]:
        answer = await ask(client, route)
        assert answer.status_code < 500, route.name
        assert answer.status_code != 403, route.name
        assert not answer.headers.get("location", "").startswith("/sign-in"), route.name


@pytest.mark.parametrize(
    "roles", [(), *[(role,) for role in Role]], ids=lambda roles: "+".join(roles) or "none"
)
async def test_a_role_opens_its_pages_and_no_others(app, client, sign_in, roles):
    """A page about a row that is not there may answer 404, never to whom it is closed."""
    for route in [route for route in routes_of(app) if route.needs is not None]:
        await sign_in(*roles)
        answer = await ask(client, route)
        is_open = not route.needs or bool(set(route.needs) & set(roles))
        assert (answer.status_code == 403, route.name) == (not is_open, route.name)
        assert answer.status_code < 500, route.name
        assert not answer.headers.get("location", "").startswith("/sign-in?"), route.name


async def test_a_closed_account_opens_nothing(app, client, sign_in):
    account = await sign_in(*Role)
    account.state = account.CLOSED
    await account.save()
    assert (await client.get("/staff")).status_code == 303


async def test_every_answer_carries_the_headers(app, client, sign_in):
    await sign_in(Role.READER)
    style = f"/{(await client.get('/cookies')).text.split('/static/')[1].split(chr(34))[0]}"
    asked = [
        ("GET", "/cookies", 200),
        ("GET", "/healthz", 200),
        ("GET", f"/static{style}", 200),
        ("GET", "/brand.css", 200),
        ("GET", "/static/0/no-such-file.css", 404),
        ("GET", "/no-such-page", 404),
        ("GET", "/staff/accounts", 403),
        ("GET", "/sign-out", 405),
        ("POST", "/cookies", 405),
        ("GET", "/staff/account", 200),
    ]
    for method, path, status in asked:
        answer = await client.request(method, path)
        assert (answer.status_code, path) == (status, path)
        for name, value in CONSTANT.items():
            assert (answer.headers[name], path) == (value, path)
        assert answer.headers["cache-control"]


async def test_https_is_asked_for_where_people_come_by_https(settings, db):
    app = create_app(db.__class__(**{**vars(db), "base_url": "https://heard.test"}))
    async with new_client(app, base_url="https://heard.test") as client:
        answer = await client.get("/healthz")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "strict-transport-security" not in (await _healthz(create_app(db))).headers


async def _healthz(app) -> httpx2.Response:
    async with new_client(app) as client:
        return await client.get("/healthz")


async def test_every_cookie_that_is_set_is_on_the_cookie_page(app, client, sign_in):
    page = (await client.get("/cookies")).text
    account = await make_account(*Role)
    answers = [await client.post("/sign-in", data={"email": account.email, "password": "three plain words"})]
    for route in routes_of(app):
        if route.name not in MAY_CHANGE_WHO_IS_SIGNED_IN:
            answers.append(await ask(client, route))
    answers.append(await client.post("/sign-out"))
    kept = [line for answer in answers for line in answer.headers.get_list("set-cookie")]
    names = {line.split("=")[0] for line in kept}
    assert "session" in names
    for line in kept:
        name = line.split("=")[0]
        assert is_listed(name), name
        assert f">{name.removeprefix('__Host-')}<" in page
        assert "samesite=lax" in line.lower(), line
        assert "httponly" in line.lower() or name == "colours", line
