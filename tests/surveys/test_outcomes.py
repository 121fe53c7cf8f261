"""What everybody may know of a poll: nothing before the end, and then no small number."""

import re
from datetime import timedelta

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.clock import now, today
from feedback.privacy.withdrawing import withdraw_voice
from feedback.publishing.counting import find_count, refresh_counts
from feedback.voices.models import Voice
from feedback.voices.receiving import find_voice_by_code
from surveys.models import PollOutcome, Survey, SurveyState
from surveys.outcomes import find_outcome, publish_outcome, publish_outcomes_by_clock, say_outcome
from tests.makers.consultations import make_consultation
from tests.makers.surveys import LAST_DAY, cast_votes, make_poll
from tests.makers.voices import make_voice

NAMES = ("Bus", "Taxi", "I walk", "I don’t know")


def said_on(page: str) -> str:
    """The words of the page, without its drawings."""
    return re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.split("<main")[1], flags=re.DOTALL)


async def closed_poll(*votes: str, **more) -> Survey:
    poll = await make_poll(**more)
    await cast_votes(poll, *votes)
    await Survey.filter(id=poll.id).update(closed_on=today())
    return await Survey.get(id=poll.id).select_related("consultation")


async def test_while_it_is_open_nobody_sees_a_number(client):
    poll = await make_poll()
    await cast_votes(poll, *["c1"] * 29)
    assert await publish_outcome(poll, today()) is None
    for path in (f"/p/{poll.slug}", f"/p/{poll.slug}/outcome", f"/consultations/{poll.consultation.slug}"):
        page = await client.get(path)
        assert page.status_code == 200
        assert "29" not in said_on(page.text)
    assert (
        "The outcome comes here when the poll has closed"
        in (await client.get(f"/p/{poll.slug}/outcome")).text
    )


async def test_the_outcome_is_in_words_in_bars_and_in_a_table(client):
    poll = await closed_poll(*["c1"] * 12, *["c2"] * 20, *["c3"] * 8)
    noise = await closed_poll(*["c3"] * 31)
    await publish_outcome(poll, today())
    await publish_outcome(noise, today())
    page = (await client.get(f"/p/{poll.slug}/outcome")).text
    assert "40 people voted. The most votes went to “Taxi”: 20." in page
    for number in ("12", "20", "8"):
        assert f">{number}<" in page
    assert "Taxi 50%" in page
    assert "chart__bar" in page
    shelf = (await client.get(f"/consultations/{poll.consultation.slug}")).text
    assert "40 people voted" in shelf
    assert f"/p/{poll.slug}/outcome" in shelf


@pytest.mark.parametrize(
    ("counts", "sentence", "texts"),
    [
        ((9, 0, 0, 0), "Fewer than 10 people voted", []),
        ((30, 3, 20, 0), "53 people voted. Of those we can show, the most votes went to “Bus”: 30.", None),
        ((30, 3, 20, 21), "74 people voted. The most votes went to “Bus”: 30.", None),
        ((12, 12, 0, 0), "24 people voted. The most votes, 12 each, went to “Bus” and “Taxi”.", None),
        ((9, 3, 0, 0), "12 people voted.", None),
        ((7, 1, 1, 2), "", None),
    ],
)
def test_no_small_number_is_said_nor_one_that_gives_it_away(counts, sentence, texts):
    outcome = say_outcome(NAMES, counts)
    assert outcome.sentence.startswith(sentence)
    if texts is not None:
        assert [line.text for line in outcome.lines] == texts
    shown = [line.number for line in outcome.lines if line.number is not None]
    assert not set(shown) & {1, 2, 3, 4}
    hidden = [count for count, line in zip(counts, outcome.lines, strict=False) if line.number is None]
    if outcome.lines and hidden and outcome.total.isdigit():
        assert len(hidden) > 1
    for line in outcome.lines:
        assert not (line.number is None and line.share)


async def test_with_few_votes_no_number_is_shown_anywhere(client):
    poll = await closed_poll("c1", "c1", "c2")
    await publish_outcome(poll, today())
    page = (await client.get(f"/p/{poll.slug}/outcome")).text
    assert "Fewer than 10 people voted" in page
    assert "<table" not in page
    assert "chart" not in page.split("<main")[1]


