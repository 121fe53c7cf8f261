"""The workspace, as a forum uses it, and the council's pages about it."""

import re

import pytest

from feedback.core.clock import now
from feedback.core.roles import STAFF, Role
from feedback.forums.drafting import change_point, get_view, points_of
from feedback.forums.models import ForumPoint, ForumView, Representative, ViewState
from feedback.forums.understanding import answer_dispute, dispute_summary, write_summary
from feedback.people.models import AuditEntry
from feedback.people.roles import grant_role
from feedback.privacy.withdrawing import withdraw_voice
from feedback.voices.models import Voice
from tests.makers.consultations import make_consultation
from tests.makers.forums import DAY, LAST_DAY, SITE, come_in, make_draft, make_forum, make_sent
from tests.makers.people import make_account as make_council_account
from tests.makers.surveys import make_survey
from tests.makers.voices import HARM
from tests.surveys.test_answering import begin, check_key
from tests.web import make_organisation, new_client

STANDING = {
    "speaks_for": "140",
    "gathered": ["meeting", "calls"],
    "gathered_from-day": "1",
    "gathered_from-month": "2",
    "gathered_from-year": "2026",
    "gathered_until-day": "20",
    "gathered_until-month": "2",
    "gathered_until-year": "2026",
    "agree": "120",
    "disagree": "0",
    "version": "1",
}


