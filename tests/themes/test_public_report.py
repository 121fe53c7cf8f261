"""The public report, attacked: no number that must stay unsaid is in it, or can be worked out from it."""

import csv
import io
import itertools
from dataclasses import asdict
from datetime import timedelta

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.safety.models import SafetyItem
from feedback.themes.coding import code_comment
from feedback.themes.downloads import report_as_csv
from feedback.themes.editions import (
    from_document,
    get_public_report,
    publish_report,
    refresh_public_reports,
)
from feedback.themes.models import Coding, PublicQuote, Theme
from feedback.themes.quotes import check_quote, choose_quote, public_quotes
from feedback.themes.report import Filters, build_report
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation
from tests.makers.themes import DAY, NOW, make_comments, make_theme
from tests.web import make_account


async def make_closed(**groups: int):
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=DAY)
    comments = {
        group: await make_comments(consultation, count, group=group, may_quote=True)
        for group, count in groups.items()
    }
    return consultation, comments


async def test_below_ten_people_it_says_nothing_else(db):
    consultation, comments = await make_closed(parent_carer=9)
    await make_theme(consultation, "Buses", comments["parent_carer"])
    report = await build_report(consultation, audience="public")
    assert report.sentence == "Fewer than 10 people answered so far."
    assert (report.themes, report.columns, report.voices.text) == ((), (), "")


async def test_it_says_large_numbers_and_hides_small_ones(db):
    consultation, comments = await make_closed(parent_carer=30, young_person=20)
    await make_theme(consultation, "Buses", [*comments["parent_carer"][:20], *comments["young_person"][:10]])
    await make_theme(consultation, "Taxis", comments["parent_carer"][:3])
    report = await build_report(consultation, audience="public")
    said = {line.title: (line.voices.text, line.voices.share) for line in report.themes}
    assert said == {"Buses": ("30", "60%"), "Taxis": ("fewer than 5", "")}
    buses, taxis = report.themes
    assert [cell.number for cell in buses.cells] == [10, 20]
    assert [cell.text for cell in taxis.cells] == ["not shown", "not shown"]
    assert all(line.comments.text == "" for line in report.themes)
    assert report.no_theme.text == ""


async def test_no_hidden_number_is_in_what_is_stored_or_downloaded(db):
    consultation, comments = await make_closed(parent_carer=43, young_person=20, employer=3)
    everyone = [comment for group in comments.values() for comment in group]
    await make_theme(consultation, "Buses", everyone[:61])
    await make_theme(consultation, "Taxis", [*comments["employer"], *comments["parent_carer"][:24]])
    report = await build_report(consultation, audience="public")
    texts = [
        part
        for line in report.themes
        for count in (line.comments, line.voices, *line.cells)
        for part in (count.text, count.share, str(count.number))
    ]
    assert not set(texts) & {"1", "2", "3", "4"}
    cells = itertools.chain(*csv.reader(io.StringIO(report_as_csv(report))))
    assert not set(cells) & {"1", "2", "3", "4"}
    assert from_document(asdict(report)) == report


async def test_a_public_report_has_no_filters(db):
    consultation, _ = await make_closed(parent_carer=10)
    with pytest.raises(Refusal):
        await build_report(consultation, Filters(group="parent_carer"), "public")


async def test_two_editions_never_differ_by_a_few_people(db):
    consultation, _ = await make_closed(parent_carer=20)
    await refresh_tallies(consultation)
    first = await publish_report(consultation, None, DAY)
    await make_comments(consultation, 3, group="parent_carer")
    await refresh_tallies(consultation)
    later = DAY + timedelta(days=3)
    assert (await publish_report(consultation, None, later)).id == first.id
    assert (await get_public_report(consultation))[0].voices.number == 20
    await make_comments(consultation, 2, group="parent_carer")
    await refresh_tallies(consultation)
    await publish_report(consultation, None, later)
    assert (await get_public_report(consultation))[0].voices.number == 25


async def test_a_theme_stays_as_published_while_a_few_people_came_to_it(db):
    """Five came and two of them said it: the new edition must not tell how many of the five."""
    consultation, comments = await make_closed(parent_carer=20)
    await make_theme(consultation, "Buses", comments["parent_carer"][:12])
    await refresh_tallies(consultation)
    await publish_report(consultation, None, DAY)
    more = await make_comments(consultation, 5, group="parent_carer")
    theme, reader = await Theme.get(title="Buses"), await make_account(Role.ANALYST)
    for comment in more[:2]:
        await code_comment(comment, theme, reader, NOW)
    await refresh_tallies(consultation)
    await publish_report(consultation, None, DAY + timedelta(days=1))
    report, _ = await get_public_report(consultation)
    assert [report.voices.number, report.themes[0].voices.number] == [25, 12]
    assert "14" not in report.sentence