async def test_it_is_renewed_only_when_five_votes_were_taken_back_and_on_another_day(db):
    poll = await make_poll()
    codes = await cast_votes(poll, *["c1"] * 20, *["c2"] * 20)
    await Survey.filter(id=poll.id).update(closed_on=today())
    poll = await Survey.get(id=poll.id).select_related("consultation")
    await publish_outcome(poll, today())
    for place, code in enumerate(codes[:5]):
        await withdraw_voice(await find_voice_by_code(code), now(), today())
        later = today() + timedelta(days=place + 1)
        await publish_outcome(poll, later)
        outcome, day = await find_outcome(poll)
        renewed = place == 4
        assert outcome.lines[0].number == (15 if renewed else 20)
        assert day == (later if renewed else today())
    for code in codes[5:10]:
        await withdraw_voice(await find_voice_by_code(code), now(), today())
    await publish_outcome(poll, today() + timedelta(days=5))
    assert (await find_outcome(poll))[0].lines[0].number == 15


async def test_no_choice_moves_by_a_few_under_a_total_that_moves_by_five(db):
    poll = await make_poll()
    codes = await cast_votes(poll, *["c1"] * 20, *["c2"] * 20, *["c3"] * 10)
    await Survey.filter(id=poll.id).update(closed_on=today())
    poll = await Survey.get(id=poll.id).select_related("consultation")
    await publish_outcome(poll, today())
    for days, leavers in ((1, codes[:3] + codes[20:22]), (2, codes[3:5] + codes[22:25])):
        for code in leavers:
            await withdraw_voice(await find_voice_by_code(code), now(), today())
        await publish_outcome(poll, today() + timedelta(days=days))
        outcome, _ = await find_outcome(poll)
        expected = [20, 20, 10, 0] if days == 1 else [15, 15, 10, 0]
        assert [line.number for line in outcome.lines] == expected


async def test_the_clock_publishes_what_has_ended_and_nothing_else(db, settings):
    over = await make_poll(closes_on=today() - timedelta(days=1))
    by_consultation = await make_poll(
        await make_consultation(state=ConsultationState.CLOSED, closed_on=today())
    )
    running, away = await make_poll(), await closed_poll(state=SurveyState.READY)
    coming = await make_poll(
        await make_consultation(state=ConsultationState.DRAFT, announced_on=today(), opens_on=LAST_DAY)
    )
    await Survey.filter(id=away.id).update(state=SurveyState.WITHDRAWN)
    for _ in range(2):
        await publish_outcomes_by_clock(settings, now())
    published = set(await PollOutcome.all().values_list("survey_id", flat=True))
    assert published == {over.id, by_consultation.id}
    assert not published & {running.id, away.id, coming.id}


async def test_a_poll_that_was_taken_away_takes_its_outcome_along(client):
    poll = await closed_poll(*["c1"] * 31)
    await publish_outcome(poll, today())
    await Survey.filter(id=poll.id).update(state=SurveyState.WITHDRAWN)
    assert (await client.get(f"/p/{poll.slug}/outcome")).status_code == 404
    page = (await client.get(f"/consultations/{poll.consultation.slug}")).text
    assert "31" not in said_on(page)


async def test_votes_are_not_counted_among_the_people_heard(db):
    """A second number over the same people would tell how many of them did not vote."""
    consultation = await make_consultation(closes_on=LAST_DAY)
    poll = await make_poll(consultation)
    await cast_votes(poll, *["c1"] * 14)
    for _ in range(11):
        await make_voice(consultation=consultation)
    await refresh_counts(today())
    assert (await find_count(consultation, "voices")).text == "10 or more"
    assert await Voice.filter(consultation_id=consultation.id).count() == 25


def test_of_a_sensitive_question_nothing_is_shown_that_nearly_everybody_chose():
    """Who knows that somebody voted would know what they said (D61)."""
    for counts in ((40, 0, 0, 0), (36, 4, 0, 0), (0, 0, 1, 39)):
        outcome = say_outcome(NAMES, counts, is_sensitive=True)
        assert (outcome.lines, outcome.total) == ((), "40")
        assert "too much alike" in outcome.sentence
    assert say_outcome(NAMES, (35, 5, 0, 0), is_sensitive=True).lines[0].number == 35
    assert say_outcome(NAMES, (40, 0, 0, 0)).lines[0].number == 40
