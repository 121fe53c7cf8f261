"""From words that may tell of harm to the lead's mailbox, by the real jobs process; and who says it cannot be."""

import asyncio
import re
import signal
from dataclasses import replace
from datetime import date

from feedback.core.clock import now, today
from feedback.core.roles import Role
from feedback.people.roles import grant_role
from feedback.safety.help_lines import NATIONAL, read_help_lines
from feedback.safety.readiness import NO_MAIL, NOBODY_TOLD, safety_gaps
from tests.mail_server import Postbox, mail_server
from tests.makers.consultations import make_consultation
from tests.makers.voices import HARM
from tests.people.test_commands import in_production, start, until_logged
from tests.web import make_account

MINUTE = 60


async def test_held_words_are_a_mail_to_the_lead_within_a_minute(client, environ):
    lead = await make_account(Role.SAFEGUARDING)
    with mail_server() as postbox:
        jobs = await start({**environ, "HEARD_SMTP_URL": f"smtp://127.0.0.1:{postbox.port}"}, "jobs")
        try:
            assert await asyncio.wait_for(jobs.stdout.readline(), MINUTE) == b"Ready to work.\n"
            page = await client.get("/comment")
            key = re.search(r'name="client_key"[^>]*value="([^"]+)"', page.text)[1]
            await client.post("/comment", data={"words": HARM, "client_key": key})
            await until_sent(postbox, 2)
        finally:
            jobs.send_signal(signal.SIGTERM)
            await asyncio.wait_for(jobs.communicate(), MINUTE)
        assert {mail.splitlines()[0] for mail in postbox.got} == {lead.email, "safeguarding@heard.test"}
        for mail in postbox.got:
            assert "/staff/safety" in mail
            assert HARM not in mail


async def until_sent(postbox: Postbox, mails: int) -> None:
    for _ in range(MINUTE * 10):
        if len(postbox.got) >= mails:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{len(postbox.got)} of {mails} mails came within a minute")


async def test_it_is_known_what_is_missing_to_tell_a_lead(db):
    alone = replace(db, smtp_url=None, safeguarding_mail=None)
    assert await safety_gaps(alone, today()) == [NO_MAIL, NOBODY_TOLD]
    account = await make_account(Role.SAFEGUARDING, consultation=await make_consultation())
    assert NOBODY_TOLD in await safety_gaps(alone, today()), "other consultations have nobody"
    await grant_role(None, account, Role.SAFEGUARDING, now())
    assert await safety_gaps(alone, today()) == [NO_MAIL]
    ready = replace(db, smtp_url="smtp://127.0.0.1:25", safeguarding_mail="safe@heard.test")
    assert await safety_gaps(ready, today()) == []
    late = await safety_gaps(ready, date(2030, 1, 1))
    assert len(late) == len(read_help_lines(NATIONAL))
    assert "Childline" in " ".join(late)


async def test_production_says_it_in_the_log_when_it_starts(db, environ):
    silent = in_production(environ) | {"HEARD_SAFEGUARDING_MAIL": ""}
    jobs = await start(silent, "jobs")
    try:
        await asyncio.wait_for(until_logged(jobs, b"HEARD_SMTP_URL is missing"), MINUTE)
        await asyncio.wait_for(until_logged(jobs, b"HEARD_SAFEGUARDING_MAIL"), MINUTE)
        assert await asyncio.wait_for(jobs.stdout.readline(), MINUTE) == b"Ready to work.\n"
    finally:
        jobs.send_signal(signal.SIGTERM)
        await asyncio.wait_for(jobs.communicate(), MINUTE)
