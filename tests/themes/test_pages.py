"""A walk through the pages of themes, by everybody who may come in, without a browser."""

import re
from uuid import uuid4

import pytest

from feedback.core.models import Job, JobState
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.themes.models import Coding, Reading, RunState, SuggestionRun, Theme, ThemeState
from feedback.themes.suggesting import KIND
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.themes import make_comments, make_suggestions, make_theme, version_of
from tests.makers.voices import HARM, make_comment
from tests.web import new_client, seen_on


def at(consultation, *parts: str) -> str:
    return "/".join(("/staff/consultations", consultation.slug, *map(str, parts)))


async def make_talked_about():
    consultation = await make_consultation()
    comments = await make_comments(consultation, 6, "The bus is late again.", "parent_carer")
    return consultation, comments


async def test_a_lead_asks_for_themes_and_may_stop(client, sign_in):
    consultation, _ = await make_talked_about()
    person = await sign_in(Role.ANALYST)
    page = await client.get(at(consultation, "themes"))
    assert "Look for themes" in page.text
    sent = await client.post(at(consultation, "themes"), data={"question": ""})
    assert sent.status_code == 303
    run = await SuggestionRun.get(consultation=consultation)
    job = await Job.get(id=run.job_id)
    assert (job.kind, job.asked_by, run.state) == (KIND, str(person.id), RunState.WAITING)
    page = await client.get(at(consultation, "themes"))
    assert "Stop looking" in page.text
    again = await client.post(at(consultation, "themes"), data={"question": ""})
    assert again.status_code == 400
    assert "looking for themes already" in again.text
    await client.post(at(consultation, "themes", "cancel"))
    assert (await Job.get(id=job.id)).state == JobState.CANCELLED
    assert (await SuggestionRun.get(id=run.id)).state == RunState.CANCELLED
    assert "Stop looking" not in (await client.get(at(consultation, "themes"))).text


async def test_without_comments_there_is_nothing_to_ask_for(client, sign_in):
    consultation = await make_consultation()
    await sign_in(Role.ANALYST)
    sent = await client.post(at(consultation, "themes"), data={"question": ""})
    assert sent.status_code == 400
    assert "no comments to look at" in sent.text


async def test_a_lead_adopts_and_renames_on_the_way(client, sign_in):
    consultation, comments = await make_talked_about()
    first, second = await make_suggestions(
        consultation, {"Buses are late": comments[:4], "Taxis": comments[4:]}
    )
    await sign_in(Role.ANALYST)
    page = await client.get(at(consultation, "themes"))
    for said in (
        "Buses are late",
        "4 comments",
        "Parent or carer 4",
        "The bus is late again. (0)",
        "the bus",
    ):
        assert said in page.text
    address = at(consultation, "suggestions", first.id, "adopt")
    wrong = await client.post(address, data={"s1-title": " ", "s1-version": "0", "s1-into": ""})
    assert wrong.status_code == 400
    assert "Give the theme a name" in wrong.text
    sent = await client.post(address, data={"s1-title": "Late buses", "s1-version": "0", "s1-into": ""})
    assert sent.status_code == 303
    theme = await Theme.get(title="Late buses")
    assert await Coding.filter(theme=theme).count() == 4
    stale = await client.post(
        at(consultation, "suggestions", second.id, "adopt"),
        data={"s2-title": "Taxis", "s2-version": "0", "s2-into": ""},
    )
    assert stale.status_code == 400
    assert "adopted “Late buses” while you had this page open" in stale.text
    await client.post(at(consultation, "themes", "adopt"), data={"version": "1"})
    assert await Theme.filter(title="Taxis").exists()
    assert "Every suggestion is adopted" in (await client.get(at(consultation, "themes"))).text


