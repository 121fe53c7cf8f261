"""Representatives: invited by mail, signed in by a link that works once, ended at once."""

import asyncio
import re
from datetime import timedelta

import pytest

from feedback.core.clock import now
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Mail
from feedback.core.outbox import send_waiting_mail
from feedback.core.rates import TooOften
from feedback.core.roles import Role
from feedback.forums.models import Representative, SignInLink
from feedback.forums.representing import end_representative, invite_representative, own_seat, people_of
from feedback.forums.signing_in import (
    MOST_FOR_ONE_ADDRESS,
    ask_for_link,
    forget_old_links,
    get_link,
    use_link,
)
from feedback.people.accounts import get_account, reset_password
from feedback.people.models import Account, Organisation, StaffSession
from feedback.people.roles import grant_role
from feedback.people.signing_in import sign_in as sign_in_with_password
from tests.databases import settings_for
from tests.mail_server import mail_server
from tests.makers.forums import SITE, make_forum
from tests.makers.people import make_account
from tests.page_checks import without_visit
from tests.web import make_organisation, new_client

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def postbox():
    with mail_server() as box:
        yield box


def token_in(mail: str) -> str:
    found = re.search(r"/forum/link/([\w-]+)", mail.replace("=\n", ""))
    assert found, mail
    return found[1]


async def last_token(email: str) -> str:
    mail = await Mail.filter(to=email, subject="Your link to sign in").order_by("-created_at").first()
    assert mail is not None
    return token_in(mail.body)


async def test_a_mailed_link_signs_in_after_a_button_is_pressed(app, client, db, postbox):
    forum = await make_forum()
    await client.post("/forum/sign-in", data={"email": forum.first.email.upper()})
    sending = settings_for(db.database_url, HEARD_SMTP_URL=f"smtp://127.0.0.1:{postbox.port}")
    await send_waiting_mail(sending, now())
    link = next(mail for mail in postbox.got if "Your link to sign in" in mail and forum.first.email in mail)
    path = f"/forum/link/{token_in(link)}"
    scanner = new_client(app)
    for _ in range(3):  # scanners of mail open every link
        page = await scanner.get(path)
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
    assert not await StaffSession.filter(account=forum.first).exists()
    page = await client.post(path)
    assert (page.status_code, page.headers["location"]) == (303, "/forum")
    home = await client.get("/forum")
    assert forum.organisation.name in home.text
    assert "It is not encryption." in home.text
    again = await scanner.post(path)
    assert again.status_code == 404
    assert "set-cookie" not in again.headers
    assert (await scanner.get(path)).status_code == 404
    seat = await Representative.get(account=forum.first)
    assert seat.first_here_on is not None


async def test_a_link_works_for_a_short_time_and_is_kept_as_a_hash(db):
    forum = await make_forum()
    moment = now()
    await ask_for_link(forum.first.email, SITE, moment)
    token = await last_token(forum.first.email)
    assert token not in str(await SignInLink.all().values())
    await get_link(token, moment + timedelta(minutes=19))
    with pytest.raises(NotFound):
        await get_link(token, moment + timedelta(minutes=21))
    link = await get_link(token, moment)
    with pytest.raises(Refusal, match="too old"):
        await use_link(link, moment + timedelta(minutes=21))
    await forget_old_links(db, moment + timedelta(days=2))
    assert not await SignInLink.exists()


