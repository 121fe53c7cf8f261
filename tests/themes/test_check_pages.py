"""The pages of blind double coding, as two people use them side by side."""

import re

from feedback.core.roles import Role
from feedback.themes.blind import get_check
from feedback.themes.measuring import measure_checks
from feedback.themes.models import BlindCheck, BlindTick, CheckedComment, CheckState, Coder, Coding
from feedback.voices.models import Comment
from tests.makers.checks import code_all
from tests.makers.themes import NOW, make_comments
from tests.themes.test_checks import make_coded
from tests.themes.test_pages import at
from tests.web import new_client


async def start(client, consultation, first, second, **more):
    sent = {"size": "10", "first": str(first.id), "second": str(second.id)} | more
    return await client.post(at(consultation, "checks"), data=sent)


async def test_two_people_code_a_sample_and_the_report_says_how_far_they_agree(client, sign_in, app, db):
    consultation, themes = await make_coded()
    ann = await sign_in(Role.ANALYST, Role.PUBLISHER)
    async with new_client(app) as other:
        bob = await sign_in(Role.ANALYST, browser=other)
        assert (await start(client, consultation, ann, bob)).status_code == 303
        check = await BlindCheck.get(consultation_id=consultation.id).prefetch_related("consultation")
        page = at(consultation, "checks", check.id)
        assert "Begin coding" in (await client.get(page)).text
        assert "Code 10 comments on your own" in (await other.get("/staff")).text
        one = await client.get(f"{page}/1")
        assert "Comment 1 of 10" in one.text
        empty = await client.post(f"{page}/1", data={})
        assert empty.status_code == 400
        assert "Tick a theme, or “None of these”" in empty.text
        sent = await client.post(f"{page}/1", data={"themes": [str(themes["bus"]), str(themes["taxi"])]})
        assert sent.headers["location"] == f"{page}/2"
        assert "checked" in (await client.get(f"{page}/1")).text
        assert "checked" not in (await other.get(f"{page}/1")).text
        assert (await client.post(f"{page}/2", data={"themes": "none"})).status_code == 303
        assert await BlindTick.filter(coding__account_id=ann.id).count() == 2
        await code_all(check, ann, themes)
        assert "You are done" in (await client.get(page)).text
        assert "F1" not in (await client.get(at(consultation, "report"))).text
        await code_all(check, bob, themes)
    await measure_checks(db, NOW)
    for address in (page, at(consultation, "report")):
        shown = await client.get(address)
        assert "Two people coded the same 10 comments apart" in shown.text
        assert "Krippendorff" in shown.text
    await client.post(at(consultation, "report", "publish"))
    public = await client.get(f"/consultations/{consultation.slug}/report")
    assert "Two people coded the same 10 comments apart" in public.text
    assert "Krippendorff" not in public.text


async def test_what_both_chose_can_be_kept_and_the_rest_be_decided(client, sign_in, db):
    consultation, themes = await make_coded()
    await make_comments(consultation, 1, "Thank you for asking.")  # in no theme, as everybody finds
    ann, bob = await sign_in(Role.ANALYST), await sign_in(Role.ANALYST)
    await start(client, consultation, ann, bob, size="21")
    check = await get_check(consultation, (await BlindCheck.get(consultation_id=consultation.id)).id)
    page = at(consultation, "checks", check.id)
    assert (await client.post(f"{page}/keep")).status_code == 422
    await code_all(check, ann, themes)
    await code_all(check, bob, {"bus": themes["bus"]})
    await measure_checks(db, NOW)
    shown = await client.get(page)
    assert "Both coded 12 comments alike" in shown.text
    assert f"{ann.name}: Taxis. {bob.name}: none of the themes." in shown.text
    assert shown.text.count("none of the themes.") == 8
    assert (await client.post(f"{page}/keep")).headers["location"] == page
    after = await client.get(page)
    assert "Kept for 12 comments." in after.text
    assert "Both coded" not in after.text
    assert "8 comments left" in after.text
    kept = Coding.filter(coder=Coder.PERSON, account_id=bob.id)
    assert await kept.filter(belongs=True, theme_id=themes["bus"]).count() == 12
    # The machine had said "taxis" of two buses, and neither person did.
    assert await kept.filter(belongs=False, theme_id=themes["taxi"]).count() == 2
    assert (await client.post(f"{page}/keep")).status_code == 422
    taxi = await Comment.filter(words__contains="taxi").first()
    await client.post(at(consultation, "comments", taxi.id), data={"themes": str(themes["taxi"])})
    assert "7 comments left" in (await client.get(page)).text


async def test_who_codes_blind_finds_these_comments_in_no_other_list(client, sign_in):
    consultation, themes = await make_coded()
    ann, bob = await sign_in(Role.ANALYST), await sign_in(Role.ANALYST)
    await start(client, consultation, ann, bob, size="20")
    for parts in (("comments",), ("comments", "unread"), ("themes", themes["bus"])):
        page = await client.get(at(consultation, *parts))
        assert "are in no list of yours" in page.text
        assert "nobody rings" not in page.text
    await sign_in(Role.ANALYST)
    page = await client.get(at(consultation, "themes", themes["bus"]))
    assert "nobody rings" in page.text


async def test_nobody_else_codes_and_what_does_not_fit_is_said_beside_its_field(client, sign_in):
    consultation, _ = await make_coded()
    ann, bob = await sign_in(Role.ANALYST), await sign_in(Role.ANALYST)
    same = await start(client, consultation, ann, ann)
    assert same.status_code == 400
    assert "Choose two different people" in same.text
    assert (await start(client, consultation, ann, bob, size="9")).status_code == 400
    assert (await start(client, consultation, ann, bob)).status_code == 303
    check = await BlindCheck.get(consultation_id=consultation.id)
    await sign_in(Role.ANALYST)
    assert (await client.get(at(consultation, "checks", check.id, "1"))).status_code == 404
    assert (await client.get(at(consultation, "checks", check.id, "99"))).status_code == 404
    page = await client.get(at(consultation, "checks", check.id))
    assert "Begin coding" not in page.text
    assert (await client.post(at(consultation, "checks", check.id, "stop"))).status_code == 303
    assert (await BlindCheck.get(id=check.id)).state == CheckState.STOPPED
    assert not await CheckedComment.exists()


async def test_the_keys_can_be_switched_off(client, sign_in):
    consultation, _ = await make_coded()
    ann, bob = await sign_in(Role.ANALYST), await sign_in(Role.ANALYST)
    await start(client, consultation, ann, bob)
    check = await BlindCheck.get(consultation_id=consultation.id)
    address = at(consultation, "checks", check.id, "1")
    on, off = (await client.get(address)).text, (await client.get(f"{address}?keys=off")).text
    assert re.search(r"js/keys\.[0-9a-z]*\.?js|/js/keys", on)
    assert "js/keys" not in off
    assert f'action="{address}?keys=off"' in off
    assert "Switch the keys on" in off
