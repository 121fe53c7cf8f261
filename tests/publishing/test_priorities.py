"""A priority's page and the strategy on one page: by line, by group, over time, for staff and for everybody."""

from datetime import date

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.publishing.priorities import (
    read_overview,
    read_priority,
    themes_in_replies,
    themes_to_tie,
    tie_themes,
)
from feedback.replies.judging import judge_reply, publish_verdicts
from feedback.replies.models import Answered, Asked, ReplyTheme, Status
from feedback.strategy.crosswalk import place_line, place_priority
from feedback.strategy.deleting import delete_line
from feedback.strategy.developing import link_development
from feedback.strategy.loading import load_strategy
from feedback.strategy.models import Line, Priority, Strategy
from feedback.strategy.promising import make_promise
from feedback.themes.editions import publish_report
from feedback.themes.models import Theme, ThemeState
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment
from tests.makers.consultations import make_consultation
from tests.makers.developments import make_development, promised
from tests.makers.strategy import DAY, make_norfolk, small_document
from tests.makers.themes import make_comments, make_noise, make_theme
from tests.publishing.making import make_reply, make_report
from tests.publishing.test_pages import words_of
from tests.web import make_account

P4 = "/priorities/norfolk-send-2021-p4"


async def spoken(closed_on: date = date(2026, 4, 30), parents: int = 24, employers: int = 3) -> Theme:
    """A closed consultation whose people speak of one theme under P4, with its report published."""
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=closed_on)
    comments = await make_comments(consultation, parents, group="parent_carer")
    comments += await make_comments(consultation, 14, group="young_person")
    comments += await make_comments(consultation, employers, group="employer")
    theme = await make_theme(consultation, "Job coaches", comments)
    await Theme.filter(id=theme.id).update(priority_id=(await Priority.get(code="P4")).id)
    await refresh_tallies(consultation)
    await publish_report(consultation, None, today())
    return theme


@pytest.fixture
async def norfolk(db):
    await make_noise()
    return await make_norfolk()


async def test_a_line_shows_its_themes_replies_developments_and_promises(norfolk, client):
    account, line = await make_account(), await Line.get(code="P4-N1")
    theme = await spoken()
    await tie_themes(account, line, [theme.id])
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=DAY)
    await make_reply(consultation, await Priority.get(code="P4"), line, status=Status.DONE)
    development = await make_development()
    await link_development(account, development, [line.priority_id], [line.id])
    await make_promise(account, promised(line=line.id, check_on=DAY), DAY)
    page = words_of(await client.get(P4))
    after = page[page.index(line.text) :]
    assert "Done, waiting for your verdict Late taxis" in after
    assert "Job coaches : 41 people" in after
    assert "A quiet room in every college" in after
    assert "Promised for 2 March 2026, not heard since" in after
    other = await Line.get(code="P4-N2")
    read = await read_priority(await Priority.get(code="P4").prefetch_related("strategy"))
    (silent,) = [one for one in read.lines if one.line.id == other.id]
    assert silent.under.is_silent


async def test_a_line_shows_who_spoke_of_its_themes_and_when(norfolk, client):
    """Groups and earlier consultations stood under the priority only."""
    line = await Line.get(code="P4-N1")
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=DAY)
    comments = await make_comments(consultation, 40, group="parent_carer")
    comments += await make_comments(consultation, 34, group="young_person")
    theme = await make_theme(consultation, "Job coaches", comments[20:60])
    await refresh_tallies(consultation)
    await publish_report(consultation, None, today())
    earlier = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2025, 5, 1))
    await make_report(earlier, await Priority.get(code="P4"), Job_coaches=60)
    edition = await earlier.report_edition
    edition.report["themes"][0]["id"] = str(theme.id)
    await edition.save()
    await tie_themes(await make_account(), line, [theme.id])
    page = words_of(await client.get(P4))
    after = page[page.index(line.text) :]
    assert "1 May 2025: 60 people" in after
    assert "Child or young person: 20, Parent or carer: 20" in after


async def test_people_say_beside_what_was_done_if_it_made_a_difference(norfolk, client):
    line = await Line.get(code="P4-N1")
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=DAY)
    reply = await make_reply(consultation, await Priority.get(code="P4"), line, status=Status.DONE)
    for number in range(11):
        await judge_reply(reply, Asked.RECEIPT, Answered.A_BIT, str(number), DAY)
    await publish_verdicts(DAY)
    page = words_of(await client.get(P4))
    after = page[page.index(line.text) :]
    assert "Did it make a difference? People whose words this answers: Yes: 0, A bit: 11," in after


async def test_the_public_reads_the_numbers_of_the_report_and_staff_the_exact_ones(norfolk):
    await spoken(employers=3)
    priority = await Priority.get(code="P4")
    public, staff = await read_priority(priority), await read_priority(priority, "staff")
    shown = dict(public.under.themes[0].latest.groups)
    exact = dict(staff.under.themes[0].latest.groups)
    assert exact["Employer"].number == 3
    assert exact["Employer"].note == "do not publish"
    assert all(count.number is None or count.number >= 5 for count in shown.values())
    assert "Employer" not in shown or shown["Employer"].number is None
    assert public.under.themes[0].latest.voices.number == staff.under.themes[0].latest.voices.number == 41


async def test_until_a_report_is_published_the_public_sees_no_theme(norfolk):
    consultation = await make_consultation()
    theme = await make_theme(consultation, "Rooms", await make_comments(consultation, 30))
    priority = await Priority.get(code="P4")
    await Theme.filter(id=theme.id).update(priority_id=priority.id)
    await refresh_tallies(consultation)
    assert (await read_priority(priority)).under.themes == []
    assert [one.title for one in (await read_priority(priority, "staff")).under.themes] == ["Rooms"]