async def test_of_two_who_press_at_once_one_is_signed_in():
    forum = await make_forum()
    await ask_for_link(forum.first.email, SITE, now())
    link = await get_link(await last_token(forum.first.email), now())
    results = await asyncio.gather(*(use_link(link, now()) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(one, str) for one in results) == 1
    assert sum(isinstance(one, Refusal) for one in results) == 2


async def test_nobody_learns_who_speaks_for_a_forum_and_a_flood_is_stopped(client):
    forum = await make_forum()
    staff = await make_account(Role.EDITOR)
    pages = [
        without_visit((await client.post("/forum/sign-in", data={"email": email})).text)
        for email in (forum.first.email, "nobody@heard.test", staff.email)
    ]
    assert pages[0] == pages[1] == pages[2]
    asked = await Mail.filter(subject="Your link to sign in").values_list("to", flat=True)
    assert asked == [forum.first.email]
    for _ in range(MOST_FOR_ONE_ADDRESS):
        await ask_for_link("busy@heard.test", SITE, now())
    with pytest.raises(TooOften):
        await ask_for_link("busy@heard.test", SITE, now())


async def test_somebody_who_is_ended_is_out_at_once(app, client):
    forum = await make_forum()
    await ask_for_link(forum.third.email, SITE, now())
    waiting = await last_token(forum.third.email)
    await ask_for_link(forum.third.email, SITE, now())
    await client.post(f"/forum/link/{await last_token(forum.third.email)}")
    assert (await client.get("/forum")).status_code == 200
    await end_representative(await make_account(), forum.seats["third"], now())
    assert (await client.get("/forum")).status_code == 303
    with pytest.raises(NotFound):
        await get_link(waiting, now())
    await ask_for_link(forum.third.email, SITE, now())
    assert await Mail.filter(to=forum.third.email, subject="Your link to sign in").count() == 2
    with pytest.raises(Refusal, match="any more"):
        await end_representative(await make_account(), forum.seats["third"], now())
    assert forum.third.id not in {one.account_id for one in await people_of(forum.organisation)}


async def test_a_seat_that_ended_can_be_given_again_for_another_forum():
    forum, other = await make_forum(), await make_forum()
    by = await make_account()
    with pytest.raises(Refusal, match="already"):
        await _invite(by, other, forum.third.email)
    await end_representative(by, forum.seats["third"], now())
    await _invite(by, other, forum.third.email)
    seat = await own_seat(await get_account(forum.third.id))
    assert seat.organisation.id == other.organisation.id


async def test_who_works_for_the_council_cannot_speak_for_a_forum():
    forum = await make_forum()
    staff = await make_account(Role.EDITOR)
    with pytest.raises(Refusal, match="work for the council"):
        await _invite(await make_account(), forum, staff.email)
    forum.organisation.kind = "council"
    with pytest.raises(Refusal, match="Choose a forum"):
        await _invite(await make_account(), forum, "new@forum.test")
    with pytest.raises(Refusal, match="no role of the council"):
        await grant_role(None, forum.first, Role.ANALYST, now())


async def test_no_password_opens_a_representatives_account():
    forum = await make_forum()
    for password in ("", "a guess of some length"):
        with pytest.raises(Refusal, match="do not know"):
            await sign_in_with_password(forum.first.email, password, "somewhere", now())
    with pytest.raises(Refusal, match="no password"):
        await reset_password(None, await Account.get(id=forum.first.id), now())


async def test_the_others_of_the_forum_are_told_of_a_new_one():
    forum = await make_forum()
    async with transaction():
        await Mail.all().delete()
    await _invite(await make_account(), forum, "new@forum.test")
    told = await Mail.filter(subject__startswith="Somebody new").order_by("to").values_list("to", flat=True)
    assert told == sorted(one.email for one in (forum.first, forum.second, forum.third))
    invited = await Mail.get(to="new@forum.test")
    assert "/forum/sign-in" in invited.body
    assert "/forum/link/" not in invited.body


async def _invite(by: Account, forum, email: str) -> Representative:
    return await invite_representative(
        by, forum.organisation, email, "New Person", now(), is_officer=False, site=SITE
    )


@pytest.mark.parametrize(
    "kind", ["council", "local_authority", "nhs_commissioner", "health", "school", "other"]
)
async def test_nobody_who_runs_a_service_speaks_for_many(client, sign_in, kind):
    forum, body = await make_forum(), await make_organisation()
    await Organisation.filter(id=body.id).update(kind=kind)
    await sign_in(Role.EDITOR)
    page = (await client.get("/staff/forums")).text
    assert f'value="{forum.organisation.id}"' in page
    assert f'value="{body.id}"' not in page
    body = await Organisation.get(id=body.id)
    with pytest.raises(Refusal, match="those who run services"):
        await invite_representative(
            await make_account(), body, "x@forum.test", "X", now(), is_officer=True, site=SITE
        )
