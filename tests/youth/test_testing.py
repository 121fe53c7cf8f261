"""Members try out a wording; the builder sees what they made of it, and everybody who tested it (D47)."""

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.privacy.leaving import take_back_words
from feedback.privacy.withdrawing import withdraw_voice
from feedback.safety.holding import raise_items
from feedback.safety.models import SafetyItem
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Comment, CommentState, Door, Voice
from feedback.youth.models import WordingAnswer, WordingTest, YouthVoice
from feedback.youth.testing import Thoughts, answer_test, end_test, get_test, read_test, start_test
from surveys.models import SurveyState, SurveyVersion
from surveys.readiness import make_ready, new_version
from surveys.tested import record_testing
from tests.makers.consultations import make_consultation
from tests.makers.forums import come_in
from tests.makers.people import make_account
from tests.makers.surveys import make_survey
from tests.makers.youth import Youth, let_in, make_member, make_members, make_youth_forum
from tests.web import new_client

CLEARER = "What brings you to your school in the morning?"


async def make_draft_survey():
    return await make_survey(await make_consultation(), state=SurveyState.DRAFT, kinds=("one_of",))


async def make_test(youth: Youth) -> WordingTest:
    survey = await make_draft_survey()
    await start_test(youth.organisation, survey, "q1", await make_account(), today())
    test = await WordingTest.get(survey_id=survey.id)
    return await get_test(test.id)


async def test_what_members_write_is_a_voice_and_counts_are_said_in_no_small_number(db):
    youth = await make_youth_forum()
    test = await make_test(youth)
    members = await make_members(youth, 6)
    for place, young in enumerate(members):
        thoughts = Thoughts(
            "yes" if place else "no", f"It asks about travel {place}.", CLEARER if not place else ""
        )
        await answer_test(test, young.member, thoughts, new_client_key(), today())
        if place == 3:
            assert (await read_test(test, with_words=True)).counts == []
    tried = await read_test(test, with_words=True)
    assert tried.counts == [("Yes", "5"), ("Partly", "fewer than 5"), ("No", "fewer than 5")]
    assert tried.means == [f"It asks about travel {place}." for place in range(6)]
    assert tried.instead == [CLEARER]
    assert (await read_test(test, with_words=False)).means == []
    voices = await Voice.filter(door=Door.YOUTH)
    assert {(voice.group, voice.spoken_by.value) for voice in voices} == {("young_person", "own")}
    assert test.question_text in (await Comment.filter(question_key="wording_means").first()).question_text


async def test_each_answers_once_and_may_take_it_back(db):
    youth = await make_youth_forum()
    test, young, other = await make_test(youth), await make_member(youth), await make_member(youth)
    key = new_client_key()
    for _ in range(2):
        await answer_test(test, young.member, Thoughts("no", "No idea."), key, today())
    await answer_test(test, young.member, Thoughts("yes", "Another."), new_client_key(), today())
    assert await WordingAnswer.all().count() == await YouthVoice.all().count() == 1
    voice = (await YouthVoice.get()).voice_id
    with pytest.raises(NotFound):
        await take_back_words(other.member, voice, now(), today())
    await take_back_words(young.member, voice, now(), today())
    assert await WordingAnswer.all().count() == await YouthVoice.all().count() == 0
    assert (await read_test(test, with_words=True)).means == []
    assert (await Comment.get(voice_id=voice)).words == ""
    await answer_test(test, young.member, Thoughts("yes"), new_client_key(), today())
    assert (await WordingAnswer.get()).voice_id is None


async def test_withdrawing_the_voice_takes_the_answer_along(db):
    youth = await make_youth_forum()
    test, young = await make_test(youth), await make_member(youth)
    await answer_test(test, young.member, Thoughts("no", "No idea."), new_client_key(), today())
    await withdraw_voice(await Voice.get(door=Door.YOUTH), now(), today())
    assert await WordingAnswer.all().count() == 0


async def test_words_that_tell_of_harm_are_held_and_raised(db):
    youth = await make_youth_forum()
    test, young = await make_test(youth), await make_member(youth)
    words = "My dad hits me at home."
    await answer_test(test, young.member, Thoughts("no", words), new_client_key(), today())
    assert (await Comment.get(words=words)).state is CommentState.HELD
    assert (await read_test(test, with_words=True)).means == []
    await raise_items(db, now())
    assert (await SafetyItem.get()).words == words


async def test_a_test_ends_and_a_wording_is_not_tested_twice_at_once(db):
    youth = await make_youth_forum()
    test, young = await make_test(youth), await make_member(youth)
    account = await make_account()
    with pytest.raises(Refusal, match="this very wording"):
        await start_test(youth.organisation, test.survey, "q1", account, today())
    await end_test(test, account, today())
    with pytest.raises(Refusal, match="ended already"):
        await end_test(test, account, today())
    with pytest.raises(Refusal, match="This test has ended"):
        await answer_test(test, young.member, Thoughts("yes"), new_client_key(), today())
    with pytest.raises(Refusal, match="is clear"):
        await answer_test(test, young.member, Thoughts("perhaps"), new_client_key(), today())


