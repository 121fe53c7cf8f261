"""The yearly report refuses to be final while a comment waits, and forgets what is taken back (D1 to D5)."""

from datetime import date, timedelta

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.privacy.withdrawing import stop_quoting, withdraw_voice
from feedback.replies.models import ReplyTheme
from feedback.themes.models import Unplaced
from feedback.voices.models import Comment, CommentState, Voice
from feedback.yearly.correcting import corrections_to_yearly
from feedback.yearly.models import Decision, Sorting, Subject, YearlyReport
from feedback.yearly.reporting import next_due, publish_report, read_alone, start_report
from feedback.yearly.sorting import answer_theme, check_sorting, sort_comment
from feedback.yearly.views import find_desk_lines
from feedback.yearly.waiting import comments_to_sort, find_lacks, say_lacks
from tests.makers.consultations import make_priority
from tests.makers.themes import make_comments, make_noise
from tests.publishing.making import make_reply
from tests.web import make_account
from tests.yearly.making import AFTER, FIRST, LAST, NOW, Year, decided, make_year


@pytest.fixture
async def year(db) -> Year:
    return await make_year()


async def answer_everything(year: Year) -> None:
    """A reply to the theme, and a decision about each of the two comments in none."""
    await answer_theme(year.writer, year.theme, Subject.QUALITY, "", "", NOW)
    reply = await make_reply(year.consultation, await make_priority())
    await ReplyTheme.create(reply=reply, theme=year.theme)
    await sort_comment(year.writer, year.quotable, decided(), NOW)
    summary = decided(decision=Decision.SUMMARY, words="Somebody waits alone in the mornings.")
    await sort_comment(year.writer, year.private, summary, NOW)
    for sorting in await Sorting.all():
        await check_sorting(year.checker, sorting, AFTER)


async def test_it_is_not_final_while_a_comment_has_no_answer_and_says_how_many_and_where(year):
    report = await start_report(year.writer, FIRST, LAST, today())
    title = year.consultation.title
    with pytest.raises(Refusal) as refused:
        await publish_report(year.checker, report, AFTER)
    assert f"32 comments have no answer yet: 32 in “{title}”" in refused.value.sentence
    assert f"32 comments have no subject yet: 32 in “{title}”" in refused.value.sentence
    await answer_theme(year.writer, year.theme, Subject.QUALITY, "", "", NOW)
    (lack,) = await find_lacks(FIRST, LAST)
    assert (lack.no_answer, lack.no_subject) == (32, 2)
    reply = await make_reply(year.consultation, await make_priority())
    await ReplyTheme.create(reply=reply, theme=year.theme)
    (lack,) = await find_lacks(FIRST, LAST)
    assert (lack.no_answer, lack.no_subject, lack.no_check) == (2, 2, 0)
    await sort_comment(year.writer, year.quotable, decided(), NOW)
    assert say_lacks(await find_lacks(FIRST, LAST)).startswith(
        f"1 comment has no answer yet: 1 in “{title}”."
    )
    assert not (await YearlyReport.get(id=report.id)).is_final


async def test_with_an_answer_to_everything_it_becomes_final_with_version_and_day(year):
    report = await start_report(year.writer, FIRST, LAST, today())
    await answer_everything(year)
    assert await find_lacks(FIRST, LAST) == []
    with pytest.raises(Refusal, match="You made this report"):
        await publish_report(year.writer, report, AFTER)
    with pytest.raises(Refusal, match="not over yet"):
        await publish_report(year.checker, report, LAST)
    await publish_report(year.checker, report, AFTER)
    assert (report.is_final, report.version, report.published_on) == (True, 1, AFTER)
    with pytest.raises(Refusal, match="final already"):
        await publish_report(year.checker, report, AFTER)
    again = await start_report(year.writer, FIRST, LAST, AFTER)
    assert again.version == 2
    with pytest.raises(Refusal, match="a draft for these days"):
        await start_report(year.writer, FIRST, LAST, AFTER)


async def test_each_theme_stands_under_its_subject_with_its_reply_and_the_published_number(year):
    await make_noise()
    report = await start_report(year.writer, FIRST, LAST, today())
    await answer_everything(year)
    noise = await comments_to_sort(FIRST, LAST, 1)
    for comment in noise[0]:
        await sort_comment(year.writer, comment, decided(decision=Decision.OUT_OF_SCOPE, reason="n/a"), NOW)
    await publish_report(year.checker, report, AFTER)
    parts = {part["subject"]: part for part in report.document["parts"]}
    (entry,) = parts["quality"]["entries"]
    assert entry["title"] == "Late buses"
    assert entry["voices"] == [[year.consultation.title, "30"]]
    assert [answer["slug"] for answer in entry["answers"]] == ["late-taxis"]
    assert len(parts["missing"]["sortings"]) == 2
    assert dict(report.document["withheld"])["out_of_scope"] == "7"
    assert "ramp" not in str(report.document)


