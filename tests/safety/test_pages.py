"""The safeguarding lead's pages, and help for whoever needs it."""

from datetime import UTC, datetime

import httpx2
import pytest

from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.people.models import AuditEntry
from feedback.safety.holding import raise_items
from feedback.safety.models import ItemState, SafetyItem
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation
from tests.makers.voices import HARM, make_comment
from tests.web import SignIn

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def raised(settings: Settings, words: str = HARM, **more: object) -> SafetyItem:
    comment = await make_comment(words, **more)
    await raise_items(settings, NOW)
    return await SafetyItem.get(comment_id=comment.id)


async def test_the_lead_reads_marks_and_ends(
    db: Settings, client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    item = await raised(db)
    await sign_in(Role.SAFEGUARDING)
    listed = await client.get("/staff/safety")
    assert f"/staff/safety/{item.id}" in listed.text
    assert "dad " not in listed.text  # the letters alone may stand in an identifier
    page = f"/staff/safety/{item.id}"
    shown = await client.get(page)
    assert "<mark>" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert await AuditEntry.filter(action="read safety item", subject_id=str(item.id)).count() == 1
    assert (await client.post(f"{page}/seen")).status_code == 303
    assert (await client.post(f"{page}/seen")).status_code == 422
    wrong = await client.post(f"{page}/end", data={"end-end": "acted", "end-reason": " "})
    assert wrong.status_code == 400
    assert "Say why, in a sentence" in wrong.text
    ended = await client.post(f"{page}/end", data={"end-end": "acted", "end-reason": "Called the team."})
    assert ended.status_code == 303
    assert "Called the team." in (await client.get(page)).text
    assert f"/staff/safety/{item.id}" not in (await client.get("/staff/safety")).text
    assert f"/staff/safety/{item.id}" in (await client.get("/staff/safety?show=ended")).text
    assert (await SafetyItem.get(id=item.id)).state == ItemState.ACTED


async def test_the_lead_releases(db: Settings, client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    item = await raised(db)
    await sign_in(Role.SAFEGUARDING)
    page = f"/staff/safety/{item.id}"
    assert (await client.post(f"{page}/release", data={})).status_code == 400
    answer = await client.post(f"{page}/release", data={"release-reason": "It is about a film."})
    assert answer.status_code == 303
    assert "People who read comments can read this one now." in (await client.get(page)).text
    assert (await Comment.get(id=item.comment_id)).state == CommentState.LIVE


async def test_the_gravest_come_first(db: Settings, client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    mild, grave = await raised(db), await raised(db)
    await SafetyItem.filter(id=mild.id).update(severity=1)
    await SafetyItem.filter(id=grave.id).update(severity=3)
    await sign_in(Role.SAFEGUARDING)
    listed = (await client.get("/staff/safety")).text
    assert listed.index(str(grave.id)) < listed.index(str(mild.id))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SAFEGUARDING])
async def test_nobody_else_comes_in(
    db: Settings, client: httpx2.AsyncClient, sign_in: SignIn, role: Role
) -> None:
    item = await raised(db)
    await sign_in(role)
    for path in ("/staff/safety", f"/staff/safety/{item.id}"):
        answer = await client.get(path)
        assert answer.status_code == 403
        assert "hits" not in answer.text
    assert (await client.post(f"/staff/safety/{item.id}/release")).status_code == 403


async def test_a_lead_of_one_consultation_sees_only_its_items(
    db: Settings, client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    own = await make_consultation()
    mine, other = await raised(db, consultation=own), await raised(db)
    await sign_in(Role.SAFEGUARDING, consultation=own)
    listed = (await client.get("/staff/safety")).text
    assert str(mine.id) in listed
    assert str(other.id) not in listed
    assert (await client.get(f"/staff/safety/{other.id}")).status_code == 403
    assert (await client.get(f"/staff/safety/{mine.id}")).status_code == 200


async def test_what_waits_is_on_the_leads_first_page(
    db: Settings, client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    await raised(db)
    await sign_in(Role.SAFEGUARDING)
    assert "1 comment waits for a safeguarding lead" in (await client.get("/staff")).text


async def test_words_are_shown_as_words(db: Settings, client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    item = await raised(db, f"<script>alert(1)</script> {HARM}")
    await sign_in(Role.SAFEGUARDING)
    assert "&lt;script&gt;" in (await client.get(f"/staff/safety/{item.id}")).text


async def test_help_is_there_for_everybody(client: httpx2.AsyncClient) -> None:
    page = await client.get("/help")
    assert page.status_code == 200
    for link in ('href="tel:999"', 'href="tel:08001111"', 'href="tel:116123"', 'href="sms:85258"'):
        assert link in page.text
    grown = await client.get("/help?age=from_19")
    assert "tel:08001111" not in grown.text
    assert (await client.get("/help?age=%27")).text == page.text
    assert not page.headers.get("set-cookie")
