"""Public numbers: small ones hidden, renewed in batches, and never twice in a day."""

import asyncio
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from feedback.publishing.counting import VOICES, find_count, publish_count, refresh_counts
from feedback.publishing.models import PublishedCount
from tests.makers.consultations import make_consultation
from tests.makers.voices import make_voice

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("total", "text"),
    [
        (0, "fewer than 10 people answered so far"),
        (9, "fewer than 10 people answered so far"),
        (10, "10 or more"),
        (14, "10 or more"),
        (1204, "1,200 or more"),
    ],
)
async def test_it_says_a_total(db, total, text):
    counted = await publish_count(await make_consultation(), VOICES, total, DAY)
    assert counted.text == text
    assert (counted.number is None) is (total < 10)


async def test_nothing_is_there_before_the_first_count(db):
    assert await find_count(await make_consultation(), VOICES) is None


async def test_it_waits_for_five_more(db):
    consultation = await make_consultation()
    shown = [
        (await publish_count(consultation, VOICES, total, DAY + timedelta(days=day))).text
        for day, total in enumerate([20, 21, 24, 25, 29, 30])
    ]
    assert shown == [f"{number} or more" for number in (20, 20, 20, 25, 25, 30)]


async def test_it_waits_until_tomorrow(db):
    consultation = await make_consultation()
    await publish_count(consultation, VOICES, 20, DAY)
    assert (await publish_count(consultation, VOICES, 90, DAY)).text == "20 or more"
    assert (await publish_count(consultation, VOICES, 90, DAY + timedelta(days=1))).text == "90 or more"


async def test_two_counts_at_once_leave_one_row(db):
    consultation = await make_consultation()
    both = await asyncio.gather(*(publish_count(consultation, VOICES, 20, DAY) for _ in range(3)))
    assert {counted.text for counted in both} == {"20 or more"}
    assert await PublishedCount.filter(consultation=consultation).count() == 1


async def test_only_live_voices_of_the_same_consultation_count(db):
    consultation, other = await make_consultation(), await make_consultation()
    for _ in range(12):
        await make_voice("The bus is late.", consultation=consultation)
    await make_voice("Something else.", consultation=other)
    gone = await make_voice("Take this away.", consultation=consultation)
    gone.voice.state = "withdrawn"
    await gone.voice.save()
    await refresh_counts(DAY)
    counted = await find_count(consultation, VOICES)
    few = await find_count(other, VOICES)
    assert counted is not None
    assert counted.text == "10 or more"
    assert few is not None
    assert few.number is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some.lists(some.integers(0, 60), min_size=1, max_size=8))
async def test_no_edition_differs_from_the_last_by_one_to_four(db, steps):
    consultation = await make_consultation()
    seen = [
        (await publish_count(consultation, VOICES, total, DAY + timedelta(days=day))).number
        for day, total in enumerate(steps)
    ]
    shown = [pair for pair in pairwise(seen) if None not in pair]
    assert all(before == after or abs(before - after) >= 5 for before, after in shown)
