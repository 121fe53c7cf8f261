"""The evidence pack holds published numbers, decisions and nobody's words (D12)."""

from datetime import date

from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.events.looking_back import Taps, tap_cornerstones
from feedback.replies.deciding import Minute, record_decision
from feedback.replies.judging import judge_as_forum, judge_reply, publish_verdicts
from feedback.replies.models import Answered, Asked
from feedback.reports.versions import publish_version
from feedback.voices.keep_codes import new_client_key
from feedback.yearly.evidence import NOT_RECORDED, NOT_TESTED, build_pack, pack_as_csv
from surveys.models import SurveyVersion
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.developments import make_development
from tests.makers.events import make_event
from tests.makers.people import make_account
from tests.makers.surveys import LAST_DAY, make_survey
from tests.makers.themes import make_noise
from tests.publishing.making import make_reply
from tests.web import make_organisation
from tests.yearly.making import FIRST, LAST, make_year

DAYS = "first_day-day=1&first_day-month=1&first_day-year=2026&last_day-day=31&last_day-month=12&last_day-year=2026"


async def test_it_lists_what_was_asked_who_was_heard_and_what_was_done(db):
    year = await make_year()
    await make_noise()
    await make_consultation(title="=Later", opened_on=date(2027, 2, 1))
    await make_reply(year.consultation, await make_priority())
    await make_development()
    pack = await build_pack(FIRST, LAST)
    (one,) = [one for one in pack.activities if one.consultation.id == year.consultation.id]
    assert one.heard == "32"
    assert one.designed_with == NOT_RECORDED
    assert [done.reply.slug for done in one.done] == ["late-taxis"]
    assert "=Later" not in [one.consultation.title for one in pack.activities]
    assert [step.development.title for step in pack.steps] == ["A quiet room in every college"]
    file = pack_as_csv(pack)
    assert "Theme,Late buses,30" in file
    assert "Doing: There is one number to call." in file
    for words in ("The bus is late", "A ramp is missing", "I wait alone"):
        assert words not in file
    assert "'=Later" in pack_as_csv(await build_pack(FIRST, date(2027, 12, 31)))


async def test_it_says_what_difference_it_made_and_how_its_events_felt(client, sign_in):
    year = await make_year()
    reply = await make_reply(year.consultation, await make_priority())
    for number in range(11):
        await judge_reply(reply, Asked.RECEIPT, Answered.A_BIT, str(number), FIRST)
    await publish_verdicts(FIRST)
    forum = await make_organisation()
    await judge_as_forum(reply, forum, Answered.NO, FIRST)
    event = await make_event(year.consultation)
    for number in range(14):
        said = Taps(welcome="partly" if number < 2 else "yes", group="young_person")
        await tap_cornerstones(event, said, new_client_key(), today())
    await tap_cornerstones(event, Taps(welcome="no", group="employer"), new_client_key(), today())
    await sign_in(Role.READER)
    page = (await client.get(f"/staff/evidence?{DAYS}")).text
    assert "People whose words this answers: Yes: 0, A bit: 11, No: 0, Not yet: 0" in page
    assert f"{forum.name}: No" in page
    assert "Yes: about 10, Partly: fewer than 5, No: 0" in page
    file = (await client.get(f"/staff/evidence.csv?{DAYS}")).text
    assert f"Difference made,{forum.name},No" in file
    assert "How it felt,Did you feel welcome? Employer,fewer than 10 people answered so far" in file


async def test_it_names_who_was_asked_and_what_was_decided_where(client, sign_in):
    year = await make_year()
    version = await publish_version(year.consultation, None, LAST)
    decided = date(2026, 12, 31)
    minute = Minute("Travel board", decided, "Two parents", "Texts when a taxi is late.", version.number)
    await record_decision(await make_account(), year.consultation, minute, decided)
    file = pack_as_csv(await build_pack(FIRST, decided))
    assert "Who was asked" in file
    assert '"Travel board, 2026-12-31: Texts when a taxi is late."' in file
    assert f'"Travel board, 2026-12-31: version 1, {LAST.isoformat()}"' in file
    await sign_in(Role.READER)
    page = (await client.get(f"/staff/evidence?{DAYS}")).text
    assert "Texts when a taxi is late." in page
    assert "In the room: Two parents" in page
    assert f'href="/consultations/{year.consultation.slug}/report/1"' in page


async def test_it_says_who_tried_the_wording_out(db):
    consultation = await make_consultation(closes_on=LAST_DAY)
    survey = await make_survey(consultation)
    pack = await build_pack(FIRST, LAST)
    assert pack.activities[0].tested == [(survey.title, NOT_TESTED)]
    await SurveyVersion.filter(survey_id=survey.id).update(
        tested_with="Six members of the Youth Forum", tested_changes="Two words are easier."
    )
    file = pack_as_csv(await build_pack(FIRST, LAST))
    assert f"Wording tested,{survey.title},Six members of the Youth Forum: Two words are easier." in file


async def test_what_was_over_before_is_not_in_it(db):
    year = await make_year()
    pack = await build_pack(date(2026, 5, 1), LAST)
    assert year.consultation.id not in {one.consultation.id for one in pack.activities}


async def test_a_reader_opens_it_for_any_days_and_takes_it_as_a_file(client, sign_in):
    await make_year()
    await sign_in(Role.READER)
    assert (await client.get("/staff/evidence")).status_code == 200
    page = (await client.get(f"/staff/evidence?{DAYS}")).text
    assert "Late buses" in page
    assert "No decision is recorded" in page
    assert "A ramp is missing" not in page
    file = await client.get(f"/staff/evidence.csv?{DAYS}")
    assert file.headers["content-disposition"].endswith('evidence-2026-01-01-to-2026-12-31.csv"')
    assert (await client.get("/staff/evidence.csv")).status_code == 200
    backwards = DAYS.replace("last_day-year=2026", "last_day-year=2025")
    assert "on or after the first day" in (await client.get(f"/staff/evidence?{backwards}")).text
    await sign_in(Role.EDITOR)
    assert (await client.get("/staff/evidence")).status_code == 403