async def test_a_later_version_tells_of_no_few_that_were_withheld_since(year):
    """Seven were out of scope, and then nine. A report of nearly the same days says nothing of them."""
    await answer_everything(year)

    async def say_out_of_scope(first, last) -> str:
        report = await start_report(year.writer, first, last, today())
        await publish_report(year.checker, report, AFTER)
        return dict(report.document["withheld"])["out_of_scope"]

    async def withhold(many: int) -> None:
        for comment in await make_comments(year.consultation, many):
            left_out = decided(decision=Decision.OUT_OF_SCOPE, reason="Not about us.")
            await sort_comment(year.writer, comment, left_out, NOW)

    await withhold(7)
    assert await say_out_of_scope(FIRST, LAST) == "7"
    await withhold(2)
    assert await say_out_of_scope(FIRST, LAST) == "7"
    assert await say_out_of_scope(FIRST + timedelta(days=1), LAST) == "not shown"
    await withhold(3)
    assert await say_out_of_scope(FIRST, LAST) == "12"


async def test_a_reasoned_no_action_is_an_answer_too(year):
    with pytest.raises(Refusal, match="responsible"):
        await answer_theme(year.writer, year.theme, Subject.QUALITY, "There is no money.", "", NOW)
    await answer_theme(year.writer, year.theme, Subject.QUALITY, "There is no money.", "Head of travel", NOW)
    (lack,) = await find_lacks(FIRST, LAST)
    assert (lack.no_answer, lack.no_subject) == (2, 2)


async def test_what_somebody_takes_back_is_gone_from_a_final_report_and_leaves_a_mark(year):
    report = await start_report(year.writer, FIRST, LAST, today())
    await answer_everything(year)
    await publish_report(year.checker, report, AFTER)
    alone, gone = await read_alone(report.document)
    assert {one.words for one in alone["missing"]} == {
        "A ramp is missing at the door.",
        "Somebody waits alone in the mornings.",
    }
    assert gone == 0
    await withdraw_voice(await Voice.get(id=year.private.voice_id), NOW, AFTER)
    alone, gone = await read_alone(report.document)
    assert [one.words for one in alone["missing"]] == ["A ramp is missing at the door."]
    assert gone == 1
    assert not await Sorting.filter(comment_id=year.private.id).exists()
    await Comment.filter(id=year.quotable.id).update(state=CommentState.HELD)
    assert await read_alone(report.document) == ({}, 2)
    assert await corrections_to_yearly(report) == [AFTER]
    await stop_quoting(await Voice.get(id=year.quotable.voice_id), AFTER + timedelta(days=3))
    assert await corrections_to_yearly(report) == [AFTER + timedelta(days=3), AFTER]


async def test_other_years_need_no_correction(year):
    report = await start_report(year.writer, date(2025, 1, 1), date(2025, 12, 31), AFTER)
    await publish_report(year.checker, report, AFTER)
    await withdraw_voice(await Voice.get(id=year.private.voice_id), NOW, AFTER)
    assert await corrections_to_yearly(report) == []


async def test_words_are_shown_only_with_leave_and_after_a_second_persons_check(year):
    for more in ({}, {"decision": Decision.EDITED, "words": "I wait alone."}):
        with pytest.raises(Refusal, match="did not say"):
            await sort_comment(year.writer, year.private, decided(**more), NOW)
    await sort_comment(year.writer, year.quotable, decided(), NOW)
    sorting = await Sorting.get(comment_id=year.quotable.id)
    document = {"parts": [{"subject": "missing", "sortings": [str(sorting.id)]}]}
    assert await read_alone(document) == ({}, 0)
    with pytest.raises(Refusal, match="You decided this"):
        await check_sorting(year.writer, sorting, AFTER)
    await check_sorting(year.checker, sorting, AFTER)
    assert len((await read_alone(document))[0]["missing"]) == 1
    await sort_comment(year.writer, year.quotable, decided(answer="In June."), NOW)
    assert await read_alone(document) == ({}, 0)


async def test_who_no_longer_lets_us_use_their_words_is_not_left_out_in_silence(year):
    report = await start_report(year.writer, FIRST, LAST, today())
    await answer_everything(year)
    await stop_quoting(await Voice.get(id=year.quotable.voice_id), AFTER)
    with pytest.raises(Refusal, match="1 comment may not be quoted any more"):
        await publish_report(year.checker, report, AFTER)
    assert [one.id for one in (await comments_to_sort(FIRST, LAST, 1))[0]] == [year.quotable.id]
    summary = decided(decision=Decision.SUMMARY, words="A door has no ramp.")
    await check_sorting(year.checker, await sort_comment(year.writer, year.quotable, summary, NOW), AFTER)
    await publish_report(year.checker, report, AFTER)
    await Sorting.filter(comment_id=year.quotable.id).update(decision=Decision.EDITED)
    alone, gone = await read_alone(report.document)
    assert (len(alone["missing"]), gone) == (1, 1)