async def test_a_lead_puts_a_suggestion_into_a_theme_that_is_there(client, sign_in):
    consultation, comments = await make_talked_about()
    theme = await make_theme(consultation, "Buses", comments[:3])
    (suggestion,) = await make_suggestions(consultation, {"More buses": comments[3:]})
    await sign_in(Role.ANALYST)
    await client.post(
        at(consultation, "suggestions", suggestion.id, "adopt"),
        data={"s1-title": "More buses", "s1-version": "1", "s1-into": str(theme.id)},
    )
    assert await Coding.filter(theme=theme).count() == 6


async def test_a_lead_renames_merges_links_and_retires(client, sign_in):
    consultation, comments = await make_talked_about()
    buses = await make_theme(consultation, "Buses", comments[:3])
    taxis = await make_theme(consultation, "Taxis", comments[3:5])
    trains = await make_theme(consultation, "Trains", comments[5:])
    priority = await make_priority()
    await sign_in(Role.ANALYST)
    page = await client.get(at(consultation, "themes", buses.id, "edit"))
    assert "Merge" in page.text
    for theme, act, data in (
        (buses, "rename", {"rename-title": "All buses", "rename-description": "Buses to school"}),
        (buses, "link", {"link-priority": str(priority.id)}),
        (taxis, "merge", {"merge-into": str(buses.id)}),
        (trains, "retire", {}),
    ):
        version = {f"{act}-version": str(await version_of(consultation))}
        sent = await client.post(at(consultation, "themes", theme.id, act), data=data | version)
        assert sent.status_code == 303, (act, sent.text)
    buses = await Theme.get(id=buses.id)
    assert (buses.title, buses.description, buses.priority_id) == (
        "All buses",
        "Buses to school",
        priority.id,
    )
    assert (await Theme.get(id=taxis.id)).merged_into_id == buses.id
    assert (await Theme.get(id=trains.id)).state == ThemeState.RETIRED
    page = await client.get(at(consultation, "themes"))
    assert "merged “Taxis” into “All buses”" in page.text


async def test_a_form_of_yesterday_is_told_what_changed_and_keeps_what_was_typed(client, sign_in):
    consultation, comments = await make_talked_about()
    theme = await make_theme(consultation, "Buses", comments)
    await sign_in(Role.ANALYST)
    data = {"rename-title": "First name", "rename-description": "", "rename-version": "1"}
    await client.post(at(consultation, "themes", theme.id, "rename"), data=data)
    late = await client.post(
        at(consultation, "themes", theme.id, "rename"), data=data | {"rename-title": "Second name"}
    )
    assert late.status_code == 400
    assert "renamed “Buses” to “First name”" in late.text
    assert 'value="Second name"' in late.text


async def test_a_reader_of_words_marks_the_page_that_was_on_screen(client, sign_in):
    consultation = await make_consultation()
    await make_comments(consultation, 23)
    person = await sign_in(Role.ANALYST)
    page = await client.get(at(consultation, "comments", "unread"))
    ids = re.findall(r'name="comment" value="([0-9a-f-]{36})"', page.text.split("I have read this page")[0])
    assert len(ids) == 20
    await client.post(
        at(consultation, "comments", "read"), data={"comment": ids, "back": at(consultation, "comments")}
    )
    assert await Reading.filter(account=person).count() == 20
    assert "3 comments." in (await client.get(at(consultation, "comments", "unread"))).text
    entry = await AuditEntry.filter(account=person, action="comments.view").order_by("at").first()
    assert entry.detail == "20 comments"


@pytest.mark.parametrize("where", ["https://elsewhere.test/", "//elsewhere.test", "javascript:x"])
async def test_the_way_back_leads_to_no_other_site(client, sign_in, where):
    consultation, comments = await make_talked_about()
    await sign_in(Role.ANALYST)
    sent = await client.post(
        at(consultation, "comments", "read"), data={"comment": str(comments[0].id), "back": where}
    )
    assert sent.headers["location"] == at(consultation, "themes")


