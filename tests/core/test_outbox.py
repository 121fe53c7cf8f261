import asyncio
from datetime import timedelta

import pytest

from feedback.core import clock
from feedback.core.models import Mail, MailState
from feedback.core.outbox import erase_sent_mail, queue_mail, send_waiting_mail
from tests.databases import settings_for
from tests.mail_server import mail_server


@pytest.fixture
def postbox():
    with mail_server() as box:
        yield box


@pytest.fixture
def sending(db, postbox):
    return settings_for(db.database_url, HEARD_SMTP_URL=f"smtp://127.0.0.1:{postbox.port}")


async def test_mail_goes_once_whatever_is_asked_twice(sending, postbox):
    for _ in range(2):
        await queue_mail("parent@example.org", "We have\nreplied", "Read it here.", key="reply-1")
    now = clock.now()
    assert await send_waiting_mail(sending, now) == 1
    assert await send_waiting_mail(sending, now + timedelta(hours=1)) == 0
    await queue_mail("parent@example.org", "We have replied", "Read it here.", key="reply-1")
    assert await send_waiting_mail(sending, clock.now()) == 0
    assert len(postbox.got) == 1
    assert postbox.got[0].startswith("parent@example.org\n")
    assert "Subject: We have replied" in postbox.got[0]
    assert "Read it here." in postbox.got[0]


async def test_processes_that_send_at_once_send_each_mail_once(sending, postbox):
    for number in range(10):
        await queue_mail(f"p{number}@example.org", "Hello", "Hello", key=f"k{number}")
    now = clock.now()
    sent = await asyncio.gather(*(send_waiting_mail(sending, now) for _ in range(3)))
    assert sum(sent) == 10
    assert len(postbox.got) == len(set(postbox.got)) == 10


async def test_not_now_is_tried_again_later_each_time_and_never_is_not(sending, postbox):
    postbox.refuse = {"busy@example.org": "451 try later", "gone@example.org": "550 no such mailbox"}
    await queue_mail("busy@example.org", "Hello", "Hello", key="busy")
    await queue_mail("gone@example.org", "Hello", "Hello", key="gone")
    now = clock.now()
    assert await send_waiting_mail(sending, now) == 0
    busy, gone = await Mail.get(key="busy"), await Mail.get(key="gone")
    assert (busy.state, gone.state) == (MailState.WAITING, MailState.FAILED)
    assert "example.org" not in busy.error + gone.error
    first_wait = busy.next_try_at - now
    assert await send_waiting_mail(sending, now + first_wait / 2) == 0
    later = now + first_wait
    await send_waiting_mail(sending, later)
    assert (await Mail.get(key="busy")).next_try_at - later > first_wait
    postbox.refuse = {}
    assert await send_waiting_mail(sending, later + timedelta(days=1)) == 1


async def test_a_server_that_is_away_loses_nothing(sending, db):
    away = settings_for(db.database_url, HEARD_SMTP_URL="smtp://127.0.0.1:9")
    await queue_mail("a@example.org", "Hello", "Hello", key="a")
    now = clock.now()
    assert await send_waiting_mail(away, now) == 0
    assert await send_waiting_mail(sending, now + timedelta(hours=7)) == 1


async def test_address_and_words_go_some_days_after_sending(sending, postbox):
    await queue_mail("a@example.org", "Hello", "Private", key="a")
    await queue_mail("b@example.org", "Hello", "Waits", key="b")
    now = clock.now()
    await Mail.filter(key="b").update(next_try_at=now + timedelta(days=30))
    await send_waiting_mail(sending, now)
    assert await erase_sent_mail(sending, now + timedelta(days=6)) == 0
    assert await erase_sent_mail(sending, now + timedelta(days=8)) == 1
    gone, waits = await Mail.get(key="a"), await Mail.get(key="b")
    assert (gone.to, gone.subject, gone.body, gone.state) == ("", "", "", MailState.SENT)
    assert waits.body == "Waits"


async def test_without_a_mail_server_mail_waits_but_not_for_ever(db):
    await queue_mail("a@example.org", "Hello", "Hello", key="a")
    now = clock.now()
    assert await send_waiting_mail(db, now) == 0
    assert (await Mail.get(key="a")).attempts == 0
    assert await erase_sent_mail(db, now + timedelta(days=29)) == 0
    assert await erase_sent_mail(db, now + timedelta(days=31)) == 1
    gone = await Mail.get(key="a")
    assert (gone.to, gone.subject, gone.body, gone.state) == ("", "", "", MailState.FAILED)