async def test_a_theme_is_shown_over_time_the_latest_first_and_never_added_up(norfolk, client):
    priority = await Priority.get(code="P4")
    early = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2025, 5, 1))
    late = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2026, 5, 1), title="Again")
    await make_report(early, priority, Job_coaches=40)
    edition = await make_report(late, priority, Job_coaches=70)
    theme = await Theme.get(title="Job coaches", id__in=await _themes_of_first(early))
    report = edition.report
    report["themes"][0]["id"] = str(theme.id)
    edition.report = report
    await edition.save()
    (said,) = [one for one in (await read_priority(priority)).under.themes if one.id == theme.id]
    assert [(one.asked_on, one.voices.number) for one in said.said] == [
        (date(2026, 5, 1), 70),
        (date(2025, 5, 1), 40),
    ]
    page = words_of(await client.get(P4))
    assert "1 May 2025 : 40 people" in page or "1 May 2025: 40 people" in page
    assert "110" not in page


async def _themes_of_first(consultation) -> list[str]:
    report = (await consultation.report_edition).report
    return [line["id"] for line in report["themes"]]


async def test_a_retired_theme_goes_and_a_merged_one_is_shown_as_what_it_is_part_of(norfolk):
    account, line = await make_account(), await Line.get(code="P4-N1")
    priority = await Priority.get(code="P4")
    first, second = await spoken(), await spoken(date(2026, 6, 1))
    await tie_themes(account, line, [first.id])
    await Theme.filter(id=first.id).update(state=ThemeState.MERGED, merged_into_id=second.id)
    read = await read_priority(priority)
    under = next(one.under for one in read.lines if one.line.id == line.id)
    assert [one.id for one in under.themes] == [second.id]
    await Theme.filter(id=second.id).update(state=ThemeState.RETIRED)
    read = await read_priority(priority)
    assert next(one.under for one in read.lines if one.line.id == line.id).themes == []


async def test_what_hangs_on_an_earlier_edition_is_shown_under_the_new_line_and_stays_under_the_old(
    norfolk, client
):
    account, old = await make_account(), await Line.get(code="P4-N1")
    theme = await spoken()
    await tie_themes(account, old, [theme.id])
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=DAY)
    await make_reply(consultation, await Priority.get(code="P4"), old)
    await load_strategy(small_document(), DAY)
    new = await Line.get(code="P1-N1", priority__strategy__is_current=True)
    before = words_of(await client.get("/priorities/small-2026-p1"))
    assert "Job coaches" not in before
    await place_line(account, old, [new.id], "The same idea.", DAY)
    await place_priority(
        account, await Priority.get(id=old.priority_id), [new.priority_id], "The same idea.", DAY
    )
    after = words_of(await client.get("/priorities/small-2026-p1"))
    assert "Job coaches" in after
    assert "Late taxis" in after
    assert f"Before, in {norfolk.edition}: {old.text}" in after
    assert "Job coaches" in words_of(await client.get(P4))
    with pytest.raises(Refusal, match="cannot be deleted"):
        await delete_line(old)


async def test_the_overview_has_a_row_for_each_line_of_the_current_strategy(norfolk, client, sign_in):
    theme, line = await spoken(employers=2), await Line.get(code="P4-N1")
    await tie_themes(await make_account(), line, [theme.id])
    pages = await read_overview(await Strategy.get(is_current=True))
    assert [len(page.lines) for page in pages] == [9, 9, 7, 9]
    public = words_of(await client.get("/overview"))
    assert public.count("No reply yet") >= 34
    assert "Job coaches : 40 people" in public
    assert "do not publish" not in public
    await sign_in(Role.READER)
    staff = words_of(await client.get("/staff/overview"))
    assert "Job coaches : 40 people (100%)" in staff
    page = words_of(await client.get("/staff/priorities/norfolk-send-2021-p4"))
    assert "Employer: 2 (do not publish)" in page


async def test_no_page_of_a_priority_reads_comments(norfolk, client, sign_in, monkeypatch):
    await spoken()
    await sign_in(Role.READER)

    def refuse(*given, **more):
        raise AssertionError("comments were read")

    for name in ("filter", "all", "get", "get_or_none", "exclude"):
        monkeypatch.setattr(Comment, name, refuse)
    for path in (P4, "/overview", "/staff/overview", "/staff/priorities/norfolk-send-2021-p4"):
        assert (await client.get(path)).status_code == 200


async def test_an_analyst_ties_themes_to_a_line_and_replies_suggest_some(norfolk, client, sign_in):
    theme, line = await spoken(), await Line.get(code="P4-N1")
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=DAY)
    reply = await make_reply(consultation, await Priority.get(code="P4"), line)
    await ReplyTheme.create(reply=reply, theme=theme)
    assert await themes_in_replies(line) == [theme.id]
    assert [one.id for one in await themes_to_tie(line)] == [theme.id]
    await sign_in(Role.ANALYST)
    at = f"/staff/lines/{line.id}/themes"
    assert "answered by a reply" in (await client.get(at)).text
    strange = await Theme.get(title="Noise")
    assert (await client.post(at, data={"themes": str(strange.id)})).status_code == 400
    assert (await client.post(at, data={"themes": str(theme.id)})).status_code == 303
    assert "Job coaches" in words_of(await client.get("/overview"))
    with pytest.raises(Refusal, match="a theme"):
        await delete_line(line)


async def test_exact_numbers_are_for_those_who_may_see_every_consultation(norfolk, client, sign_in):
    await sign_in(Role.READER, consultation=await make_consultation())
    for path in ("/staff/overview", "/staff/priorities/norfolk-send-2021-p4"):
        assert (await client.get(path)).status_code == 403
    await sign_in(Role.EDITOR)
    assert (await client.get("/staff/overview")).status_code == 403