async def test_a_person_codes_moves_and_says_not_this(client, sign_in):
    consultation, comments = await make_talked_about()
    buses = await make_theme(consultation, "Buses", comments[:3])
    taxis = await make_theme(consultation, "Taxis", comments[3:4])
    await sign_in(Role.ANALYST)
    assert "Change the theme of comment 1" in (await client.get(at(consultation, "themes", buses.id))).text

    async def decide(comment, **data):
        sent = await client.post(at(consultation, "comments", comment.id, "theme"), data=data)
        return sent.status_code

    assert await decide(comments[5], act="code", theme=str(buses.id), part="bus is late") == 303
    coding = await Coding.get(comment_id=comments[5].id, theme=buses)
    assert (coding.start, coding.end) == (4, 15)
    assert await decide(comments[0], act="move", out_of=str(buses.id), theme=str(taxis.id)) == 303
    assert await decide(comments[1], act="not", out_of=str(buses.id)) == 303
    assert await Coding.filter(theme=buses, belongs=True).count() == 2
    assert await Coding.filter(theme=taxis, belongs=True).count() == 2
    assert await decide(comments[4], act="code", theme="") == 400
    assert await decide(comments[4], act="code", theme=str(buses.id), part="not said") == 400
    assert await decide(comments[4], act="code", theme=str(uuid4())) == 404
    assert await decide(comments[4], act="dance") == 404


async def test_each_list_shows_its_comments_and_never_a_held_or_withdrawn_one(client, sign_in):
    consultation, comments = await make_talked_about()
    theme = await make_theme(consultation, "Buses", comments[:3])
    (suggestion,) = await make_suggestions(consultation, {"Taxis": comments[3:5]})
    await make_comment(HARM, consultation=consultation)
    await Comment.filter(id=comments[0].id).update(state=CommentState.WITHDRAWN)
    await sign_in(Role.ANALYST)
    for parts, shown in (
        (("comments",), range(1, 6)),
        (("comments", "no-theme"), range(3, 6)),
        (("comments", "unsure"), range(1, 3)),
        (("comments", "unread"), range(1, 6)),
        (("themes", theme.id), range(1, 3)),
        (("suggestions", suggestion.id), range(3, 5)),
    ):
        page = await client.get(at(consultation, *parts))
        assert page.status_code == 200
        found = {int(number) for number in re.findall(r"late again\. \((\d)\)", page.text)}
        assert found == set(shown), parts
        assert "hits me" not in page.text
    for parts in (("themes",), ("report",), ("report.csv",)):
        page = await client.get(at(consultation, *parts))
        assert page.status_code == 200
        assert "late again. (0)" not in page.text
        assert "hits me" not in page.text


async def test_words_are_for_analysts_and_numbers_for_readers(client, sign_in):
    consultation, comments = await make_talked_about()
    theme = await make_theme(consultation, "Buses", comments)
    await sign_in(Role.READER)
    report = await client.get(at(consultation, "report"))
    assert report.status_code == 200
    assert "Buses" in report.text
    assert "late again" not in report.text
    for parts in (("themes",), ("comments",), ("themes", theme.id), ("quotes",)):
        assert (await client.get(at(consultation, *parts))).status_code == 403
    await sign_in(Role.ANALYST)
    assert "late again" in (await client.get(at(consultation, "report"))).text


async def test_an_analyst_of_one_consultation_sees_no_other(client, sign_in, noise):
    consultation, _ = await make_talked_about()
    await sign_in(Role.ANALYST, consultation=consultation)
    assert (await client.get(at(consultation, "comments"))).status_code == 200
    assert (await client.get(at(noise, "comments"))).status_code == 403
    assert (await client.get(at(noise, "report"))).status_code == 403


async def test_nothing_of_another_consultation_opens_by_its_id(client, sign_in, noise):
    consultation, _ = await make_talked_about()
    elsewhere = await Comment.filter(consultation=noise).order_by("id").first()
    theme = await Theme.get(title="Noise")
    await sign_in(Role.ANALYST)
    assert (await client.get(at(consultation, "themes", theme.id))).status_code == 404
    sent = await client.post(
        at(consultation, "comments", elsewhere.id, "theme"), data={"act": "not", "out_of": str(theme.id)}
    )
    assert sent.status_code == 404
    assert (await client.get("/staff/consultations/nowhere/report")).status_code == 404


