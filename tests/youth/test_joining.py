"""Cards, nicknames, the way back in, and the end of a membership."""

from datetime import timedelta

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.privacy.leaving import leave_forum, take_out
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Comment, CommentState, Voice, VoiceState
from feedback.youth.ideas import suggest_subject
from feedback.youth.inviting import MOST_WAITING, make_cards, waiting_cards, withdraw_card
from feedback.youth.joining import (
    DAYS_OPEN,
    NO_CARD,
    TAKEN,
    change_code,
    check_nickname,
    close_here,
    come_back,
    find_member,
    forget_old_youth_sessions,
    join,
    own_code,
)
from feedback.youth.models import SubjectIdea, YouthInvitation, YouthMember, YouthSession, YouthVoice
from tests.makers.forums import come_in, make_forum
from tests.makers.youth import let_in, make_card, make_member, make_youth_forum


async def test_a_card_lets_one_person_in_once(db):
    youth = await make_youth_forum()
    card = await make_card(youth)
    first = await join(card.replace("-", " ").upper(), "Kestrel", False, new_client_key(), today())
    assert first.member.nickname == "Kestrel"
    with pytest.raises(Refusal, match="We cannot use this code"):
        await join(card, "Another", False, new_client_key(), today())
    assert await YouthMember.filter(organisation_id=youth.organisation.id).count() == 1


async def test_a_second_tap_makes_no_second_member(db):
    youth, key = await make_youth_forum(), new_client_key()
    card = await make_card(youth)
    first = await join(card, "Kestrel", False, key, today())
    again = await join(card, "Kestrel", False, key, today())
    assert again.member.id == first.member.id
    assert await YouthMember.all().count() == 1


async def test_a_card_ends_after_its_days_and_when_it_is_withdrawn(db):
    youth = await make_youth_forum()
    old = await make_card(youth, today() - timedelta(days=31))
    lost = await make_card(youth)
    card = (await waiting_cards(youth.organisation, today()))[0]
    await withdraw_card(youth.organisation, card.id, youth.worker)
    for code in (old, lost, "no-such-code-here", ""):
        with pytest.raises(Refusal) as refused:
            await join(code, "Kestrel", False, new_client_key(), today())
        assert refused.value.sentence == NO_CARD
    with pytest.raises(Refusal, match="withdrawn already"):
        await withdraw_card(youth.organisation, card.id, youth.worker)
    with pytest.raises(NotFound):
        await withdraw_card((await make_youth_forum()).organisation, card.id, youth.worker)


async def test_no_table_holds_what_stands_on_a_card(db):
    youth = await make_youth_forum()
    code = await make_card(youth)
    rows = str(await YouthInvitation.all().values())
    assert code not in rows
    assert all(word not in rows for word in code.split("-"))


async def test_so_many_cards_may_lie_about_and_no_more(db):
    youth = await make_youth_forum()
    for _ in range(MOST_WAITING // 20):
        await make_cards(youth.organisation, 20, youth.worker, today())
    numbers = [card.number for card in await waiting_cards(youth.organisation, today())]
    assert numbers == list(range(1, MOST_WAITING + 1))
    with pytest.raises(Refusal, match="still unused"):
        await make_cards(youth.organisation, 1, youth.worker, today())
    for wrong in (0, 25):
        with pytest.raises(Refusal, match="from 1 to 24"):
            await make_cards(youth.organisation, wrong, youth.worker, today())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("a", "2 to 30"),
        ("!!!", "2 to 30"),
        ("x" * 31, "2 to 30"),
        ("me@school.test", "email or web"),
        ("my.site.org", "email or web"),
        ("07700900123", "phone number"),
        ("Sam Taylor", "whole name"),
        ("kill myself", "whole name"),
        ("killmyself", "another nickname"),
    ],
)
def test_a_nickname_tells_strangers_nothing(typed, sentence):
    with pytest.raises(Refusal, match=sentence) as refused:
        check_nickname(typed, False)
    assert refused.value.field == "nickname"


def test_a_nickname_of_two_words_is_fine_when_it_is_no_name():
    assert check_nickname("  Night   Owl ", True) == "Night Owl"
    assert check_nickname("Otter 7", False) == "Otter 7"
    with pytest.raises(Refusal, match="another nickname"):
        check_nickname("kill myself", True)


async def test_only_who_holds_a_card_hears_that_a_nickname_is_taken(db):
    youth = await make_youth_forum()
    await make_member(youth, "Kestrel")
    with pytest.raises(Refusal) as refused:
        await join("otter-lamp-river-kite", "kestrel", False, new_client_key(), today())
    assert refused.value.sentence == NO_CARD
    card = await make_card(youth)
    with pytest.raises(Refusal) as refused:
        await join(card, "K e s t r e l", True, new_client_key(), today())
    assert refused.value.sentence == TAKEN
    elsewhere = await make_youth_forum()
    await join(await make_card(elsewhere), "Kestrel", False, new_client_key(), today())
    assert (await join(card, "Falcon", False, new_client_key(), today())).member.nickname == "Falcon"


async def test_a_member_comes_back_on_another_phone_by_the_code(db):
    young = await make_member(await make_youth_forum())
    back = await come_back(young.code.replace("-", " "), today())
    assert (back.member.id, back.token == young.token) == (young.member.id, False)
    with pytest.raises(Refusal, match="cannot find this code"):
        await come_back("otter lamp river kite", today())
    key = new_client_key()
    await change_code(young.member, key)
    with pytest.raises(Refusal, match="cannot find this code"):
        await come_back(young.code, today())
    await young.member.refresh_from_db()
    code = own_code(young.member, key)
    assert code
    assert (await come_back(code, today())).member.id == young.member.id
    assert own_code(young.member, new_client_key()) is None