async def test_wording_is_tested_before_launch_and_the_record_is_whole(db):
    youth, account = await make_youth_forum(), await make_account()
    open_now = await make_survey(kinds=("one_of",))
    with pytest.raises(Refusal, match="People can answer"):
        await start_test(youth.organisation, open_now, "q1", account, today())
    with pytest.raises(Refusal, match="People can answer"):
        await record_testing(open_now, "Nine members", "Nothing.", account, today())
    draft = await make_draft_survey()
    for who, changes, field in (("", "A word.", "who"), ("Nine members", " ", "changes")):
        with pytest.raises(Refusal) as refused:
            await record_testing(draft, who, changes, account, today())
        assert refused.value.field == field
    tested = await record_testing(draft, " Nine members ", "One word.", account, today())
    assert (tested.tested_with, tested.tested_changes, tested.tested_on) == (
        "Nine members",
        "One word.",
        today(),
    )


async def test_a_new_version_is_not_tested_because_the_last_one_was(client, db):
    account = await make_account()
    survey = await make_survey(state=SurveyState.DRAFT, kinds=("one_of",))
    await record_testing(survey, "Nine members", "One word.", account, today())
    await make_ready(survey, now(), account)
    assert (await new_version(survey, now(), account)).tested_on is None
    page = (await client.get(f"/s/{survey.slug}")).text
    assert "Tested first by: Nine members." in page, "people still get the version that was tested"
    await make_ready(survey, now(), account)
    assert "Not tested with young people." in (await client.get(f"/s/{survey.slug}")).text


async def test_everybody_reads_whether_it_was_tested(client):
    survey = await make_survey(kinds=("one_of",))
    assert "Not tested with young people." in (await client.get(f"/s/{survey.slug}")).text
    tested = {"tested_with": "Nine members", "tested_changes": "One word.", "tested_on": today()}
    await SurveyVersion.filter(survey_id=survey.id).update(**tested)
    page = (await client.get(f"/s/{survey.slug}")).text
    assert "Tested first by: Nine members. What changed: One word." in page
    assert "Not tested" not in page


async def test_from_the_builder_to_the_members_and_back(app, client, sign_in):
    youth = await make_youth_forum()
    survey = await make_draft_survey()
    account = await sign_in(Role.EDITOR, Role.ANALYST)
    address = f"/staff/surveys/{survey.slug}/wording"
    assert "not tested with young people" in (await client.get(f"/staff/surveys/{survey.slug}")).text
    assert (await client.post(address, data={})).status_code == 400
    assert (await client.post(address, data={"question": "q1"})).status_code == 303
    test = await WordingTest.get()
    async with new_client(app) as phone:
        let_in(phone, await make_member(youth))
        page = await phone.get(f"/youth/wordings/{test.id}")
        assert "We read this." in page.text
        assert (await phone.post(f"/youth/wordings/{test.id}", data={})).status_code == 400
        sent = {"clear": "no", "means": "Buses?", "instead": CLEARER}
        answer = await phone.post(f"/youth/wordings/{test.id}", data=sent)
        assert answer.headers["location"] == "/youth/thanks"
        assert "If you need help now" in (await phone.get("/youth/thanks")).text
        assert "You told us what you think" in (await phone.get(f"/youth/wordings/{test.id}")).text
        assert CLEARER in (await phone.get("/youth/mine")).text
    before = await AuditEntry.filter(account_id=account.id).count()
    assert CLEARER in (await client.get(address)).text
    assert await AuditEntry.filter(account_id=account.id).count() == before + 1
    await sign_in(Role.EDITOR)
    page = (await client.get(address)).text
    assert CLEARER not in page
    assert "Analysts of this consultation can read" in page
    assert (await client.post(f"{address}/{test.id}/end")).status_code == 303
    assert (await client.post(f"{address}/tested", data={"who": "Nine"})).status_code == 400
    sent = {"who": "Nine members", "changes": "One word."}
    assert (await client.post(f"{address}/tested", data=sent)).status_code == 303
    assert "Nine members" in (await client.get(address)).text


async def test_the_worker_reads_what_members_say_of_a_wording(client):
    youth = await make_youth_forum()
    test, young = await make_test(youth), await make_member(youth)
    await answer_test(test, young.member, Thoughts("no", "Buses?", CLEARER), new_client_key(), today())
    await come_in(client, youth.worker)
    page = await client.get(f"/forum/youth/wordings/{test.id}")
    assert CLEARER in page.text
    assert young.member.nickname not in page.text
    entry = await AuditEntry.filter(account_id=youth.worker.id).order_by("-at").first()
    assert (entry.action, entry.detail) == ("youth.words.view", "2 comments")
