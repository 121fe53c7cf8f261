"""A decision names its meeting and the report that had been read, and comes after the close (D16)."""

from datetime import date

import pytest

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.errors import Refusal
from feedback.replies.deciding import Minute, decisions_of, decisions_on_record, record_decision
from feedback.replies.models import Decision
from feedback.reports.models import ReportVersion
from feedback.reports.versions import publish_version
from feedback.themes.tallies import refresh_tallies
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account
from tests.makers.replies import make_reply, make_theme, make_voice

CLOSED, PUBLISHED, TODAY = date(2026, 4, 30), date(2026, 5, 10), date(2026, 6, 1)
pytestmark = pytest.mark.usefixtures("db")


def minute(decided_on: date = date(2026, 5, 20), read: int = 1) -> Minute:
    return Minute(
        "Travel board", decided_on, "Head of travel\nTwo parents", "Texts when a taxi is late.", read
    )


async def a_closed_consultation(has_report: bool = True) -> Consultation:
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=CLOSED)
    heard = [await make_voice(consultation, f"Late taxi {number}") for number in range(12)]
    await make_theme(consultation, "Late taxis", [one.comments[0] for one in heard])
    if has_report:
        await refresh_tallies(consultation)
        await publish_version(consultation, None, PUBLISHED)
    return consultation


async def test_it_cites_the_report_version_that_was_read():
    consultation = await a_closed_consultation()
    decision = await record_decision(await make_account(), consultation, minute(), TODAY)
    version = await ReportVersion.get(consultation_id=consultation.id)
    assert (decision.report_published_on, decision.report_version) == (PUBLISHED, version.hash)
    (one,) = await decisions_on_record(consultation)
    assert (one.decision.id, one.number) == (decision.id, 1)
    assert await decisions_of(await make_consultation()) == []


async def test_a_later_version_does_not_take_the_place_of_the_one_that_was_read():
    consultation = await a_closed_consultation()
    more = [await make_voice(consultation, f"A new driver {number}") for number in range(10)]
    await make_theme(consultation, "Drivers", [one.comments[0] for one in more])
    await refresh_tallies(consultation)
    later = await publish_version(consultation, None, date(2026, 5, 25))
    assert later.number == 2
    decision = await record_decision(await make_account(), consultation, minute(), TODAY)
    assert decision.report_published_on == PUBLISHED
    with pytest.raises(Refusal, match="after the meeting"):
        await record_decision(await make_account(), consultation, minute(read=2), TODAY)
    with pytest.raises(Refusal, match="from the list"):
        await record_decision(await make_account(), consultation, minute(read=3), TODAY)


async def test_what_was_written_down_before_versions_had_numbers_still_names_the_day():
    consultation = await a_closed_consultation()
    decision = await record_decision(await make_account(), consultation, minute(), TODAY)
    await Decision.filter(id=decision.id).update(report_version="10924c46dfa4")
    assert [one.number for one in await decisions_on_record(consultation)] == [None]


@pytest.mark.parametrize(
    ("decided_on", "sentence"),
    [(CLOSED, "after the last day"), (date(2026, 6, 2), "still to come")],
)
async def test_it_is_made_after_the_close_and_not_in_the_future(decided_on, sentence):
    with pytest.raises(Refusal, match=sentence):
        await record_decision(await make_account(), await a_closed_consultation(), minute(decided_on), TODAY)


async def test_without_a_report_or_before_the_close_nothing_is_decided():
    with pytest.raises(Refusal, match="Publish the report first"):
        await record_decision(await make_account(), await a_closed_consultation(False), minute(), TODAY)
    with pytest.raises(Refusal, match="can still answer"):
        await record_decision(await make_account(), await make_consultation(), minute(), TODAY)


async def test_a_reply_takes_the_day_of_its_decision():
    consultation = await a_closed_consultation()
    account = await make_account()
    decision = await record_decision(account, consultation, minute(), TODAY)
    heard = await make_voice(consultation, "Late again")
    theme = await make_theme(consultation, "Again", heard.comments)
    reply = await make_reply(consultation, account, [theme], decision=decision)
    assert (reply.decided_on, reply.decision_id) == (date(2026, 5, 20), decision.id)
    with pytest.raises(Refusal, match="another day"):
        await make_reply(consultation, account, [theme], decision=decision, decided_on=TODAY)
    assert await ReportVersion.filter(consultation_id=consultation.id).count() == 1
