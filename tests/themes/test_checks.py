"""Two people code the same comments blind; then it is said how far they, and the machine, agree."""

import pytest

from analysis.comments import Coding as Found
from analysis.comments import Span, SuggestedTheme, Suggestions
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.privacy.withdrawing import withdraw_voice
from feedback.themes.agreement import find_check_report, report_check, say_in_public
from feedback.themes.blind import (
    code_blind,
    count_coded,
    find_next,
    get_check,
    get_sheet,
    hidden_from,
    live_sample,
    options_of,
    start_check,
    stop_check,
    waiting_checks,
)
from feedback.themes.coding import code_comment, uncode_comment
from feedback.themes.measuring import measure_checks
from feedback.themes.models import (
    BlindCheck,
    BlindCoding,
    BlindTick,
    CheckedComment,
    CheckFigure,
    CheckState,
    Coding,
    SuggestionRun,
)
from feedback.themes.running import store_suggestions
from feedback.themes.suggesting import suggestion_cards
from feedback.voices.models import Voice
from tests.makers.checks import code_all, make_check
from tests.makers.consultations import make_consultation
from tests.makers.themes import DAY, NOW, make_comments, make_theme
from tests.web import make_account


async def make_coded(**more):
    """Twelve comments about buses and eight about taxis; of each the machine found most."""
    consultation = await make_consultation()
    buses = await make_comments(consultation, 12, "The bus is late and nobody rings.", "parent_carer", **more)
    taxis = await make_comments(consultation, 8, "The taxi went to the wrong gate.", "young_person")
    bus = await make_theme(consultation, "Buses", buses[:10])
    taxi = await make_theme(consultation, "Taxis", [*taxis, *buses[10:]])
    return consultation, {"bus": bus.id, "taxi": taxi.id}


async def test_it_draws_only_what_nobody_coded_by_hand_and_keeps_what_the_machine_said(db):
    consultation, themes = await make_coded()
    by_hand = (
        await Coding.filter(theme_id=themes["taxi"]).order_by("id").first().select_related("comment", "theme")
    )
    person = await make_account(Role.ANALYST)
    await uncode_comment(by_hand.comment, by_hand.theme, person, NOW)
    check, *_ = await make_check(consultation, 50)
    assert (check.drawn, check.drawn_from) == (19, 19)
    assert by_hand.comment_id not in await live_sample(check).values_list("comment_id", flat=True)
    assert await BlindTick.filter(coding__checked__check_id=check.id, coding__account_id=None).count() == 19
    # What somebody decides later is not what the machine said.
    checked = await live_sample(check).first().select_related("comment")
    before = await BlindTick.filter(coding__checked_id=checked.id).values_list("theme_id", flat=True)
    other = next(theme for theme in await options_of(check) if theme.id not in before)
    await code_comment(checked.comment, other, person, NOW)
    assert await BlindTick.filter(coding__checked_id=checked.id).values_list("theme_id", flat=True) == before


async def test_nobody_sees_what_another_chose_while_it_is_open(db):
    consultation, themes = await make_coded()
    check, first, second = await make_check(consultation)
    await code_all(check, first, themes)
    sheet = await get_sheet(check, second, 1)
    assert sheet.ticked is None
    assert (await get_sheet(check, first, 1)).ticked
    assert await count_coded(check) == {first.id: 10, second.id: 0}
    with pytest.raises(Refusal, match="Both people have to finish"):
        await report_check(check)
    assert await find_check_report(consultation) is None
    with pytest.raises(NotFound):
        await get_sheet(check, await make_account(Role.ANALYST), 1)
    assert await hidden_from(second, consultation.id).count() == 10
    assert await hidden_from(await make_account(Role.ANALYST), consultation.id).count() == 0


async def test_no_suggestion_quotes_to_somebody_what_they_code_blind(db):
    consultation, _ = await make_coded()
    check, first, _ = await make_check(consultation)
    checked = await live_sample(check).first().select_related("comment")
    told = checked.comment
    span = Span(str(told.id), 0, len(told.words))
    theme = SuggestedTheme("t1", "Travel", (), 1, (span,), None, 0.5)
    run = await SuggestionRun.create(consultation=consultation, started_at=NOW)
    coding = Found(str(told.id), "t1", 0, len(told.words), 0.6)
    await store_suggestions(run, Suggestions((theme,), (coding,), (), (), {"name": "by hand"}))
    (card,) = await suggestion_cards(run, await make_account(Role.ANALYST))
    assert card.quotes == (told.words,)
    (card,) = await suggestion_cards(run, first)
    assert card.quotes == ()


