"""Whatever is sent: a page or a redirect with a sentence, never a bug, and no page that a proxy may keep."""

import json

import httpx2
import pytest

from feedback.core.roles import Role
from feedback.kit.access import Entrance
from feedback.kit.headers import CONSTANT, FRAMED
from feedback.kit.sizes import LARGEST_FORM, LARGEST_UPLOAD
from tests.contracts.county import acting_for, make_county, routes_of
from tests.contracts.test_reading import contents
from tests.databases import ENGINE
from tests.web import check_response, new_client

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
NAMES = [
    "title",
    "answer",
    "go",
    "act",
    "stamp",
    "comment",
    "theme",
    "back",
    "version",
    "slug",
    "kind",
    "next",
    "question",
    "text",
    "email",
    "name",
    "password",
    "place",
    "role",
    "purpose",
    "closes_on",
    "closes_on-day",
    "closes_on-month",
    "closes_on-year",
    "quotes",
    "lines",
    "themes",
    "priority",
    "client_key",
    "may_quote",
    "code",
    "colours",
    "reason",
    "end-reason",
    "end-end",
    "release-reason",
    "rename-title",
    "rename-version",
    "most",
    "use",
    "part",
    "out_of",
    "words",
    "mode",
    "number",
    "came_on",
    "came_on-year",
    "held_on-year",
    "raised_as",
    "raised",
    "next_steps",
    "consultation",
    "page",
    "sign",
    "visit",
    "helpful",
    "address",
    "nickname",
    "accepts",
    "agrees",
    "clear",
    "means",
    "instead",
    "how_many",
    "service",
    "other_service",
    "topic",
    "what",
    "why",
    "can_change",
    "needed_by-year",
    "fed_back",
    "who",
    "changes",
    "owner-owner",
    "owner-version",
    "size",
    "first",
    "second",
    "comments",
    "which",
]
BODIES = {
    "nothing": (FORM, b""),
    "NUL": (FORM, "&".join(f"{name}=a%00b" for name in NAMES).encode()),
    "half a surrogate": (FORM, "&".join(f"{name}=%ED%A0%80" for name in NAMES).encode()),
    "no UTF-8": (FORM, "&".join(f"{name}=%FF%FE" for name in NAMES).encode()),
    "digits of elsewhere": (FORM, "&".join(f"{name}=%D9%A3%D9%A4" for name in NAMES).encode()),
    "below nothing": (FORM, "&".join(f"{name}=-1" for name in NAMES).encode()),
    "a huge number": (FORM, "&".join(f"{name}={'9' * 400}" for name in NAMES).encode()),
    "very long": (FORM, "&".join(f"{name}={'x' * 8000}" for name in NAMES).encode()),
    "each name five times": (FORM, "&".join(f"{name}=a" for name in NAMES * 5).encode()),
    "too many fields": (FORM, "&".join(f"f{n}=1" for n in range(40_000)).encode()),
    "JSON": ("application/json", json.dumps({name: ["a", {"b": 1}] for name in NAMES}).encode()),
    "parts that end in the middle": (
        MULTIPART,
        b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nhalf',
    ),
    "parts without a boundary": ("multipart/form-data", b"--b\r\n\r\n--b--"),
    "a file for every question": (
        MULTIPART,
        b"".join(
            f'--b\r\nContent-Disposition: form-data; name="{n}"; filename="\x00/../a.csv"\r\n\r\nx\r\n'.encode()
            for n in NAMES[:4]
        )
        + b"--b--\r\n",
    ),
    "a type that is none": ("\u00e9/;;=".encode().decode("latin-1"), b"title=a"),
}
# Both engines meet what they store in ways of their own; the reading of a form is the same for both.
STORED_OTHERWISE = ("NUL", "half a surrogate", "no UTF-8", "below nothing", "a huge number", "very long")
NUMBERS = ["99999999", "1" * 5000, "%00", "0", "-1", "１", "1.5", ""]
VALUES = [
    "%00",
    "%ED%A0%80",
    "9" * 4500,
    "-1",
    "a%00b",
    "%FF",
    "..%2f..%2fetc",
    "x" * 3000,
    "%F0%9F%9A%8C",
    "٣",
]
if ENGINE != "sqlite":
    BODIES = {name: BODIES[name] for name in STORED_OTHERWISE}
    NUMBERS, VALUES = NUMBERS[:3], VALUES[:4]
ENDS_A_MEMBERSHIP = ("youth_leave", "youth_close", "remove_member")
SAID = {200, 303, 400, 404, 405, 409, 410, 413, 422}


