"""“Ask us about …”: named by a member, worded by the worker, wanted by others; and polls on the members' page."""

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.privacy.withdrawing import withdraw_voice
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Door, Voice
from feedback.youth.ideas import (
    answer_idea,
    back_idea,
    get_idea,
    leave_idea,
    new_ideas,
    show_idea,
    shown_ideas,
    suggest_subject,
)
from feedback.youth.models import IdeaBacking, IdeaState, SubjectIdea
from feedback.youth.polling import hide_poll, open_polls, show_poll
from surveys.polls import close_poll
from tests.makers.consultations import make_consultation
from tests.makers.events import make_event
from tests.makers.forums import come_in
from tests.makers.people import make_account
from tests.makers.surveys import LAST_DAY, make_poll
from tests.makers.youth import Youth, let_in, make_member, make_members, make_youth_forum
from tests.web import new_client

WORDS = "Ask about the Bergamot corridor at my school."


async def make_idea(youth: Youth, words: str = WORDS) -> SubjectIdea:
    young = await make_member(youth)
    await suggest_subject(young.member, words, new_client_key(), today())
    return await SubjectIdea.filter(organisation_id=youth.organisation.id).order_by("-said_on").first()


async def test_no_member_reads_what_another_wrote(db):
    youth = await make_youth_forum()
    idea = await make_idea(youth)
    assert [words for _, words in await new_ideas(youth.organisation)] == [WORDS]
    assert await shown_ideas(youth.organisation, IdeaState.SHOWN) == []
    await show_idea(idea, "  Corridors ", youth.worker)
    shown = (await shown_ideas(youth.organisation, IdeaState.SHOWN))[0]
    assert (shown.idea.title, shown.wanted) == ("Corridors", "Fewer than 5 members want this.")
    assert "Bergamot" not in str(await SubjectIdea.all().values())


async def test_wishes_are_counted_once_each_and_said_in_steps(db):
    youth = await make_youth_forum()
    idea = await make_idea(youth)
    members = await make_members(youth, 6)
    with pytest.raises(Refusal, match="taken off"):
        await back_idea(idea, members[0].member)
    await show_idea(idea, "Corridors", youth.worker)
    for young in [*members, members[0]]:
        await back_idea(idea, young.member)
    assert await IdeaBacking.all().count() == 6
    shown = (await shown_ideas(youth.organisation, IdeaState.SHOWN, members[0].member))[0]
    assert (shown.wanted, shown.is_own_wish) == ("At least 5 members want this.", True)
    stranger = await make_member(await make_youth_forum())
    with pytest.raises(Refusal):
        await back_idea(idea, stranger.member)


async def test_the_worker_answers_or_leaves_a_subject(db):
    youth = await make_youth_forum()
    idea = await make_idea(youth)
    with pytest.raises(Refusal, match="before the members first"):
        await answer_idea(idea, "In June.", youth.worker, today())
    with pytest.raises(Refusal, match="your own words"):
        await show_idea(idea, " ", youth.worker)
    await show_idea(idea, "Corridors", youth.worker)
    with pytest.raises(Refusal, match="done this already"):
        await leave_idea(idea, youth.worker)
    with pytest.raises(Refusal, match="what happens"):
        await answer_idea(idea, "", youth.worker, today())
    await answer_idea(idea, "In June.", youth.worker, today())
    assert [one.idea.answer for one in await shown_ideas(youth.organisation, IdeaState.ANSWERED)] == [
        "In June."
    ]
    other = await make_idea(youth, "Something else.")
    fresh = next(one for one, _ in await new_ideas(youth.organisation))
    await leave_idea(fresh, youth.worker)
    assert await new_ideas(youth.organisation) == []
    with pytest.raises(NotFound):
        await get_idea(other.id, (await make_youth_forum()).organisation)


async def test_what_is_held_or_taken_back_waits_for_no_worker(db):
    youth = await make_youth_forum()
    await make_idea(youth, "My dad hits me.")
    assert await new_ideas(youth.organisation) == []
    other = await make_youth_forum()
    idea = await make_idea(other)
    await withdraw_voice(await Voice.get(id=idea.voice_id), now(), today())
    assert await SubjectIdea.filter(id=idea.id).count() == 0
    third = await make_youth_forum()
    kept = await make_idea(third)
    voice = await Voice.get(id=kept.voice_id)
    await show_idea(kept, "Corridors", third.worker)
    await withdraw_voice(voice, now(), today())
    kept = await SubjectIdea.get(id=kept.id)
    assert (kept.title, kept.voice_id) == ("Corridors", None)


