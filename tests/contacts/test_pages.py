"""The links of our mails land on a page with a button; forms to leave an address keep what was typed."""

import re

from feedback.consultations.models import Consultation, ConsultationState
from feedback.contacts.models import Contact, ContactState
from feedback.core.clock import now, today
from feedback.core.models import Mail
from feedback.replies.telling import tell_followers
from feedback.voices.always_open import any_time
from feedback.voices.models import Voice
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.replies import make_public_reply, make_theme, make_voice

OWN = {"address": "mo@example.org", "is_old_enough": "y"}


async def link_in(subject: str) -> str:
    mail = await Mail.get(subject=subject)
    return re.search(r"http://heard\.test(/hear/\S+)", mail.body)[1]


async def a_reply(**more):
    consultation = await make_consultation()
    heard = await make_voice(consultation, "My taxi is late")
    theme = await make_theme(consultation, "Late taxis", heard.comments)
    return await make_public_reply(consultation, [theme], **more)


async def test_following_replies_from_the_form_to_the_stop(client, db):
    reply = await a_reply()
    page = await client.get(f"/follow?reply={reply.slug}")
    assert reply.title in page.text
    wrong = await client.post(f"/follow?reply={reply.slug}", data={"address": "mo at example"})
    assert wrong.status_code == 400
    assert "mo at example" in wrong.text
    sent = await client.post(f"/follow?reply={reply.slug}", data=OWN)
    assert (sent.status_code, sent.headers["location"]) == (303, "/follow/asked")
    link = await link_in("Press one button if you want to hear from us")
    assert "Yes, write to me" in (await client.get(link)).text
    assert (await Contact.get()).state is ContactState.ASKED, "opening the link must change nothing"
    assert "We will write to you" in (await client.post(link)).text
    assert await tell_followers(db, now()) == 1
    assert await tell_followers(db, now()) == 0
    stop = await link_in(f"You said, we did: {reply.title}")
    assert await Contact.exists()
    assert "Stop, and delete my address" in (await client.get(stop)).text
    assert await Contact.exists()
    assert "We stopped" in (await client.post(stop)).text
    assert not await Contact.exists()
    assert (await client.get(stop)).status_code == 404


async def test_a_priority_can_be_followed_and_nonsense_cannot(client):
    priority = await make_priority()
    assert priority.plain_title in (await client.get(f"/follow?priority={priority.slug}")).text
    for wrong in ("reply=no-such", "priority=no-such", "priority=../x", "reply=%3Cb%3E"):
        assert (await client.get(f"/follow?{wrong}")).status_code == 404
    assert (await client.post("/follow", data={"address": "mo@example.org"})).status_code == 400
    assert not await Contact.exists()


async def test_the_outcome_is_told_once_and_leads_to_no_answer(client, db):
    consultation = await make_consultation()
    await make_voice(consultation, "My taxi is late")
    page = f"/consultations/{consultation.slug}/outcome"
    assert "Leave an email address" in (await client.get(page)).text
    assert (await client.post(page, data=OWN)).headers["location"] == "/follow/asked"
    await client.post(await link_in("Press one button if you want to hear from us"))
    contact = await Contact.get()
    for voice in await Voice.all():
        assert str(voice.id) not in str(vars(contact))
    assert await tell_followers(db, now()) == 0
    await Consultation.filter(id=consultation.id).update(
        state=ConsultationState.REPLIED, closed_on=today(), replied_on=today()
    )
    assert await tell_followers(db, now()) == 1
    assert not await Contact.exists()
    told = await Mail.get(subject=f"What came of it: {consultation.title}")
    assert f"/consultations/{consultation.slug}" in told.body
    assert (await client.get(page)).status_code == 303


async def test_no_mail_is_promised_about_what_is_never_replied_to_as_a_whole(client, db):
    always = await any_time(today())
    page = f"/consultations/{always.slug}"
    assert f'href="{page}/outcome"' not in (await client.get(page)).text
    assert 'href="/follow">Get new replies by mail' in (await client.get(page)).text
    assert (await client.post(f"{page}/outcome", data=OWN)).headers["location"] == "/follow"
    assert not await Contact.exists()
