"""Two officers let a view go; then it is one voice that speaks for many, and is counted as one (D78)."""

import pytest

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.models import Mail
from feedback.forums.drafting import add_point, get_view, points_of
from feedback.forums.models import ForumPoint, ForumView, ViewState
from feedback.forums.releasing import agree_release, ask_release, code_of_view, take_back
from feedback.forums.representing import end_representative
from feedback.people.models import AuditEntry
from feedback.themes.report import build_report
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment, CommentState, Door, OfferPart, SpokenBy, Voice
from feedback.voices.receiving import find_voice_by_code
from tests.makers.consultations import make_consultation
from tests.makers.forums import DAY, LAST_DAY, POINTS, SITE, make_draft, make_forum, make_sent, send
from tests.makers.people import make_account
from tests.makers.voices import HARM, make_voice

pytestmark = pytest.mark.usefixtures("db")


async def fresh(forum, view: ForumView) -> ForumView:
    return await get_view(forum.seats["first"], view.id)


async def test_one_officer_asks_and_a_second_one_agrees():
    forum = await make_forum()
    view = await make_draft(forum)
    with pytest.raises(Refusal, match="Only an officer"):
        await ask_release(view, forum.third, view.changes, DAY, SITE)
    await ask_release(view, forum.first, view.changes, DAY, SITE)
    view = await fresh(forum, view)
    with pytest.raises(Refusal, match="Another officer has to agree"):
        await agree_release(view, forum.first, view.changes, DAY, SITE)
    with pytest.raises(Refusal, match="Only an officer"):
        await agree_release(view, forum.third, view.changes, DAY, SITE)
    assert not await Voice.filter(door=Door.FORUM).exists()
    await agree_release(view, forum.second, view.changes, DAY, SITE)
    view = await fresh(forum, view)
    assert (view.state, view.sent_on) == (ViewState.SENT, DAY)
    assert (view.asked_by.id, view.agreed_by.id) == (forum.first.id, forum.second.id)
    actions = await AuditEntry.filter(subject_id=str(view.id)).values_list("action", flat=True)
    assert {"forum.release.ask", "forum.release.agree"} <= set(actions)


@pytest.mark.parametrize(
    ("kind", "group"),
    [("forum", "parent_carer"), ("youth_forum", "young_person"), ("voluntary", "voluntary")],
)
async def test_it_stands_in_the_group_of_the_forum_that_sent_it(kind, group):
    view = await make_sent(await make_forum(kind=kind))
    voice = await Voice.get(id=view.voice_id)
    assert (voice.group, voice.spoken_by) == (group, SpokenBy.FOR_GROUP)


async def test_it_is_one_voice_with_a_comment_a_point_and_its_words_stand_nowhere_else():
    forum = await make_forum()
    consultation = await make_consultation(closes_on=LAST_DAY)
    view = await make_sent(forum, consultation)
    voice = await Voice.get(consultation_id=consultation.id)
    assert (voice.door, voice.spoken_by, voice.speaks_for) == (Door.FORUM, SpokenBy.FOR_GROUP, 140)
    assert (voice.may_quote, voice.id) == (True, view.voice_id)
    said = await Comment.filter(voice_id=voice.id)
    assert {comment.offer_part for comment in said} == {OfferPart.QUALITY, OfferPart.UNSAID}
    assert {comment.words for comment in said} == {*POINTS, "Some would keep the old routes."}
    by_point = [(point.words, point.comment.words) for point in await points_of(view)]
    assert by_point == [("", words) for words in POINTS]
    assert view.minority == ""
    assert await find_voice_by_code(code_of_view(view)) == voice


async def test_the_report_counts_one_and_says_for_how_many():
    forum = await make_forum()
    consultation = await make_consultation(closes_on=LAST_DAY)
    for _ in range(11):
        await make_voice("The bus is late.", consultation=consultation, also_in_group=True)
    await make_voice("The bus is full.", consultation=consultation)
    await make_sent(forum, consultation)
    await refresh_tallies(consultation)
    report = await build_report(consultation)
    assert (report.voices.number, report.comments.number) == (13, 15)
    assert "1 view of forums or groups, speaking for about 140 people, is among them." in report.in_groups
    assert "Each is counted as one." in report.in_groups
    assert "from 11 to 12 people may be in both" in report.in_groups
    assert "at least 140 and at most 141 people" in report.in_groups
    public = await build_report(consultation, audience="public")
    assert public.voices.number == 13
    assert "speak for about 140 people" in public.in_groups
    assert "at least about 140 people and at most about 150" in public.in_groups
    assert "1 view" not in public.in_groups
    quiet = await make_consultation(closes_on=LAST_DAY)
    assert (await build_report(quiet)).in_groups == ""


async def test_the_second_officer_agrees_to_what_was_on_the_screen():
    forum = await make_forum()
    view = await make_draft(forum)
    await ask_release(view, forum.first, view.changes, DAY, SITE)
    seen = (await fresh(forum, view)).changes
    await take_back(await fresh(forum, view), forum.third)
    await add_point(view, "quality", "Slipped in", forum.first)
    again = await fresh(forum, view)
    with pytest.raises(Refusal, match="has changed since"):
        await ask_release(again, forum.first, again.changes - 1, DAY, SITE)
    await ask_release(again, forum.first, again.changes, DAY, SITE)
    with pytest.raises(Refusal, match="has changed since"):
        await agree_release(await fresh(forum, view), forum.second, seen, DAY, SITE)
    await agree_release(await fresh(forum, view), forum.second, again.changes, DAY, SITE)
    with pytest.raises(Refusal, match="has changed since"):
        await agree_release(await fresh(forum, view), forum.second, again.changes, DAY, SITE)
    assert await Voice.filter(door=Door.FORUM).count() == 1
    with pytest.raises(Refusal, match="does not wait"):
        await take_back(await fresh(forum, view), forum.first)


async def test_a_view_needs_a_point_people_a_second_officer_and_an_open_consultation():
    forum = await make_forum()
    view = await make_draft(forum, await make_consultation(closes_on=DAY))
    later = DAY.replace(day=DAY.day + 1)
    with pytest.raises(Refusal, match="takes no answers"):
        await ask_release(view, forum.first, view.changes, later, SITE)
    await end_representative(await make_account(), forum.seats["second"], now())
    with pytest.raises(Refusal, match="has one officer"):
        await ask_release(view, forum.first, view.changes, DAY, SITE)
    await ForumPoint.filter(view_id=view.id).delete()
    with pytest.raises(Refusal, match="Write a point"):
        await ask_release(view, forum.first, view.changes, DAY, SITE)


async def test_words_of_harm_in_a_view_are_held_like_any_other():
    forum = await make_forum()
    view = await make_sent(forum, None, "The bus is late.", HARM)
    states = {comment.words: comment.state for comment in await Comment.filter(voice_id=view.voice_id)}
    assert states[HARM] == CommentState.HELD
    assert states["The bus is late."] == CommentState.LIVE


async def test_mails_about_a_view_hold_none_of_it():
    forum = await make_forum()
    before = await Mail.all().count()
    view = await send(forum, await make_draft(forum, None, "Marmalade in the minibus"))
    mails = await Mail.filter(subject__contains="view of your forum")
    waits = [mail for mail in mails if "waits" in mail.subject]
    assert [mail.to for mail in waits] == [forum.second.email]
    assert {mail.to for mail in mails} == {forum.first.email, forum.second.email, forum.third.email}
    assert await Mail.all().count() == before + 4
    assert not any("Marmalade" in str(vars(mail)) or str(view.id) in mail.body for mail in mails)