async def test_a_browser_stays_open_for_so_many_days_or_until_it_is_closed(db):
    young = await make_member(await make_youth_forum())
    last = today() + timedelta(days=DAYS_OPEN)
    assert await find_member(young.token, last) is not None
    assert await find_member(young.token, last + timedelta(days=1)) is None
    await forget_old_youth_sessions(db, now() + timedelta(days=DAYS_OPEN + 2))
    assert await YouthSession.all().count() == 0
    other = await make_member(await make_youth_forum())
    await close_here(other.token)
    assert await find_member(other.token, today()) is None


async def test_who_leaves_takes_everything_along(db):
    youth = await make_youth_forum()
    young, other = await make_member(youth, "Kestrel"), await make_member(youth)
    await suggest_subject(young.member, "Ask about the Bergamot room.", new_client_key(), today())
    await suggest_subject(other.member, "Ask about buses.", new_client_key(), today())
    voice = (await YouthVoice.get(member_id=young.member.id)).voice_id
    await leave_forum(young.member, now(), today())
    await leave_forum(young.member, now(), today())
    assert [one.id for one in await YouthMember.all()] == [other.member.id]
    assert await YouthSession.filter(member_id=young.member.id).count() == 0
    assert (await Voice.get(id=voice)).state is VoiceState.WITHDRAWN
    comment = await Comment.get(voice_id=voice)
    assert (comment.state, comment.words) == (CommentState.WITHDRAWN, "")
    assert await SubjectIdea.all().count() == 1
    everything = str(
        [await model.all().values() for model in (YouthMember, YouthVoice, Comment, SubjectIdea)]
    )
    assert "Kestrel" not in everything
    assert "Bergamot" not in everything
    with pytest.raises(Refusal, match="cannot find"):
        await come_back(young.code, today())


async def test_a_worker_takes_out_members_of_the_own_forum_only(db):
    youth, other = await make_youth_forum(), await make_youth_forum()
    young = await make_member(youth)
    with pytest.raises(NotFound):
        await take_out(other.organisation, young.member.id, other.worker, now(), today())
    await take_out(youth.organisation, young.member.id, youth.worker, now(), today())
    assert await YouthMember.all().count() == 0


async def test_joining_on_the_pages(client, app):
    youth = await make_youth_forum()
    card = await make_card(youth)
    assert "I have a card" in (await client.get("/youth")).text
    page = await client.get(f"/youth/card/{card}")
    assert card in page.text
    key = page.text.split('name="client_key"')[1].split('value="')[1].split('"')[0]
    wrong = await client.post("/youth/join", data={"code": card, "nickname": "Sam Lee", "client_key": key})
    assert wrong.status_code == 400
    assert "whole name" in wrong.text
    sent = {"code": card, "nickname": "Kestrel", "client_key": key}
    joined = await client.post("/youth/join", data=sent)
    assert (joined.status_code, joined.headers["location"]) == (303, "/youth/code")
    code_page = (await client.get("/youth/code")).text
    assert "Keep your code" in code_page
    code = code_page.split('id="keep-code">')[1].split("<")[0]
    assert "Hello Kestrel" in (await client.get("/youth")).text
    await client.post("/youth/close")
    assert "I have a card" in (await client.get("/youth")).text
    back = await client.post("/youth/back", data={"code": code})
    assert back.status_code == 303
    assert "Hello Kestrel" in (await client.get("/youth")).text
    assert (await client.post("/youth/leave")).headers["location"] == "/youth/left"
    assert (await client.get("/youth/left")).status_code == 200
    assert (await client.get("/youth/mine")).headers["location"] == "/youth"


async def test_a_new_code_is_shown_once_and_to_its_member_alone(client):
    youth = await make_youth_forum()
    let_in(client, await make_member(youth))
    assert (await client.get("/youth/code")).headers["location"] == "/youth"
    assert (await client.post("/youth/code/new")).headers["location"] == "/youth/code"
    assert "Keep your code" in (await client.get("/youth/code")).text
    let_in(client, await make_member(youth))
    assert (await client.get("/youth/code")).headers["location"] == "/youth"


async def test_guessing_codes_is_stopped(client):
    await make_youth_forum()
    answers = [await client.post("/youth/back", data={"code": "otter lamp river kite"}) for _ in range(61)]
    assert {one.status_code for one in answers[:60]} == {400}
    assert answers[60].status_code == 429


async def test_the_worker_makes_prints_and_withdraws_cards(client, sign_in):
    youth = await make_youth_forum()
    await come_in(client, youth.worker)
    assert "There is no unused card" in (await client.get("/forum/youth/cards")).text
    assert (await client.post("/forum/youth/cards", data={"how_many": "99"})).status_code == 400
    assert (await client.post("/forum/youth/cards", data={"how_many": "2"})).status_code == 303
    page = (await client.get("/forum/youth/cards")).text
    assert page.count("Works once, until") == 2
    card = (await waiting_cards(youth.organisation, today()))[0]
    assert (await client.post(f"/forum/youth/cards/{card.id}/withdraw")).status_code == 303
    assert (await client.get("/forum/youth/cards")).text.count("Works once, until") == 1
    young = await make_member(youth, "Kestrel")
    assert "Kestrel" in (await client.get("/forum/youth")).text
    await client.post(f"/forum/youth/members/{young.member.id}/take-out")
    assert "Kestrel" not in (await client.get("/forum/youth")).text


async def test_nobody_but_the_worker_sees_the_members(client, sign_in):
    youth = await make_youth_forum()
    await make_member(youth, "Kestrel")
    await sign_in(*Role)
    assert (await client.get("/forum/youth")).status_code == 403
    await come_in(client, (await make_forum()).first)
    assert (await client.get("/forum/youth")).status_code == 404