async def test_it_measures_people_and_machine_once_both_are_done(db):
    consultation, themes = await make_coded()
    check, first, second = await make_check(consultation, 50)
    await code_all(check, first, themes)
    assert await measure_checks(db, NOW) == 0
    await code_all(check, second, {"bus": themes["bus"]})
    assert await measure_checks(db, NOW) == 1
    assert await measure_checks(db, NOW) == 0
    report = await report_check(await get_check(consultation, check.id))
    micro, macro, alpha = report.measures
    # First: 12 buses, 8 taxis. Second: the same 12 buses and nothing else. 2·12 / (20 + 12).
    assert micro.people.text == "0.75"
    assert macro.people.text == "0.50"
    assert float(alpha.people.text) < 0.75
    # Machine: 10 buses, 10 taxis. With the first 18 of 20 are the same; with the second 2·10 / 32.
    assert micro.machine.text == f"{(0.9 + 20 / 32) / 2:.2f}"
    assert [line.name for line in report.themes] == ["Buses", "Taxis"]
    assert [line.people.text for line in report.themes] == ["1.00", "0.00"]
    assert [(line.name, line.comments) for line in report.groups] == [("Parent or carer", 12)]
    assert "Two people coded the same 20 comments apart" in report.sentences[0]
    assert "They agreed at F1 0.75 (95 % interval 0." in report.sentences[0]
    assert "95 % interval" in await say_in_public(consultation)
    assert await hidden_from(first, consultation.id).count() == 0
    with pytest.raises(Refusal, match="has ended"):
        await get_sheet(await get_check(consultation, check.id), first, 1)


async def test_answers_with_cards_and_short_ones_stand_apart(db):
    consultation, themes = await make_coded(mode="cards")
    check, first, second = await make_check(consultation, 50)
    for coder in (first, second):
        await code_all(check, coder, themes)
    await measure_checks(db, NOW)
    report = await report_check(await get_check(consultation, check.id))
    kinds = {line.name: line.comments for line in report.kinds}
    assert kinds == {"Answers with cards or pictures": 12, "All other answers": 8}


async def test_what_is_taken_back_leaves_the_sample_and_may_be_what_it_waited_for(db):
    consultation, themes = await make_coded()
    check, first, second = await make_check(consultation)
    await code_all(check, first, themes)
    *coded, last = await live_sample(check).select_related("comment")
    for checked in coded:
        await code_blind(check, second, checked.position, {themes["bus"]}, False)
    codings = await BlindCoding.filter(checked_id=last.id).values_list("id", flat=True)
    await withdraw_voice(await Voice.get(id=last.comment.voice_id), NOW, DAY)
    assert not await CheckedComment.filter(comment_id=last.comment_id).exists()
    assert not await BlindCoding.filter(id__in=codings).exists()
    assert not await BlindTick.filter(coding_id__in=codings).exists()
    assert await find_next(check, second) is None
    with pytest.raises(NotFound):
        await get_sheet(check, first, last.position)
    assert await measure_checks(db, NOW) == 1
    figures = await CheckFigure.filter(check_id=check.id, cut="all").values_list("comments", flat=True)
    assert figures == [9, 9]


async def test_a_sample_of_which_nothing_is_left_ends_without_figures(db):
    consultation, _ = await make_coded()
    check, *_ = await make_check(consultation)
    for checked in await live_sample(check).select_related("comment__voice"):
        await withdraw_voice(checked.comment.voice, NOW, DAY)
    await measure_checks(db, NOW)
    report = await find_check_report(consultation)
    assert report.measures[0].people is None
    assert "taken back" in report.sentences[0]


async def test_it_refuses_what_would_be_no_check(db):
    consultation, themes = await make_coded()
    ann, bob = await make_account(Role.ANALYST), await make_account(Role.ANALYST)
    reader = await make_account(Role.READER)
    for coders, size, sentence in (
        ((ann, ann), 10, "two different"),
        ((ann, reader), 10, "may not read"),
        ((ann, bob), 9, "Choose from"),
    ):
        with pytest.raises(Refusal, match=sentence):
            await start_check(consultation, "", size, coders, ann, DAY)
    bare = await make_consultation()
    await make_comments(bare, 12)
    with pytest.raises(Refusal, match="Adopt themes first"):
        await start_check(bare, "", 10, (ann, bob), ann, DAY)
    check, *_ = await make_check(consultation, coders=(ann, bob))
    with pytest.raises(Refusal, match="is open"):
        await start_check(consultation, "", 10, (ann, bob), ann, DAY)
    with pytest.raises(Refusal, match="Tick a theme"):
        await code_blind(check, ann, 1, [], False)
    with pytest.raises(Refusal, match="not both"):
        await code_blind(check, ann, 1, [themes["bus"]], True)
    elsewhere = await make_theme(bare, "Elsewhere", await make_comments(bare, 1))
    with pytest.raises(Refusal, match="on the list"):
        await code_blind(check, ann, 1, [elsewhere.id], False)


async def test_a_check_that_is_stopped_keeps_nothing(db):
    consultation, themes = await make_coded()
    check, first, _ = await make_check(consultation)
    await code_all(check, first, themes)
    await stop_check(check, first, DAY)
    assert (await BlindCheck.get(id=check.id)).state == CheckState.STOPPED
    assert not await BlindCoding.exists()
    with pytest.raises(Refusal, match="ended already"):
        await stop_check(check, first, DAY)
    assert await measure_checks(db, NOW) == 0


async def test_what_is_left_to_code_stands_on_the_start_page(db):
    consultation, themes = await make_coded()
    check, first, second = await make_check(consultation)
    assert [(one.id, left) for one, left in await waiting_checks(second)] == [(check.id, 10)]
    await code_all(check, first, themes)
    assert await waiting_checks(first) == []
