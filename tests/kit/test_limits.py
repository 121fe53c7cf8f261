from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from feedback.core.clock import now
from feedback.core.models import RateCount
from feedback.core.rates import count, count_all, forget_counts, seconds_left, window_start
from feedback.kit.access import Entrance, public
from feedback.kit.limits import Counter, Limit, address_of, hashed_address
from tests.web import new_client

LARGE_SCHOOL = 1500
NOON = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)


async def take(request):
    return PlainTextResponse("taken")


def coming_from(host: str) -> Request:
    return Request({"type": "http", "client": (host, 1), "headers": [], "method": "POST"})


async def test_a_flood_is_stopped_and_a_class_is_not(app, client):
    limit = Limit("sending", 30, 3600)
    app.routes.insert(0, public("/take/{slug}", take, "take", ("GET", "POST"), limit=limit))
    for _ in range(30):
        assert (await client.post("/take/buses")).status_code == 200
    stopped = await client.post("/take/buses")
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["retry-after"]) <= 3600
    assert "Nothing is lost" in stopped.text
    assert (await client.post("/take/another-survey")).status_code == 200
    assert (await client.get("/take/buses")).status_code == 200


async def test_a_school_behind_one_address_may_use_every_door_in_an_hour(app):
    doors = [route for route in app.routes if isinstance(route, Entrance) and route.needs is None]
    tight = {
        route.name
        for route in doors
        if route.limit and route.limit.most * 3600 / route.limit.seconds < LARGE_SCHOOL
    }
    assert {"follow_replies", "ask_outcome", "reply_difference"} <= {door.name for door in doors}
    assert tight == set()


async def test_other_processes_count_too(app, client):
    limit = Limit("sending", 5, 3600)
    counters = [Counter(6000), Counter(6000)]
    for number in range(4):
        counters[number % 2].add("key", limit, NOON)
    for counter in counters * 2:
        await counter.flush(NOON)
    assert (await RateCount.get(key="key")).count == 4
    for counter in counters:
        counter.add("key", limit, NOON)
        await counter.flush(NOON)
    assert counters[1].add("key", limit, NOON) == 7
    later = NOON + timedelta(hours=1)
    assert counters[1].add("key", limit, later) == 1


async def test_neither_address_nor_its_owner_can_be_read_from_the_rows(app):
    async with new_client(app) as client:
        await client.post("/sign-in", data={"email": "sam@heard.test", "password": "x"})
    await app.state.counter.flush(now())
    stored = str([dict(row) for row in await RateCount.all()])
    assert await RateCount.all().count() == 3
    assert "127.0.0.1" not in stored
    assert "sam@" not in stored


def test_the_same_address_is_another_one_tomorrow_and_elsewhere(settings):
    school = coming_from("192.0.2.7")
    today = hashed_address(school, NOON, "forms buses")
    assert today == hashed_address(school, NOON + timedelta(hours=3), "forms buses")
    assert today != hashed_address(school, NOON + timedelta(days=1), "forms buses")
    assert today != hashed_address(school, NOON, "forms trains")


def test_a_household_of_ipv6_is_one_address():
    assert address_of(coming_from("2001:db8:1:2::1")) == address_of(coming_from("2001:db8:1:2:ffff::9"))
    assert address_of(coming_from("2001:db8:1:2::1")) != address_of(coming_from("2001:db8:1:3::1"))
    assert address_of(coming_from("a socket")) == "a socket"


async def test_counts_come_back_down_and_go_after_a_day(db):
    assert await count("key", 1, NOON, 900) == 1
    assert await count("key", 1, NOON + timedelta(minutes=5), 900) == 2
    assert await count("key", -1, NOON, 900) == 1
    assert await count("key", 1, NOON + timedelta(minutes=15), 900) == 1
    held = await count_all({("key", window_start(NOON, 900)): 5, ("other", window_start(NOON, 900)): 1})
    assert sorted(held.values()) == [1, 6]
    await forget_counts(db, NOON + timedelta(days=1, minutes=1))
    assert await RateCount.all().count() == 1


def test_the_time_to_wait_is_the_rest_of_the_window():
    assert seconds_left(NOON, 60) == 31
    assert window_start(NOON, 60) == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