async def test_themes_that_come_after_the_close_are_published(db):
    """Nobody answers any more, so waiting for five new people would be waiting for ever."""
    consultation, comments = await make_closed(parent_carer=20)
    await refresh_tallies(consultation)
    first = await publish_report(consultation, None, DAY)
    assert (
        await publish_report(consultation, None, DAY + timedelta(days=1))
    ).published_on == first.published_on
    await make_theme(consultation, "Buses", comments["parent_carer"][:12])
    await refresh_tallies(consultation)
    await publish_report(consultation, None, DAY + timedelta(days=2))
    report, published_on = await get_public_report(consultation)
    assert [line.title for line in report.themes] == ["Buses"]
    assert published_on == DAY + timedelta(days=2)


async def test_the_schedule_publishes_what_ended_and_nothing_else(db):
    closed, _ = await make_closed(parent_carer=12)
    running = await make_consultation()
    await make_comments(running, 12)
    for consultation in (closed, running):
        await refresh_tallies(consultation)
    await refresh_public_reports(db, NOW)
    assert (await get_public_report(closed))[0].voices.number == 12
    with pytest.raises(NotFound):
        await get_public_report(running)


async def make_quoted(consultation, comment):
    coding = await Coding.get(comment_id=comment.id, belongs=True)
    quote = await choose_quote(coding, await make_account(Role.ANALYST), DAY)
    await check_quote(quote, await make_account(Role.ANALYST), DAY)
    return quote


async def test_a_quote_needs_a_second_person(db):
    consultation, comments = await make_closed(parent_carer=12)
    await make_theme(consultation, "Buses", comments["parent_carer"])
    report = await build_report(consultation, audience="public")
    coding = await Coding.get(comment_id=comments["parent_carer"][0].id)
    first, second = await make_account(Role.ANALYST), await make_account(Role.ANALYST)
    quote = await choose_quote(coding, first, DAY)
    assert not any((await public_quotes(consultation, report)).values())
    with pytest.raises(Refusal, match="somebody else"):
        await check_quote(quote, first, DAY)
    await check_quote(quote, second, DAY)
    ((shown,),) = (await public_quotes(consultation, report)).values()
    assert shown.words == comments["parent_carer"][0].words
    assert (await PublicQuote.get(id=quote.id)).checked_by_id == second.id
    with pytest.raises(Refusal):
        await check_quote(quote, second, DAY)


async def test_a_quote_names_a_group_only_where_ten_of_it_say_so(db):
    consultation, comments = await make_closed(parent_carer=30, young_person=20)
    parents, young = comments["parent_carer"], comments["young_person"]
    await make_theme(consultation, "Buses", [*parents[:14], *young[:7]])
    await make_quoted(consultation, parents[0])
    await make_quoted(consultation, young[0])
    report = await build_report(consultation, audience="public")
    (quotes,) = (await public_quotes(consultation, report)).values()
    assert {quote.comment_id: quote.group for quote in quotes} == {
        str(parents[0].id): "Parent or carer",
        str(young[0].id): "",
    }


async def test_words_without_leave_or_held_or_in_doubt_are_not_quoted(db):
    consultation, comments = await make_closed(parent_carer=12)
    parents = comments["parent_carer"]
    (silent,) = await make_comments(consultation, 1, "Do not quote me.", "parent_carer")
    await make_theme(consultation, "Buses", [*parents, silent])
    with pytest.raises(Refusal, match="did not say"):
        await choose_quote(await Coding.get(comment_id=silent.id), await make_account(Role.ANALYST), DAY)
    held, doubtful, _ = parents[:3]
    for comment in parents[:3]:
        await make_quoted(consultation, comment)
    report = await build_report(consultation, audience="public")
    assert [len(quotes) for quotes in (await public_quotes(consultation, report)).values()] == [3]
    await Comment.filter(id=held.id).update(state=CommentState.HELD)
    await SafetyItem.create(comment_id=doubtful.id, consultation=consultation, words="…", raised_at=NOW)
    (quotes,) = (await public_quotes(consultation, report)).values()
    assert [quote.comment_id for quote in quotes] == [str(parents[2].id)]