async def test_a_second_tap_names_a_subject_once(db):
    youth = await make_youth_forum()
    young, key = await make_member(youth), new_client_key()
    for _ in range(2):
        await suggest_subject(young.member, WORDS, key, today())
    assert await SubjectIdea.all().count() == await Voice.filter(door=Door.YOUTH).count() == 1
    with pytest.raises(Refusal, match="Write what"):
        await suggest_subject(young.member, " ", new_client_key(), today())


async def test_naming_wording_and_answering_on_the_pages(app, client):
    youth = await make_youth_forum()
    async with new_client(app) as phone:
        let_in(phone, await make_member(youth))
        assert (await phone.post("/youth/idea", data={"words": ""})).status_code == 400
        assert (await phone.post("/youth/idea", data={"words": WORDS})).status_code == 303
        await come_in(client, youth.worker)
        assert "1 member named a subject" in (await client.get("/staff")).text
        before = await AuditEntry.filter(account_id=youth.worker.id).count()
        assert WORDS in (await client.get("/forum/youth/ideas")).text
        assert await AuditEntry.filter(account_id=youth.worker.id).count() == before + 1
        idea = await SubjectIdea.get()
        place = idea.id.hex
        blank = await client.post(f"/forum/youth/ideas/{idea.id}", data={f"{place}-act": "show"})
        assert blank.status_code == 400
        assert "Write the subject in your own words" in blank.text
        sent = {f"{place}-act": "show", f"{place}-title": "Corridors"}
        assert (await client.post(f"/forum/youth/ideas/{idea.id}", data=sent)).status_code == 303
        page = (await phone.get("/youth")).text
        assert "Corridors" in page
        assert "Bergamot" not in page
        await phone.post(f"/youth/ideas/{idea.id}/back")
        assert "You want this" in (await phone.get("/youth")).text
        answer = f"/forum/youth/ideas/{idea.id}/answer"
        assert (await client.get(answer)).status_code == 200
        assert (await client.post(answer, data={"answer": ""})).status_code == 400
        assert (await client.post(answer, data={"answer": "In June."})).status_code == 303
        assert "You asked for: Corridors" in (await phone.get("/youth")).text


async def test_polls_and_meetings_stand_on_the_members_page(app, client, sign_in):
    youth = await make_youth_forum()
    poll = await make_poll()
    await make_event(kind="youth_forum", title="Youth Forum in May")
    await make_event(kind="roadshow", title="A roadshow")
    await sign_in(Role.EDITOR)
    async with new_client(app) as phone:
        let_in(phone, await make_member(youth))
        assert poll.title not in (await phone.get("/youth")).text
        assert (await client.post(f"/staff/polls/{poll.slug}/youth-forum")).status_code == 303
        page = (await phone.get("/youth")).text
        assert f"/p/{poll.slug}" in page
        assert "Youth Forum in May" in page
        assert "how-was-it" in page
        assert "A roadshow" not in page
        await client.post(f"/staff/polls/{poll.slug}/youth-forum")
        assert poll.title not in (await phone.get("/youth")).text


async def test_a_poll_leaves_the_page_when_it_closes_and_links_stay_on_paper(db):
    youth, account = await make_youth_forum(), await make_account()
    consultation = await make_consultation(closes_on=LAST_DAY)
    poll, by_link = await make_poll(consultation), await make_poll(consultation, links=3)
    await show_poll(youth.organisation, poll, account)
    await show_poll(youth.organisation, poll, account)
    assert [one.id for one in await open_polls(youth.organisation, today())] == [poll.id]
    with pytest.raises(Refusal, match="printed link"):
        await show_poll(youth.organisation, by_link, account)
    await close_poll(poll, today(), account)
    assert await open_polls(youth.organisation, today()) == []
    await hide_poll(youth.organisation, poll, account)
