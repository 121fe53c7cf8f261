"""The public report, attacked: no number that must stay unsaid is in it, or can be worked out from it."""

import csv
import io
import itertools
from dataclasses import asdict
from datetime import timedelta

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.themes.coding import code_comment
from feedback.themes.editions import (
    from_document,
    get_public_report,
    publish_report,
)
from feedback.themes.models import Coding, Theme
from feedback.themes.quotes import choose_quote
from feedback.themes.report import Filters, build_report
from feedback.themes.tallies import refresh_tallies
from tests.makers.consultations import make_consultation
from tests.makers.reports import file_of
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


async def test_of_a_sensitive_matter_it_counts_nothing_that_nearly_everybody_says(db):
    consultation, comments = await make_closed(parent_carer=30, young_person=20)
    await make_theme(consultation, "Bullying", [*comments["parent_carer"][3:], *comments["young_person"]])
    await make_theme(consultation, "Taxis", comments["parent_carer"][:20])
    open_matter = await build_report(consultation, audience="public")
    assert [line.voices.text for line in open_matter.themes] == ["47", "20"]
    consultation.is_sensitive = True
    report = await build_report(consultation, audience="public")
    taxis, bullying = report.themes
    assert (taxis.voices.text, taxis.voices.share) == ("20", "40%")
    assert (bullying.voices.number, bullying.voices.text, bullying.voices.share) == (None, "not shown", "")
    assert {cell.text for cell in bullying.cells} == {"not shown"}


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
    cells = itertools.chain(*csv.reader(io.StringIO(file_of(report))))
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


async def test_words_with_a_way_to_reach_somebody_are_not_put_forward(db):
    consultation = await make_consultation()
    (told,) = await make_comments(consultation, 1, "Mail tom@school.example.", may_quote=True)
    theme = await make_theme(consultation, "Buses", [told])
    person = await make_account(Role.ANALYST)
    with pytest.raises(Refusal, match="phone number or an email address"):
        await choose_quote(await Coding.get(theme_id=theme.id), person, DAY)
    coding = await code_comment(told, theme, person, NOW, (0, 4))
    assert (await choose_quote(coding, person, DAY)).chosen_by_id == person.id
