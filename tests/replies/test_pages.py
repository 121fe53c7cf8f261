"""Pages of replies: a second person checks, the public reads, and what was typed is kept."""

from datetime import date

from feedback.core.roles import Role
from feedback.replies.models import Reply, ReplyState, ReplyUpdate, Status
from feedback.replies.writing import check_reply
from feedback.strategy.models import Line, Strategy
from feedback.themes.editions import publish_report
from feedback.themes.tallies import refresh_tallies
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.people import make_account
from tests.makers.replies import (
    make_draft,
    make_public_reply,
    make_reply,
    make_theme,
    make_voice,
    publish,
    rewrite,
)
from tests.web import seen_on

TODAY = date(2026, 5, 4)


async def a_theme(quotable: bool = True):
    consultation = await make_consultation()
    heard = [
        await make_voice(consultation, f"My taxi is late, number {n}", may_quote=quotable) for n in range(12)
    ]
    return (
        consultation,
        await make_theme(consultation, "Late taxis", [one.comments[0] for one in heard]),
        heard,
    )


async def test_a_reply_goes_from_draft_to_public(client, sign_in):
    consultation, theme, heard = await a_theme()
    priority = await make_priority()
    await Strategy.filter(id=priority.strategy_id).update(is_current=True)
    await sign_in(Role.PUBLISHER, Role.ANALYST)
    address = f"/staff/consultations/{consultation.slug}/replies/new"
    page = await client.get(address)
    assert "My taxi is late, number" in page.text
    quote = heard[0].comments[0]
    filled = {
        "title": "Taxis on time",
        "themes": str(theme.id),
        "you_said": "Taxis come late.",
        "quotes": f"{quote.id}:0:{len(quote.words)}",
        "status": "done",
        "what": "We changed the times.",
        "why": "The old ones were too early.",
        "lines": str((await Line.filter(priority=priority).first()).id),
        "owner_role": "Head of travel",
        "priority": str(priority.id),
    }
    wrong = await client.post(address, data=filled | {"status": "cannot", "why": ""})
    assert wrong.status_code == 400
    assert "Say why you cannot do it" in wrong.text
    assert "We changed the times." in wrong.text
    kept = await client.post(address, data=filled)
    assert kept.status_code == 303
    reply = await Reply.get(title="Taxis on time")
    page = await client.get(kept.headers["location"])
    assert "Ask somebody else to check" in page.text
    refused = await client.post(f"/staff/replies/{reply.id}/check")
    assert refused.status_code == 422
    assert (await client.get(f"/replies/{reply.slug}")).status_code == 404
    await check_reply(await make_account(name="Bea"), reply, TODAY)
    await refresh_tallies(consultation)
    await publish_report(consultation, None, TODAY)
    assert (await client.post(f"/staff/replies/{reply.id}/publish")).status_code == 303
    public = await client.get(f"/replies/{reply.slug}")
    assert quote.words in public.text
    assert "How many people: 12" in public.text


async def test_a_reply_that_changed_after_it_was_read_is_read_again(client, sign_in):
    consultation, theme, _ = await a_theme()
    writer = await make_account()
    reply = await make_reply(consultation, writer, [theme])
    place = f"/staff/replies/{reply.id}"
    await sign_in(Role.PUBLISHER)
    read = await client.get(place)
    named = make_draft(await make_priority(), you_said="Tom Smith waits on Wensum Road.")
    await rewrite(writer, reply, named, [theme.id])
    for sent in ({}, seen_on(read)):
        refused = await client.post(f"{place}/check", data=sent)
        assert (refused.status_code, "changed this reply after you opened it" in refused.text) == (422, True)
    assert (await Reply.get(id=reply.id)).state == ReplyState.DRAFT
    assert (await client.post(f"{place}/check", data=seen_on(await client.get(place)))).status_code == 303
    assert (await Reply.get(id=reply.id)).state == ReplyState.CHECKED


