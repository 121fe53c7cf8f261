"""The yearly report's pages: brought to its end by staff, read by everybody."""

import re
from dataclasses import replace

import pytest

from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.privacy.withdrawing import withdraw_voice
from feedback.replies.models import ReplyTheme
from feedback.themes.models import Coding
from feedback.voices.models import Comment, OfferPart, Voice
from feedback.yearly.models import Decision, Sorting, Subject, YearlyReport
from feedback.yearly.reporting import publish_report, start_report
from feedback.yearly.sorting import Sorted, answer_theme, check_sorting, sort_comment
from tests.makers.consultations import make_priority
from tests.publishing.making import make_reply
from tests.web import seen_on
from tests.yearly.making import AFTER, FIRST, LAST, NOW, decided, make_year

LAST_YEAR = {
    "first_day-day": "1",
    "first_day-month": "1",
    "first_day-year": "2026",
    "last_day-day": str(31),
    "last_day-month": "3",
    "last_day-year": "2026",
}


@pytest.fixture
async def year(db):
    return await make_year()


async def test_a_report_is_refused_completed_and_published(client, sign_in, year):
    maker = await sign_in(Role.PUBLISHER, Role.ANALYST)
    started = await client.post("/staff/yearly", data=LAST_YEAR)
    at = started.headers["location"]
    report = await YearlyReport.get(made_by_id=maker.id)
    page = (await client.get(at)).text
    assert "Comments that keep this report from being final" in page
    assert "Late buses" in page
    await client.post(f"{at}/themes/{year.theme.id}", data={"subject": "quality"})
    reply = await make_reply(year.consultation, await make_priority())
    await ReplyTheme.create(reply=reply, theme=year.theme)
    comments = (await client.get(f"{at}/comments")).text
    assert "A ramp is missing at the door." in comments
    assert "The bus is late" not in comments
    wrong = await client.post(
        f"{at}/comments/{year.quotable.id}", data={"subject": "missing", "decision": "publish"}
    )
    assert (wrong.status_code, "what is done about it" in wrong.text) == (400, True)
    fields = {"subject": "missing", "answer": "A ramp comes.", "owner_role": "Head of buildings"}
    fields |= {"due_on-day": "31", "due_on-month": "5", "due_on-year": "2027"}
    await client.post(f"{at}/comments/{year.quotable.id}", data=fields | {"decision": "publish"})
    withheld = {"subject": "elsewhere", "decision": "own_service", "reason": "About one driver."}
    await client.post(f"{at}/comments/{year.private.id}", data=withheld)
    refused = await client.post(f"{at}/publish")
    assert (refused.status_code, "Ask somebody else" in refused.text) == (422, True)
    await sign_in(Role.PUBLISHER, Role.ANALYST)
    waits = await client.post(f"{at}/publish")
    assert (waits.status_code, "waits for a second person’s check" in waits.text) == (422, True)
    sorting = await Sorting.get(comment_id=year.quotable.id)
    read = await client.get(f"{at}/checks")
    assert "A ramp is missing" in read.text
    await client.post(f"{at}/checks/{sorting.id}", data=seen_on(read))
    assert (await client.post(f"{at}/publish")).status_code == 303
    public = (await client.get(f"/yearly-reports/{report.slug}")).text
    for words in (
        "A ramp is missing at the door.",
        "A ramp comes.",
        "Late buses",
        "fewer than 5",
        "Late taxis",
    ):
        assert words in public
    assert "I wait alone" not in public
    assert "About one driver" not in public
    assert report.slug in (await client.get("/yearly-reports")).text


async def test_what_was_changed_after_it_was_read_is_read_again(client, sign_in, year):
    await sign_in(Role.PUBLISHER, Role.ANALYST)
    at = (await client.post("/staff/yearly", data=LAST_YEAR)).headers["location"]
    ramp = Sorted(
        subject=Subject.MISSING,
        decision=Decision.PUBLISH,
        answer="A ramp comes.",
        owner_role="Head",
        due_on=LAST,
    )
    await sort_comment(year.writer, year.quotable, ramp, NOW)
    read = await client.get(f"{at}/checks")
    sorting = await sort_comment(
        year.writer, year.quotable, replace(ramp, answer="Tom Smith builds it."), NOW
    )
    for sent in ({}, seen_on(read)):
        stale = await client.post(f"{at}/checks/{sorting.id}", data=sent)
        assert (stale.status_code, "changed this after you opened the page" in stale.text) == (422, True)
    again = await client.get(f"{at}/checks")
    assert (await client.post(f"{at}/checks/{sorting.id}", data=seen_on(again))).status_code == 303