async def test_the_report_filters_and_refuses_what_does_not_go_together(client, sign_in):
    consultation, comments = await make_talked_about()
    await make_comments(consultation, 4, "The taxi is late.", "young_person", age_band="13-15")
    await make_theme(consultation, "Buses", comments)
    await sign_in(Role.READER)
    page = await client.get(at(consultation, "report?group=young_person"))
    assert "do not publish" in page.text
    assert page.text.count("13 to 15") >= 2
    three = await client.get(at(consultation, "report?group=young_person&age_band=13-15&question=q1"))
    assert three.status_code == 400
    assert "Choose two filters at most" in three.text
    assert (await client.get(at(consultation, "report?group=martians"))).status_code == 400
    file = await client.get(at(consultation, "report.csv?group=parent_carer"))
    assert file.headers["content-type"].startswith("text/csv")
    assert "Buses,6,6" in file.text
    assert (await client.get(at(consultation, "report.csv?group=martians"))).status_code == 422


async def test_the_public_sees_a_report_once_it_is_published(client, sign_in, app):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 20, "Some words.", "parent_carer", may_quote=True)
    more = await make_comments(consultation, 14, "Other words.", "young_person")
    await make_theme(consultation, "Buses", [*comments, *more[:3]])
    public = f"/consultations/{consultation.slug}/report"
    async with new_client(app) as somebody:
        assert (await somebody.get(public)).status_code == 404
        await sign_in(Role.PUBLISHER, Role.ANALYST)
        assert (await client.post(at(consultation, "report", "publish"))).status_code == 303
        page = await somebody.get(public)
        assert page.status_code == 200
        assert "34 people told us about 35 things" in page.text
        assert "fewer than 5" in page.text or "not shown" in page.text
        assert "Some words" not in page.text
        assert "do not publish" not in page.text
        file = await somebody.get(public + ".csv")
        assert file.text.splitlines()[2] == "Buses,23,68%,not shown,not shown"
        assert not re.search(r"\b3\b", file.text)
    quotes = await client.get(at(consultation, "quotes"))
    assert "No quote has been put forward" in quotes.text


async def test_a_quote_goes_public_in_two_steps_by_two_people(client, sign_in, app):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 12, "Some words.", "parent_carer", may_quote=True)
    theme = await make_theme(consultation, "Buses", comments)
    await sign_in(Role.ANALYST, Role.PUBLISHER)
    await client.post(
        at(consultation, "comments", comments[0].id, "theme"),
        data={"act": "quote", "out_of": str(theme.id)},
    )
    page = await client.get(at(consultation, "quotes"))
    assert "Some words" in page.text
    assert "Nobody can be identified</button>" not in page.text
    await client.post(at(consultation, "report", "publish"))
    public = f"/consultations/{consultation.slug}/report"
    assert "Some words" not in (await client.get(public)).text
    async with new_client(app) as other:
        await sign_in(Role.ANALYST, browser=other)
        page = await other.get(at(consultation, "quotes"))
        check = re.search(r'action="([^"]+/check)"', page.text).group(1)
        await Coding.filter(comment_id=comments[0].id).update(end=4)
        assert (await other.post(check, data=seen_on(page))).status_code == 422, (
            "not the words that they read"
        )
        await Coding.filter(comment_id=comments[0].id).update(end=len(comments[0].words))
        assert (await other.post(check, data=seen_on(page))).status_code == 303
        assert "Some words" not in (await other.get(public)).text
        await client.post(at(consultation, "report", "publish"))
        assert "Some words. (0)" in (await other.get(public)).text
        drop = re.search(r'action="([^"]+/drop)"', page.text).group(1)
        await other.post(drop)
        assert "Some words" not in (await other.get(public)).text
