"""The report says what the rows say, group beside group, and nothing of other consultations."""

import csv
import io

import pytest

from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.core.thresholds import DO_NOT_PUBLISH
from feedback.themes.adopting import link_priority
from feedback.themes.coding import uncode_comment
from feedback.themes.quotes import staff_quotes
from feedback.themes.reading import mark_read
from feedback.themes.report import Filters, Report, build_report
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.reports import file_of
from tests.makers.themes import DAY, NOW, make_comments, make_theme
from tests.makers.voices import make_voice
from tests.web import make_account


def counts(report: Report) -> dict[str, tuple[int | None, int | None]]:
    return {line.title: (line.comments.number, line.voices.number) for line in report.themes}


async def make_mixed():
    """12 parents and 8 young people; buses are said by 10 and 6 of them, taxis by 2 and 2."""
    consultation = await make_consultation()
    parents = await make_comments(consultation, 12, group="parent_carer", age_band="over-25")
    young = await make_comments(consultation, 8, group="young_person", age_band="13-15")
    buses = await make_theme(consultation, "Buses", [*parents[:10], *young[:6]])
    taxis = await make_theme(consultation, "Taxis", [*parents[9:11], *young[5:7]])
    return consultation, parents, young, buses, taxis


async def test_it_counts_comments_voices_and_shares(db):
    consultation, parents, *_ = await make_mixed()
    report = await build_report(consultation)
    assert (report.comments.number, report.voices.number) == (20, 20)
    assert counts(report) == {"Buses": (16, 16), "Taxis": (4, 4)}
    assert [line.voices.share for line in report.themes] == ["80%", "20%"]
    assert report.no_theme.number == 2
    assert report.sentence == "People spoke most about “Buses”: 16. Next came “Taxis”: 4."
    person = await make_account(Role.ANALYST)
    await mark_read(consultation, [comment.id for comment in parents[:5]], person, Role.ANALYST, DAY)
    assert (await build_report(consultation)).read.share == "25%"


async def test_groups_stand_side_by_side(db):
    consultation, *_ = await make_mixed()
    report = await build_report(consultation)
    assert [(column.label, column.voices.number) for column in report.columns] == [
        ("Child or young person", 8),
        ("Parent or carer", 12),
    ]
    assert [[cell.number for cell in line.cells] for line in report.themes] == [[6, 10], [2, 2]]


async def test_small_numbers_carry_a_mark_for_staff(db):
    consultation, *_ = await make_mixed()
    report = await build_report(consultation)
    assert [line.voices.note for line in report.themes] == ["", DO_NOT_PUBLISH]


@pytest.mark.parametrize(
    ("filters", "expected", "columns"),
    [
        (Filters(group="parent_carer"), {"Buses": (10, 10), "Taxis": (2, 2)}, ["Older than 25"]),
        (Filters(age_band="13-15"), {"Buses": (6, 6), "Taxis": (2, 2)}, ["Child or young person"]),
        (Filters(group="parent_carer", age_band="13-15"), {"Buses": (0, 0), "Taxis": (0, 0)}, []),
        (Filters(by="age_band"), {"Buses": (16, 16), "Taxis": (4, 4)}, ["13 to 15", "Older than 25"]),
        (Filters(question_key="q2"), {"Buses": (0, 0), "Taxis": (0, 0)}, []),
    ],
)
async def test_it_filters(db, filters, expected, columns):
    consultation, *_ = await make_mixed()
    report = await build_report(consultation, filters)
    assert counts(report) == expected
    assert [column.label for column in report.columns] == columns


async def test_it_refuses_three_filters(db):
    consultation, *_ = await make_mixed()
    with pytest.raises(Refusal, match="two filters"):
        await build_report(consultation, Filters("parent_carer", "13-15", "q1"))


async def test_it_filters_by_question(db):
    consultation = await make_consultation()
    said = await make_voice("The bus is late.", "The taxi never comes.", consultation=consultation)
    await make_theme(consultation, "Transport", said.comments)
    await refresh_tallies(consultation)
    assert counts(await build_report(consultation)) == {"Transport": (2, 1)}
    assert counts(await build_report(consultation, Filters(question_key="q2"))) == {"Transport": (1, 1)}


async def test_held_and_withdrawn_comments_are_in_no_number_and_no_quote(db):
    consultation, parents, young, buses, _ = await make_mixed()
    await Comment.filter(id=parents[0].id).update(state=CommentState.HELD)
    await Comment.filter(id=young[0].id).update(state=CommentState.WITHDRAWN)
    await refresh_tallies(consultation)
    assert counts(await build_report(consultation))["Buses"] == (14, 14)
    quotes = await staff_quotes(consultation, [str(buses.id)], Filters())
    said = {quote.comment_id for quote in quotes[str(buses.id)]}
    assert said
    assert not said & {str(parents[0].id), str(young[0].id)}


async def test_quotes_follow_the_filters_and_a_persons_no(db):
    consultation, parents, _, buses, _ = await make_mixed()
    (quotes,) = (await staff_quotes(consultation, [str(buses.id)], Filters(group="parent_carer"))).values()
    assert {quote.comment_id for quote in quotes} == {str(comment.id) for comment in parents[:3]}
    assert {quote.words for quote in quotes} == {comment.words for comment in parents[:3]}
    assert (await staff_quotes(consultation, [str(buses.id)], Filters(group="young_person")))[
        str(buses.id)
    ] == []
    await uncode_comment(parents[0], buses, await make_account(Role.ANALYST), NOW)
    (quotes,) = (await staff_quotes(consultation, [str(buses.id)], Filters())).values()
    assert {quote.comment_id for quote in quotes} == {str(comment.id) for comment in parents[1:3]}


async def test_it_says_the_priority(db):
    consultation, _, _, buses, _ = await make_mixed()
    priority = await make_priority(number=2, plain_title="Working together with you")
    await link_priority(buses, priority, await make_account(Role.ANALYST), NOW, 2)
    report = await build_report(consultation)
    assert report.themes[0].priority == "Priority 2: Working together with you"


async def test_the_file_holds_the_numbers_of_the_page_and_no_formula(db):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 6, group="parent_carer")
    await make_theme(consultation, '=HYPERLINK("http://x")', comments)
    table = list(csv.reader(io.StringIO(file_of(await build_report(consultation)))))
    assert table == [
        ["Theme", "Comments", "People", "Share of people", "Parent or carer"],
        ["Everyone", "6", "6", "", "6"],
        ['\'=HYPERLINK("http://x")', "6", "6", "", "6"],
        ["No theme yet", "0"],
        [],
        ["Consultation", consultation.title],
        ["Who is counted", "Everyone"],
        ["Version", "none: for staff, do not publish"],
        ["Date", "2026-03-02"],
        ["Hash", table[-1][1]],
    ]