def hidden(page, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="{name}"', page.text)
    assert found, name
    return found[1] or found[2]


async def test_a_view_goes_from_its_beginning_to_the_council(app, client):
    forum = await make_forum()
    consultation = await make_consultation(closes_on=LAST_DAY)
    second = new_client(app)
    await come_in(client, forum.first)
    await come_in(second, forum.second)
    begun = await client.post("/forum/new", data={"consultation": str(consultation.id)})
    path = begun.headers["location"]
    assert "Write a point." in (await client.get(path)).text
    wrong = await client.post(f"{path}/points/add", data={"words": "Kept on the page"})
    assert wrong.status_code == 400
    assert "Kept on the page" in wrong.text
    for words in ("The taxis come late.", "Nobody rings."):
        await client.post(f"{path}/points/add", data={"offer_part": "quality", "words": words})
    wrong = await client.post(f"{path}/standing", data=STANDING | {"agree": "141"})
    assert "More people agree or disagree" in wrong.text
    assert (await client.post(f"{path}/standing", data=STANDING)).status_code == 303
    page = await client.get(path)
    assert "A meeting of members; Calls and letters" in page.text
    await client.post(f"{path}/ask", data={"changes": hidden(page, "changes")})
    assert "asks you to agree to a view" in (await second.get("/staff")).text
    page = await second.get(path)
    assert "I agree: send it to the council" in page.text
    assert "I agree: send it to the council" not in (await client.get(path)).text
    await second.post(f"{path}/agree", data={"changes": hidden(page, "changes")})
    page = await second.get(path)
    assert "Counted as one view that speaks for about 140 people" in page.text
    assert "Nobody at the council can change them." in page.text
    code = re.search(r'name="code" value="([a-z ]+)"', page.text)
    assert code
    assert (await second.post("/receipt", data={"code": code[1]})).status_code == 303
    assert "The taxis come late." in (await second.get("/receipt")).text
    third = new_client(app)
    await come_in(third, forum.third)
    assert 'name="code"' not in (await third.get(path)).text


async def test_two_who_write_at_once_see_each_others_words(app, client):
    forum = await make_forum()
    view = await make_draft(forum, None, "As it was")
    point = (await points_of(view))[0]
    path = f"/forum/views/{view.id}/points/{point.id}"
    await come_in(client, forum.first)
    version = hidden(await client.get(path), "version")
    await change_point(view, point, "quality", "Theirs came first", 1, forum.second)
    mine = {"offer_part": "quality", "words": "Mine came later", "version": version}
    page = await client.post(path, data=mine)
    assert page.status_code == 400
    assert f"{forum.second.name} changed this" in page.text
    assert "Theirs came first" in page.text
    assert "Mine came later" in page.text
    both = mine | {"words": "Theirs came first. Mine too.", "version": hidden(page, "version")}
    assert (await client.post(path, data=both)).status_code == 303
    assert (await ForumPoint.get(id=point.id)).words == "Theirs came first. Mine too."
    standing = f"/forum/views/{view.id}/standing"
    page = await client.post(standing, data=STANDING)  # written at version 1; it is at 2
    assert "Some would keep the old routes." in page.text
    again = await client.post(standing, data=STANDING | {"version": hidden(page, "version")})
    assert again.status_code == 303
    assert (await client.post(f"{path}/remove", data={"version": "1"})).status_code == 422
    assert (await client.post(f"{path}/remove", data={"version": "nonsense"})).status_code == 422
    await client.post(f"{path}/remove", data={"version": "3"})
    assert not await ForumPoint.filter(id=point.id).exists()


async def test_it_is_written_down_who_opened_what_in_a_workspace(client):
    forum = await make_forum()
    view = await make_draft(forum, None, "Marmalade in the minibus")
    point = (await points_of(view))[0]
    await come_in(client, forum.first)
    opened = AuditEntry.filter(account_id=forum.first.id)
    before = await opened.count()
    for path in ("/forum", f"/forum/views/{view.id}", f"/forum/views/{view.id}/points/{point.id}"):
        assert (await client.get(path)).status_code == 200
    entries = await opened.order_by("at", "id").offset(before)
    assert [(entry.action, entry.subject_id) for entry in entries] == [
        ("forum.open", str(forum.organisation.id)),
        ("forum.view.open", str(view.id)),
        ("forum.view.open", str(view.id)),
    ]
    assert not any("Marmalade" in entry.detail for entry in entries)


async def test_a_workspace_is_closed_to_every_role_of_the_council_and_to_other_forums(app, client, sign_in):
    forum, other = await make_forum(), await make_forum()
    view = await make_draft(forum, None, "Marmalade in the minibus")
    point = (await points_of(view))[0]
    own = f"/forum/views/{view.id}"
    gets = ["/forum", "/forum/new", own, f"{own}/standing", f"{own}/points/{point.id}"]
    posts = [f"{own}/{part}" for part in ("ask", "agree", "take-back", "dispute", "members/ask")]
    account = await sign_in(*STAFF)
    tries = AuditEntry.filter(account_id=account.id, action="forum.refused")
    for path in gets:
        assert (await client.get(path)).status_code == 403, path
    for path in posts:
        assert (await client.post(path)).status_code == 403, path
    assert await tries.count() == len(gets + posts), "each try is on record"
    assert await tries.filter(subject_id=str(view.id), detail="forum_view").count() == 1
    await grant_role(None, account, Role.FORUM, now(), organisation=forum.organisation)
    for path in gets:
        page = await client.get(path)
        assert page.status_code == 403, f"{path}: the role of a forum opens nothing for the council"
        assert "Marmalade" not in page.text
    assert await tries.count() == len(gets + posts + gets)
    await come_in(client, other.first)
    for path in gets[2:]:
        assert (await client.get(path)).status_code == 404, path
    for path in [*posts, f"{own}/points/{point.id}/remove"]:
        assert (await client.post(path)).status_code == 404, path
    assert "Marmalade" not in (await client.get("/forum")).text
    await sign_in(Role.FORUM)  # a role alone, for a forum that never invited this account
    assert (await client.get("/forum")).status_code == 404
    assert (await ForumView.get(id=view.id)).state is ViewState.DRAFT


async def test_the_council_reads_their_own_wording_and_answers_a_dispute(app, client, sign_in):
    forum = await make_forum()
    consultation = await make_consultation(closes_on=LAST_DAY)
    view = await make_sent(forum, consultation, "The taxis come late.", HARM)
    path = f"/staff/consultations/{consultation.slug}/forum-views/{view.id}"
    account = await sign_in(Role.ANALYST)
    assert forum.organisation.name in (await client.get("/staff")).text
    page = await client.get(path)
    assert "The taxis come late." in page.text
    assert HARM not in page.text
    assert "We hold these words" in page.text
    assert await AuditEntry.filter(account_id=account.id, action="comments.view").count() == 1
    await client.post(path, data={"words": "They want more taxis.", "number": "0"})
    stale = await client.post(path, data={"words": "They want fewer.", "number": "0"})
    assert stale.status_code == 400
    assert "They want fewer." in stale.text
    member = new_client(app)
    await come_in(member, forum.third)
    own = f"/forum/views/{view.id}"
    assert "They want more taxis." in (await member.get(own)).text
    wrong = await member.post(f"{own}/dispute", data={"number": "1"})
    assert "Say what is wrong" in wrong.text
    await member.post(f"{own}/dispute", data={"number": "1", "words": "Not more. On time."})
    assert "says that our summary is wrong" in (await client.get("/staff")).text
    page = await client.get(path)
    assert "Not more. On time." in page.text
    answer = re.search(r'action="([^"]+/answer)"', page.text)
    assert answer
    assert (await client.post(answer[1])).status_code == 400
    await client.post(answer[1], data={"answer": "You are right, we look at it."})
    assert "You are right, we look at it." in (await member.get(own)).text
    await client.post(path, data={"words": "They want taxis on time.", "number": "1"})
    page = await member.get(own)
    assert page.text.index("They want taxis on time.") < page.text.index("They want more taxis.")


async def test_lists_name_forums_and_hold_no_words(client, sign_in):
    consultation = await make_consultation(closes_on=LAST_DAY)
    forum = await make_forum()
    await make_sent(forum, consultation, "Marmalade in the minibus")
    draft = await make_draft(await make_forum(), consultation)
    await sign_in(Role.READER)
    page = await client.get(f"/staff/consultations/{consultation.slug}/forum-views")
    assert forum.organisation.name in page.text
    assert "140" in page.text
    assert "Marmalade" not in page.text
    assert str(draft.id) not in page.text
    assert "/forum-views/" not in page.text, "a reader gets no link to the words"


async def test_an_editor_invites_and_ends_who_speaks_for_a_forum(client, sign_in):
    organisation = await make_organisation()
    await sign_in(Role.EDITOR)
    form = {"organisation": str(organisation.id), "name": "Rosa Reed", "email": "rosa@forum.test"}
    assert (await client.post("/staff/forums", data=form | {"email": "nonsense"})).status_code == 400
    await client.post("/staff/forums", data=form | {"is_officer": "y"})
    seat = await Representative.get(account__email="rosa@forum.test")
    assert seat.is_officer
    page = await client.get("/staff/forums")
    assert "Rosa Reed" in page.text
    assert (await client.post("/staff/forums", data=form)).status_code == 400
    for wrong in ("nonsense", str(organisation.id)):
        assert (await client.post("/staff/forums/end", data={"seat": wrong})).status_code == 404
    await client.post("/staff/forums/end", data={"seat": str(seat.id)})
    assert (await Representative.get(id=seat.id)).ended_on is not None
    limited = await make_consultation()
    await sign_in(Role.EDITOR, consultation=limited)
    assert (await client.get("/staff/forums")).status_code == 403
    assert (await client.post("/staff/forums", data=form)).status_code == 403


@pytest.mark.parametrize("group", ["parent_carer", "young_person"])
async def test_parents_may_say_that_a_forum_spoke_for_them_too(client, group):
    survey = await make_survey(kinds=("yes_no_not_sure",), asks_about=["group"])
    await begin(client, survey)
    await client.post(f"/s/{survey.slug}/q/1", data={"go": "next", "answer": "yes"})
    await client.post(f"/s/{survey.slug}/about/1", data={"go": "next", "answer": group})
    page = await client.get(f"/s/{survey.slug}/check")
    asked = "I also answered as part of a forum or group" in page.text
    key = await check_key(client, survey)
    await client.post(f"/s/{survey.slug}/check", data={"client_key": key, "also_in_group": "y"})
    voice = await Voice.get(consultation_id=survey.consultation_id)
    assert asked == voice.also_in_group == (group == "parent_carer")


async def test_a_view_that_was_sent_has_no_pages_to_change_it(client):
    forum = await make_forum()
    view = await make_sent(forum)
    point = (await points_of(await get_view(forum.seats["first"], view.id)))[0]
    await come_in(client, forum.first)
    own = f"/forum/views/{view.id}"
    for path in ("points/add", f"points/{point.id}", "standing"):
        assert (await client.get(f"{own}/{path}")).status_code == 404
    for path in ("members/ask", "ask", "take-back", "agree"):
        assert (await client.post(f"{own}/{path}")).status_code == 422, path


async def test_two_who_answer_at_once_lose_nothing_and_a_view_taken_back_takes_no_more(client, sign_in):
    forum, lead = await make_forum(), await make_council_account()
    consultation = await make_consultation(closes_on=LAST_DAY)
    view = await make_sent(forum, consultation)
    await write_summary(view, "They want more taxis.", 0, lead, DAY, SITE)
    dispute = await dispute_summary(view, "No.", 1, forum.first, DAY)
    await answer_dispute(view, dispute, "Yes.", lead, DAY, SITE)
    await dispute_summary(view, "Still no.", 1, forum.first, DAY)
    path = f"/staff/consultations/{consultation.slug}/forum-views/{view.id}"
    await sign_in(Role.ANALYST)
    late = await client.post(f"{path}/disputes/{dispute.id}/answer", data={"answer": "I typed this."})
    assert late.status_code == 400
    assert "I typed this." in late.text
    assert "has answered this already" in late.text
    await come_in(client, forum.second)
    own = f"/forum/views/{view.id}/dispute"
    late = await client.post(own, data={"number": "1", "words": "I typed that."})
    assert "I typed that." in late.text
    assert "has to answer" in late.text
    await withdraw_voice(view.voice, now(), DAY)
    assert (await client.post(own, data={})).status_code == 422
    assert "took this view back" in (await client.get(f"/forum/views/{view.id}")).text
    await sign_in(Role.ANALYST)
    assert (await client.post(path, data={})).status_code == 422
    page = await client.get(path)
    assert "took this view back" in page.text
    assert "They want more taxis." not in page.text