async def test_where_nothing_is_done_no_day_is_owed(year):
    kept = await sort_comment(year.writer, year.quotable, decided(due_on=None, is_nothing_done=True), NOW)
    assert (kept.answer, kept.due_on) == ("A ramp is built in May.", None)


@pytest.mark.parametrize("decision", [Decision.VEXATIOUS, Decision.OWN_SERVICE, Decision.OUT_OF_SCOPE])
async def test_withholding_needs_a_reason_and_then_waits_for_no_answer(year, decision):
    with pytest.raises(Refusal, match="not published") as refused:
        await sort_comment(year.writer, year.private, decided(decision=decision, reason=" "), NOW)
    assert refused.value.field == "reason"
    await sort_comment(
        year.writer, year.private, decided(decision=decision, reason="It names a driver."), NOW
    )
    kept = await Sorting.get(comment_id=year.private.id)
    assert (kept.by_id, kept.decided_at) == (year.writer.id, NOW)
    (lack,) = await find_lacks(FIRST, LAST)
    assert lack.no_answer == 31
    assert (await AuditEntry.get(action="comment.sort")).detail == decision


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"answer": ""}, "answer"),
        ({"owner_role": ""}, "owner_role"),
        ({"due_on": None}, "due_on"),
        ({"decision": Decision.SUMMARY}, "words"),
        ({"decision": Decision.EDITED}, "words"),
    ],
)
async def test_what_is_published_needs_words_an_answer_an_owner_and_a_day(year, more, field):
    with pytest.raises(Refusal) as refused:
        await sort_comment(year.writer, year.quotable, decided(**more), NOW)
    assert refused.value.field == field


async def test_held_comments_other_days_and_those_that_say_nothing_wait_for_no_answer(year):
    await Comment.filter(id=year.quotable.id).update(state=CommentState.HELD)
    (lack,) = await find_lacks(FIRST, LAST)
    assert lack.no_answer == 31
    run = await year.consultation.suggestion_runs.all().order_by("id").first()
    await Unplaced.create(run=run, comment_id=year.private.id, reason="nothing to read")
    (lack,) = await find_lacks(FIRST, LAST)
    assert lack.no_answer == 30
    assert await find_lacks(date(2025, 1, 1), date(2025, 12, 31)) == []


async def test_the_next_report_is_due_a_year_after_the_last_and_staff_hear_60_days_before(year):
    assert await next_due(today()) == (None, True)
    report = await start_report(year.writer, FIRST, LAST, today())
    await answer_everything(year)
    await publish_report(year.checker, report, AFTER)
    due = AFTER + timedelta(days=365)
    assert await next_due(due - timedelta(days=61)) == (due, False)
    assert await next_due(due - timedelta(days=60)) == (due, True)


@pytest.mark.parametrize(
    ("first", "last"), [(LAST, FIRST), (date(2020, 1, 1), LAST), (date(2999, 1, 1), date(2999, 2, 1))]
)
async def test_days_that_make_no_report_are_refused(year, first, last):
    with pytest.raises(Refusal):
        await start_report(year.writer, first, last, AFTER)


async def test_no_way_to_reach_somebody_is_published(year):
    for wrong in (
        decided(decision=Decision.EDITED, words="Ring 07700 900123."),
        decided(decision=Decision.SUMMARY, words="Mail tom@school.example."),
    ):
        with pytest.raises(Refusal, match="phone number or an email address"):
            await sort_comment(year.writer, year.quotable, wrong, NOW)
    await Comment.filter(id=year.quotable.id).update(words="Ring my mum on 07700 900123.")
    with pytest.raises(Refusal, match="phone number or an email address"):
        await sort_comment(year.writer, year.quotable, decided(), NOW)
    changed = await sort_comment(
        year.writer, year.quotable, decided(decision=Decision.EDITED, words="Ring my mum."), NOW
    )
    assert changed.words == "Ring my mum."


async def test_publishers_hear_as_long_as_no_yearly_report_is_published(year):
    lead = await make_account(Role.PUBLISHER)
    [line] = await find_desk_lines(lead, now())
    assert line.sentence == "We have published no yearly report yet"
    report = await start_report(year.writer, FIRST, LAST, today())
    await answer_everything(year)
    await publish_report(year.checker, report, AFTER)
    assert await find_desk_lines(lead, now()) == []
    assert await find_desk_lines(await make_account(Role.READER), now()) == []