async def test_what_people_chose_as_its_subject_is_where_staff_start(client, sign_in, year):
    await sign_in(Role.PUBLISHER, Role.ANALYST)
    at = (await client.post("/staff/yearly", data=LAST_YEAR)).headers["location"]
    await Comment.filter(id=year.quotable.id).update(offer_part=OfferPart.FINDING)
    page = (await client.get(f"{at}/comments/{year.quotable.id}")).text
    assert "They chose what it is about: How easy it is to find and understand." in page
    assert re.search(r'value="finding"[^>]*checked', page)
    told = await Coding.filter(theme=year.theme).order_by("id").limit(3).values_list("comment_id", flat=True)
    await Comment.filter(id__in=told[:2]).update(offer_part=OfferPart.NOT_ABOUT)
    await Comment.filter(id=told[2]).update(offer_part=OfferPart.QUALITY)
    page = (await client.get(f"{at}/themes/{year.theme.id}")).text
    assert "say that it is about: Not about the Local Offer." in page
    assert re.search(r'value="elsewhere"[^>]*checked', page)


async def test_a_draft_is_nobody_elses(client, sign_in, year):
    await sign_in(Role.PUBLISHER)
    await client.post("/staff/yearly", data=LAST_YEAR)
    report = await YearlyReport.all().first()
    assert (await client.get(f"/yearly-reports/{report.slug}")).status_code == 404
    assert report.slug not in (await client.get("/yearly-reports")).text


async def test_words_are_for_analysts_and_reading_them_is_written_down(client, sign_in, year):
    await sign_in(Role.PUBLISHER)
    at = (await client.post("/staff/yearly", data=LAST_YEAR)).headers["location"]
    for path in (f"{at}/comments", f"{at}/comments/{year.quotable.id}", f"{at}/checks"):
        assert (await client.get(path)).status_code == 403
    before = await AuditEntry.filter(action="comments.view").count()
    await sign_in(Role.ANALYST)
    await client.get(f"{at}/comments")
    assert await AuditEntry.filter(action="comments.view").count() == before + 1


async def test_roles_for_one_consultation_open_no_yearly_report(client, sign_in, year):
    await sign_in(Role.PUBLISHER, Role.ANALYST, consultation=year.consultation)
    assert (await client.get("/staff/yearly")).status_code == 403


async def test_everybody_finds_where_a_complaint_about_their_own_support_is_heard(client):
    page = (await client.get("/your-own-support")).text
    for words in ("complain", "SENDIASS", "Mediation", "Tribunal"):
        assert words.lower() in page.lower()


async def test_the_draft_shows_what_is_there_already(client, sign_in, year):
    await answer_theme(year.writer, year.theme, Subject.QUALITY, "There is no money.", "Head of travel", NOW)
    await sign_in(Role.PUBLISHER)
    await YearlyReport.create(
        slug="draft", first_day=FIRST, last_day=LAST, version=1, made_by_id=year.writer.id
    )
    report = await YearlyReport.get(slug="draft")
    page = (await client.get(f"/staff/yearly/{report.id}")).text
    assert "There is no money." in page
    assert "30 people" in page
    assert today() > FIRST


async def test_the_page_counts_nobody_who_took_words_back(client, year):
    await answer_theme(
        year.writer, year.theme, Subject.QUALITY, "It is paid for until May.", "Head of travel", NOW
    )
    for comment in (year.quotable, year.private):
        await sort_comment(
            year.writer, comment, decided(decision=Decision.SUMMARY, words="We need a ramp."), NOW
        )
    for sorting in await Sorting.all():
        await check_sorting(year.checker, sorting, AFTER)
    report = await start_report(year.writer, FIRST, LAST, today())
    await publish_report(year.checker, report, AFTER)
    for comment in (year.quotable, year.private):
        await withdraw_voice(await Voice.get(id=comment.voice_id), NOW, AFTER)
        page = (await client.get(f"/yearly-reports/{report.slug}")).text
        assert "Some of what stood here was taken back since." in page
        assert not re.search(r"[\d,]+ comments? that stood here", page)