def taking_forms(app) -> list[Entrance]:
    found = [route for route in routes_of(app) if "POST" in route.methods]
    # These end what the test needs: the session and the account of whoever tries.
    ends = ("sign_out", "sign_out_everywhere", "change_password", "forum_link", *ENDS_A_MEMBERSHIP)
    return [route for route in found if route.name not in ends]


async def problem_of(answer: httpx2.Response) -> str:
    if answer.status_code not in SAID:
        return str(answer.status_code)
    try:
        await check_response(answer)
    except AssertionError as wrong:
        return str(wrong)
    return ""


# How an answer looks is checked by every other test; here there are thousands, and it is whether they come.
UNCHECKED: dict[str, list[object]] = {}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_no_form_breaks(app, db, client, sign_in, body):
    kind, content = body
    county = await make_county(db, await sign_in(*Role))
    await client.post(f"/s/{county.survey.slug}/start")
    wrong = {}
    async with new_client(app, event_hooks={}, cookies=client.cookies) as browser:
        for route in taking_forms(app):
            headers = {"Content-Type": kind.encode("latin-1")}
            with acting_for(browser, county, route):
                answer = await browser.post(county.address_of(route), content=content, headers=headers)
            if problem := await problem_of(answer):
                wrong[route.name] = problem
    assert wrong == {}


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(app, db, client, sign_in):
    county = await make_county(db, await sign_in(*Role))
    before = await contents()
    for route in taking_forms(app):
        most = LARGEST_UPLOAD + LARGEST_FORM if route.name == "imports" else LARGEST_FORM
        headers = {"Content-Type": FORM, "Content-Length": str(most + 1)}
        answer = await client.post(county.address_of(route), content=b"a=1", headers=headers)
        assert (answer.status_code, route.name) == (413, route.name)
    assert await contents() == before


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_page_of_a_list_that_is_not_there_is_not_found(app, db, client, sign_in, number):
    client.event_hooks = UNCHECKED
    county = await make_county(db, await sign_in(*Role))
    for route in routes_of(app):
        if "GET" in route.methods and route.needs is not None:
            with acting_for(client, county, route):
                answer = await client.get(f"{county.address_of(route)}?page={number}")
            assert answer.status_code in (200, 404), (route.name, answer.status_code)


@pytest.mark.parametrize("value", VALUES)
async def test_no_address_breaks(app, db, client, sign_in, value):
    client.event_hooks = UNCHECKED
    await sign_in(*Role)
    for route in routes_of(app):
        if not route.param_convertors:
            continue
        address = route.path_format.format(**dict.fromkeys(route.param_convertors, value))
        for method in sorted(route.methods):
            answer = await client.request(method, address)
            assert answer.status_code in (303, 404, 405), (method, route.name, answer.status_code)


@pytest.mark.parametrize(
    "query",
    [
        "a=%00&group=%00&status=%00",
        "by=x&group=zz&age_band=zz&question_key=%FF",
        f"priority={'x' * 3000}&age={'x' * 3000}",
    ],
)
async def test_no_query_breaks(app, db, client, sign_in, query):
    client.event_hooks = UNCHECKED
    county = await make_county(db, await sign_in(*Role))
    for route in routes_of(app):
        if "GET" in route.methods:
            with acting_for(client, county, route):
                answer = await client.get(f"{county.address_of(route)}?{query}")
            assert answer.status_code in SAID, (route.name, answer.status_code)


async def test_other_methods_are_refused_with_a_page(app, db, client, sign_in):
    client.event_hooks = UNCHECKED
    county = await make_county(db, await sign_in(*Role))
    for route in routes_of(app):
        for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "SPRING"):
            answer = await client.request(method, county.address_of(route))
            assert answer.status_code in (404, 405), (method, route.name)
            assert "access-control-allow-origin" not in answer.headers


async def test_no_answer_may_be_kept_and_each_carries_the_headers(app, db, client, sign_in):
    county = await make_county(db, await sign_in(*Role))
    async with new_client(app, event_hooks={}, cookies=client.cookies) as browser:
        for route in [*taking_forms(app), *routes_of(app)]:
            for method in ("POST", "GET", "PUT"):
                answer = await browser.request(method, county.address_of(route), content=b"")
                kept = answer.headers["cache-control"]
                assert kept == "no-store" or route.name == "robots", (route.name, kept)
                is_framed = route.name == "reply_card" and answer.status_code == 200
                for name, value in (CONSTANT | (FRAMED if is_framed else {})).items():
                    assert answer.headers[name] == value, (route.name, name)
