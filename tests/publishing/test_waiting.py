"""Asked, not yet answered: what has closed, what was promised, and what nobody has replied to (D56)."""

from datetime import date, timedelta

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.clock import today
from feedback.publishing.answering import answer_consultation
from feedback.publishing.waiting import find_waiting
from feedback.replies.models import Status
from feedback.replies.writing import withdraw_reply
from feedback.themes.editions import publish_report
from feedback.themes.tallies import refresh_tallies
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account
from tests.makers.replies import make_public_reply, make_theme, make_voice

TODAY = date(2026, 6, 1)


async def a_closed_consultation(closed_on: date, *titles: str):
    """Each theme spoken of by twelve people, in a public report."""
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=closed_on)
    themes = []
    for title in titles:
        heard = [await make_voice(consultation, f"{title} {number}") for number in range(12)]
        themes.append(await make_theme(consultation, title, [one.comments[0] for one in heard]))
    await refresh_tallies(consultation)
    await publish_report(consultation, None, closed_on + timedelta(days=1))
    return consultation, themes


@pytest.mark.usefixtures("db")
async def test_the_longest_wait_comes_first_and_nothing_is_left_out():
    short, _ = await a_closed_consultation(date(2026, 5, 20), "Cold taxis")
    long, themes = await a_closed_consultation(date(2026, 4, 1), "Late taxis", "Kind drivers")
    await make_public_reply(long, [themes[0]], status=Status.PLANNED, next_update_on=date(2026, 5, 22))
    await make_public_reply(long, [themes[0]], title="In time", next_update_on=TODAY)
    await make_public_reply(long, [themes[0]], title="Done", status=Status.DONE, next_update_on=None)
    waiting = await find_waiting(TODAY)
    assert [one.id for one in waiting.consultations] == [long.id, short.id]
    assert [(one.reply.title, one.days) for one in waiting.late] == [("Taxis that come on time", 10)]
    assert [(one.title, one.days, one.people) for one in waiting.themes] == [
        ("Kind drivers", 61, "12"),
        ("Cold taxis", 12, "12"),
    ]


@pytest.mark.usefixtures("db")
async def test_who_lost_their_only_reply_waits_again():
    consultation, themes = await a_closed_consultation(date(2026, 4, 1), "Late taxis")
    first = await make_public_reply(consultation, themes)
    second = await make_public_reply(consultation, themes, title="More to say")
    lead = await make_account()
    await answer_consultation(consultation, TODAY, lead)
    await withdraw_reply(lead, first, "It named the wrong team.", TODAY)
    assert (await find_waiting(TODAY)).consultations == [], "the second reply still answers it"
    await withdraw_reply(lead, second, "It was wrong too.", TODAY)
    waiting = await find_waiting(TODAY)
    assert [(one.id, one.days_waiting(TODAY)) for one in waiting.consultations] == [(consultation.id, 61)]
    assert [one.title for one in waiting.themes] == ["Late taxis"]


async def test_the_page_counts_days_and_names_no_small_number(client):
    closed_on = today() - timedelta(days=40)
    consultation, themes = await a_closed_consultation(closed_on, "Late taxis")
    page = await client.get("/waiting")
    assert "40 days since it closed" in page.text
    assert "Late taxis" in page.text
    await make_public_reply(consultation, themes)
    assert "Late taxis" not in (await client.get("/waiting")).text
