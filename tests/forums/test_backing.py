"""Members stand behind a view or do not: without a name, once a browser, and nobody is picked out."""

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.forums.backing import (
    SHOWN_FROM,
    Backing,
    answer_as_member,
    ask_members,
    backing_of,
    get_asked_view,
    signature_of,
    stop_asking_members,
)
from feedback.forums.drafting import get_view
from feedback.forums.models import ForumView, MemberAnswer
from feedback.privacy.withdrawing import withdraw_voice
from feedback.themes.in_groups import InGroups, count_in_groups
from feedback.voices.about import About
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Comment, Door, Voice
from feedback.voices.receiving import receive_voice
from tests.makers.consultations import make_consultation
from tests.makers.forums import DAY, LAST_DAY, Forum, make_draft, make_forum, send
from tests.makers.voices import HARM, make_voice
from tests.web import new_client

pytestmark = pytest.mark.usefixtures("db")


async def make_asked(forum: Forum, **more) -> ForumView:
    view = await make_draft(forum, **more)
    await ask_members(view, forum.third)
    return await get_view(forum.seats["first"], view.id)


def path_of(view: ForumView) -> str:
    return f"/forum/say/{view.id}/{signature_of(view)}"


async def test_a_browser_counts_once_and_may_change_its_mind(app, client):
    view = await make_asked(await make_forum())
    page = await client.get(path_of(view))
    assert "The taxis come late" in page.text
    assert "We ask for no name." in page.text
    assert "set-cookie" not in page.headers
    wrong = await client.post(path_of(view), data={"words": "Half a thought"})
    assert wrong.status_code == 400
    assert "Half a thought" in wrong.text
    for backs in ("yes", "no"):
        answered = await client.post(path_of(view), data={"backs": backs, "words": "Ring us."})
        assert answered.status_code == 303
    assert "Your answer counts." in (await client.get(path_of(view))).text
    await new_client(app).post(path_of(view), data={"backs": "yes"})
    answers = await MemberAnswer.filter(view_id=view.id).order_by("backs")
    assert [(one.backs, one.words) for one in answers] == [(False, "Ring us."), (True, "")]
    assert client.cookies["member"] not in str([vars(one) for one in answers])


async def test_the_forum_sees_nothing_before_five_have_answered():
    view = await make_asked(await make_forum())
    for number in range(SHOWN_FROM - 1):
        await answer_as_member(view, f"token {number}", number > 0, number == 1, f"Sentence {number}", DAY)
    assert await backing_of(view) == Backing(False)
    await answer_as_member(view, "one more", True, False, "", DAY)
    backing = await backing_of(view)
    assert (backing.backs, backing.dissents, backing.also_alone) == (4, 1, 1)
    assert (False, "Sentence 0") in backing.sentences
    assert len(backing.sentences) == SHOWN_FROM - 1


async def test_only_the_forums_own_link_opens_the_page_and_a_stopped_one_leads_nowhere(client):
    forum = await make_forum()
    view, other = await make_asked(forum), await make_asked(await make_forum())
    for signature in ("0" * 32, signature_of(other), "ø"):
        with pytest.raises(NotFound):
            await get_asked_view(view.id, signature)
    draft = await make_draft(forum)
    assert "has stopped asking" in (await client.get(path_of(draft))).text
    assert "The taxis come late" not in (await client.get(path_of(draft))).text
    old = path_of(view)
    await stop_asking_members(view, forum.first)
    assert (await client.get(old)).status_code == 404
    with pytest.raises(Refusal, match="not asking"):
        await answer_as_member(view, "token", True, False, "", DAY)
    with pytest.raises(Refusal, match="any more"):
        await stop_asking_members(view, forum.first)
    await ask_members(view, forum.first)
    with pytest.raises(Refusal, match="works already"):
        await ask_members(view, forum.first)
    view = await get_view(forum.seats["first"], view.id)
    assert path_of(view) != old


async def test_words_of_harm_are_not_passed_on_and_the_member_is_told_where_to_go(client):
    view = await make_asked(await make_forum())
    page = await client.post(path_of(view), data={"backs": "yes", "words": HARM})
    assert page.status_code == 400
    assert "Please tell somebody who can" in page.text
    assert HARM in page.text
    assert not await MemberAnswer.exists()


async def test_sent_the_view_asks_no_more_and_members_words_stay_with_the_forum():
    forum = await make_forum()
    consultation = await make_consultation(closes_on=LAST_DAY)
    view = await make_asked(forum, consultation=consultation)
    for number in range(SHOWN_FROM):
        await answer_as_member(view, f"token {number}", True, number < 3, "Marmalade", DAY)
    view = await send(forum, view)
    with pytest.raises(Refusal, match="not asking"):
        await answer_as_member(view, "late", True, False, "", DAY)
    assert not await Comment.filter(words__contains="Marmalade").exists()
    for _ in range(7):
        await make_voice("The bus is late.", consultation=consultation)
    await make_voice("It is full.", consultation=consultation, also_in_group=True)
    await receive_voice(
        consultation, door=Door.POLL, about=About(), said=(), client_key=new_client_key(), today=today()
    )
    found = await count_in_groups(consultation)
    assert found == InGroups(views=1, speaks_for=140, alone=8, said_group=1, said_alone=3)
    assert (found.both_at_least, found.both_at_most) == (3, 8)
    assert (found.people_at_least, found.people_at_most) == (140, 145)
    await withdraw_voice(await Voice.get(id=view.voice_id), now(), today())
    assert not await MemberAnswer.exists()
    assert (await count_in_groups(consultation)).views == 0
