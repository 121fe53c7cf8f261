"""Statements that are written once: they find, insert and exchange rows as the slower ones do."""

import asyncio

from feedback.core.clock import now
from feedback.core.database import transaction
from feedback.core.models import Job, Mail, RateCount
from feedback.core.statements import MOST_SHARED, exchange, find_by, find_joined, insert_all, insert_new


def mail(key: str) -> Mail:
    return Mail(key=key, to="a@heard.test", created_at=now(), next_try_at=now())


def job(kind: str = "count") -> Job:
    return Job(kind=kind, arguments={"b": 1, "a": ["ü"]}, created_at=now())


async def test_it_finds_a_row_as_it_was_written(db):
    written = job()
    await written.save()
    found = await find_by(Job, id=written.id)
    assert found is not None
    assert dict(found) == dict(await Job.get(id=written.id))
    assert await find_by(Job, id=written.id, kind="other") is None
    async with transaction():
        assert (await find_by(Job, id=written.id, is_locked=True)).kind == "count"


async def test_a_taken_key_is_not_inserted_and_leaves_the_transaction_usable(db):
    async with transaction():
        assert await insert_new(mail("one"))
        assert not await insert_new(mail("one"))
        await insert_all([mail("two"), mail("three")])
        await insert_all([])
    assert sorted(await Mail.all().values_list("key", flat=True)) == ["one", "three", "two"]


async def test_an_exchange_is_whole(db):
    old = job()
    await old.save()
    old = await Job.get(id=old.id)
    counts = [RateCount(key=key, window_start=now()) for key in ("a", "b")]
    assert await exchange(old, ("arguments", "kind"), mail("new"), ([], counts))
    assert [await Job.all().count(), await Mail.all().count(), await RateCount.all().count()] == [0, 1, 2]


async def test_what_changed_or_went_meanwhile_is_not_exchanged(db):
    old = await job().__class__.create(**dict(job()))
    await Job.filter(id=old.id).update(arguments={"other": True})
    assert not await exchange(old, ("arguments",), mail("new"), ([RateCount(key="a", window_start=now())],))
    assert await exchange(old, (), mail("new"), ())
    assert not await exchange(old, (), mail("other"), ())
    assert [await Job.all().count(), await Mail.all().count(), await RateCount.all().count()] == [0, 1, 0]


async def test_a_taken_key_keeps_the_old_row(db):
    await mail("new").save()
    old = await Job.create(**dict(job()))
    assert not await exchange(old, ("arguments",), mail("new"), ())
    assert [await Job.all().count(), await Mail.all().count()] == [1, 1]


async def test_of_eight_exchanges_at_once_one_is_done(db):
    old = await Job.create(**dict(job()))
    done = await asyncio.gather(*(exchange(old, ("arguments",), mail(str(place)), ()) for place in range(8)))
    assert sorted(done) == [False] * 7 + [True]
    assert [await Job.all().count(), await Mail.all().count()] == [0, 1]


async def find_job(key: str) -> Job:
    found = await find_joined({"job": Job}, "job WHERE kind = ?", [key], shared=["job"])
    assert found is not None
    return found["job"]


async def test_a_shared_row_is_made_once_as_long_as_it_stays_as_it_is(db):
    await job().save()
    first = await find_job("count")
    assert dict(first) == dict(await Job.get())
    assert await find_job("count") is first
    async with transaction():
        await Job.all().update(error="It broke.")
    second = await find_job("count")
    assert (first.error, second.error) == ("", "It broke.")
    async with transaction():
        await Job.all().delete()
    assert await find_joined({"job": Job}, "job WHERE kind = ?", ["count"], shared=["job"]) is None


async def test_only_so_many_shared_rows_are_remembered(db):
    jobs = [job(f"k{number}") for number in range(MOST_SHARED + 2)]
    async with transaction():
        await insert_all(jobs)
    first = await find_job("k0")
    for number in range(1, MOST_SHARED + 2):
        await find_job(f"k{number}")
    assert await find_job("k0") is not first
    assert await find_job(f"k{MOST_SHARED + 1}") is await find_job(f"k{MOST_SHARED + 1}")