async def test_the_public_list_shows_cannot_beside_done(client):
    consultation, theme, _ = await a_theme()
    writer, second = await make_account(), await make_account(name="Bea")
    done = await make_reply(consultation, writer, [theme], title="A done thing", status=Status.DONE)
    cannot = await make_reply(
        consultation,
        writer,
        [theme],
        title="A thing that cannot be",
        status=Status.CANNOT,
        why="The law says <b>so</b>.",
        what_else="Ask for a bus pass.",
    )
    for reply in (done, cannot):
        await check_reply(second, reply, TODAY)
        await publish(second, reply, TODAY)
    page = await client.get("/replies")
    assert "A done thing" in page.text
    assert "A thing that cannot be" in page.text
    assert "The law says &lt;b&gt;so&lt;/b&gt;." in page.text
    assert "A done thing" not in (await client.get("/replies?status=cannot")).text
    assert (await client.get("/replies?status=nonsense&page=1")).status_code == 200


async def test_an_update_keeps_where_it_stood_and_late_is_said(client, sign_in):
    consultation, theme, _ = await a_theme()
    writer, second = await make_account(), await make_account(name="Bea")
    reply = await make_reply(consultation, writer, [theme], next_update_on=date(2026, 1, 5))
    await check_reply(second, reply, TODAY)
    await publish(second, reply, TODAY)
    assert "Update late" in (await client.get(f"/replies/{reply.slug}")).text
    await sign_in(Role.PUBLISHER)
    address = f"/staff/replies/{reply.id}/update"
    assert "We changed the pick-up times" in (await client.get(address)).text
    sent = await client.post(
        address, data={"status": "done", "what": "The new times run.", "why": "You asked."}
    )
    assert sent.status_code == 303
    assert "The new times run." not in (await client.get(f"/replies/{reply.slug}")).text
    place = f"/staff/replies/{reply.id}"
    read = seen_on(await client.get(place))
    assert (await client.post(f"{place}/update/publish", data=read)).status_code == 422
    await sign_in(Role.PUBLISHER)
    assert (await client.post(f"{place}/update/publish", data=read)).status_code == 303
    page = await client.get(f"/replies/{reply.slug}")
    assert "The new times run." in page.text
    assert "Position then: Doing" in page.text


async def test_an_update_is_read_whole_and_can_be_taken_back(client, sign_in):
    consultation, theme, _ = await a_theme()
    reply = await make_public_reply(consultation, [theme])
    place = f"/staff/replies/{reply.id}"
    cannot = {
        "status": "cannot",
        "what": "It stops.",
        "why": "Tom Smith said so.",
        "what_else": "Ask the school.",
    }
    await sign_in(Role.PUBLISHER)
    when = {"next_update_on-day": "3", "next_update_on-month": "2", "next_update_on-year": "2020"}
    late = await client.post(f"{place}/update", data=cannot | when)
    assert (late.status_code, "Give a day that is still to come" in late.text) == (400, True)
    assert (await client.post(f"{place}/update", data=cannot)).status_code == 303
    await sign_in(Role.PUBLISHER)
    page = await client.get(place)
    assert "Tom Smith said so." in page.text
    assert "Ask the school." in page.text
    assert (await client.post(f"{place}/update/drop", data=seen_on(page))).status_code == 303
    assert await ReplyUpdate.filter(reply=reply).count() == 0
    again = cannot | {"why": "The law says so."}
    assert (await client.post(f"{place}/update", data=again)).status_code == 303
    await sign_in(Role.PUBLISHER)
    stale = await client.post(f"{place}/update/publish", data=seen_on(page))
    assert (stale.status_code, "does not wait any more" in stale.text) == (422, True)
    fresh = seen_on(await client.get(place))
    assert (await client.post(f"{place}/update/publish", data=fresh)).status_code == 303
    assert (await client.post(f"{place}/update/drop", data=fresh)).status_code == 422
    assert "The law says so." in (await client.get(f"/replies/{reply.slug}")).text


async def test_a_role_for_one_consultation_opens_no_other(client, sign_in):
    consultation, theme, _ = await a_theme()
    reply = await make_reply(consultation, await make_account(), [theme])
    await sign_in(Role.PUBLISHER, consultation=await make_consultation())
    assert (await client.get(f"/staff/replies/{reply.id}")).status_code == 403
    assert (await client.post(f"/staff/replies/{reply.id}/check")).status_code == 403
    assert (await Reply.get(id=reply.id)).state == ReplyState.DRAFT
