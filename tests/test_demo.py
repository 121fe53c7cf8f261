"""The demo county: whole, the same each time, loaded once or not at all."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime

from analysis.screening import screen
from feedback.consultations.models import ANY_TIME, HELPFUL, Consultation, ConsultationState
from feedback.core.clock import london_day
from feedback.core.clock import now as clock_now
from feedback.core.models import Mail
from feedback.core.settings import Settings
from feedback.demo.county import read_county
from feedback.demo.doors import read_doors
from feedback.demo.forums import read_forums
from feedback.demo.loading import RECEIPTS, introduce, is_empty, load_county
from feedback.demo.speaking import first_speaker, speakers_of
from feedback.demo.youth import member_code, read_youth
from feedback.events.models import Event, EventKind, EventState
from feedback.events.planning import read_diary
from feedback.events.telling import find_public_sheet
from feedback.forums.models import ForumDispute, ForumView, ViewState
from feedback.forums.signing_in import get_link
from feedback.people.accounts import find_account
from feedback.people.models import Account, AuditEntry
from feedback.people.passwords import matches
from feedback.publishing.models import PollReply, PublishedCount
from feedback.replies.models import CheckState, ForumCheck, Reply, ReplyState, ReplyUpdate, Status
from feedback.reports.owning import owned_themes
from feedback.safety.models import SafetyItem
from feedback.themes.editions import get_public_report
from feedback.themes.models import FrameChange, PublicQuote, Suggestion, Theme, ThemePlace
from feedback.themes.reading import unread_comments
from feedback.themes.report import build_report
from feedback.voices.models import Comment, CommentState, Door, Voice, VoiceState
from feedback.voices.rating import public_counts
from feedback.voices.receiving import find_voice_by_code
from feedback.yearly.models import YearlyReport
from feedback.yearly.reporting import final_reports, read_alone
from feedback.yearly.waiting import find_lacks
from feedback.youth.joining import come_back
from feedback.youth.models import ForumRequest, SubjectIdea, WordingTest, YouthMember
from feedback.youth.testing import read_test
from surveys.kinds import KINDS
from surveys.models import Answer, Draft, PollOutcome, Question, Response, Survey, SurveyVersion
from tests.databases import ROOT
from tests.makers.consultations import make_consultation

OF_YOUTH = "what-our-youth-forum-says"
NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
PLANS = read_county()["consultations"]
EVERYTHING = (Account, AuditEntry, Consultation, Voice, Comment, Answer, Theme, Suggestion, Reply, Mail)


async def test_a_county_is_loaded_whole_and_once(db: Settings):
    said: list[str] = []
    assert await load_county(db, NOON, said.append)
    assert len(said) == 1 + len(PLANS)
    await check_consultations()
    await check_voices()
    await check_themes()
    await check_replies()
    await check_safety()
    await check_doors()
    await check_forums(db)
    await check_youth()
    await check_yearly()
    await check_sign_ins(db)
    before = [await model.all().count() for model in EVERYTHING]
    assert not await load_county(db, NOON, said.append)
    assert [await model.all().count() for model in EVERYTHING] == before
    assert len(said) == 1 + len(PLANS)


async def check_consultations() -> None:
    found = {one.slug: one for one in await Consultation.all()}
    day = london_day(NOON)
    states = {slug: one.state for slug, one in found.items()}
    assert states == {
        "getting-to-school-and-college": ConsultationState.REPLIED,
        "plans-that-make-sense": ConsultationState.OPEN,
        "moving-on-to-adult-life": ConsultationState.CLOSED,
        "short-breaks-near-home": ConsultationState.DRAFT,
        ANY_TIME: ConsultationState.OPEN,
        HELPFUL: ConsultationState.OPEN,
        OF_YOUTH: ConsultationState.OPEN,
    }
    late = found["moving-on-to-adult-life"]
    assert late.is_late(day)
    assert late.late_reason
    assert found["plans-that-make-sense"].takes_answers(day)
    for survey in await Survey.all():
        assert 1 <= await Question.filter(version__survey_id=survey.id).count() <= 10
    kinds = await Question.all().values_list("kind", flat=True)
    assert set(kinds) == set(KINDS)
    polls = await Survey.filter(is_poll=True).order_by("title")
    assert [poll.links for poll in polls] == [0, 0, 24]
    assert await PollOutcome.all().count() == await PollReply.all().count() == 1


async def check_voices() -> None:
    speakers = sum(len(speakers_of(plan)) for plan in PLANS)
    assert await Voice.filter(door=Door.SURVEY).count() == speakers > 200
    answered = await Voice.filter(door__in=[Door.SURVEY, Door.POLL]).count()
    assert answered == await Response.all().count() > speakers
    assert await Draft.all().count() == 0
    assert await Voice.filter(received_on__gte=london_day(NOON)).count() == 0
    for slug in RECEIPTS:
        voice = await find_voice_by_code(first_speaker(slug).code)
        assert voice is not None
        await voice.fetch_related("consultation")
        assert voice.consultation.slug == slug


async def check_themes() -> None:
    adopted = await Theme.filter(state="adopted").count()
    assert await ThemePlace.all().count() == adopted, "the map of each consultation is drawn"
    travel = await Consultation.get(slug="getting-to-school-and-college")
    report, _ = await get_public_report(travel)
    assert report.voices.number is not None
    assert report.voices.number >= 100
    assert len(report.themes) >= 6
    shown = [line for line in report.themes if all(cell.number is not None for cell in line.cells)]
    assert len(shown) >= 3, "small numbers hide nearly everything, so the report says little"
    assert await unread_comments(travel).count() == 0
    waiting = await Consultation.get(slug="plans-that-make-sense")
    assert await unread_comments(waiting).count() > 0
    assert await Suggestion.filter(run__consultation=waiting, adopted_as_id=None).exists()
    assert await Theme.filter(priority_id=None).count() == 0
    assert {"adopt", "rename", "priority"} <= set(await FrameChange.all().values_list("what", flat=True))
    assert await PublicQuote.filter(checked_by_id=None).count() == 0
    assert await PublicQuote.all().count() >= 6
    assert await PublishedCount.exists()


async def check_replies() -> None:
    public = await Reply.filter(state=ReplyState.PUBLISHED).prefetch_related("theme_links", "quotes")
    assert {reply.status for reply in public} == {Status.DONE, Status.DOING, Status.PLANNED, Status.CANNOT}
    for reply in public:
        assert len(reply.theme_links) == 1
        assert len(reply.quotes) >= 1
    cannot = next(reply for reply in public if reply.status == Status.CANNOT)
    assert cannot.why
    assert cannot.what_else
    assert await Reply.filter(state=ReplyState.DRAFT).count() == 1
    assert await ReplyUpdate.exclude(published_on=None).count() == 1


async def check_safety() -> None:
    held = await Comment.filter(state=CommentState.HELD).prefetch_related("consultation")
    assert [comment.consultation.slug for comment in held] == ["plans-that-make-sense"]
    assert await SafetyItem.filter(comment_id=held[0].id).count() == 1
    mails = " ".join([mail.body for mail in await Mail.all()])
    assert mails
    assert held[0].words not in mails


async def check_doors() -> None:
    doors = read_doors()
    day = london_day(NOON)
    assert await Voice.filter(door=Door.COMMENT).count() == len(doors["comments"])
    assert {"web", "phone", "paper"} == set(
        await Voice.filter(door=Door.COMMENT).values_list("mode", flat=True)
    )
    months = await public_counts(day)
    assert len(months) == 3
    assert all(cell.number is not None for month in months for cell in month.elsewhere)
    diary = await read_diary(day)
    assert [event.kind for event in diary.coming] == [EventKind.YOUTH_FORUM]
    assert [event.kind for event in diary.past] == [EventKind.SEND_FORUM, EventKind.ROADSHOW]
    assert [await find_public_sheet(event) is not None for event in diary.past] == [False, True]
    assert await Event.filter(state=EventState.DRAFT).count() == 1
    said = [one["words"] for one in (*doors["comments"], *doors["reasons"])]
    said += [note["words"] for event in doors["events"] for note in event["notes"]]
    assert not any(screen(words).matches for words in said)


async def check_forums(settings: Settings) -> None:
    views = await ForumView.all().prefetch_related("voice", "summaries__disputes")
    assert len({view.organisation_id for view in views}) == 2
    sent = [view for view in views if view.state is ViewState.SENT]
    assert len(sent) == len(views) - 2 == await Voice.filter(door=Door.FORUM, state=VoiceState.LIVE).count()
    assert all(view.voice and view.voice.speaks_for == view.speaks_for for view in sent)
    assert sorted(len(view.summaries) for view in sent) == [0, 1, 1, 2]
    assert await ForumDispute.filter(answered_on=None).count() == 1
    travel = await Consultation.get(slug="getting-to-school-and-college")
    assert (
        "2 views of forums or groups, speaking for about 166 people" in (await build_report(travel)).in_groups
    )
    link = [line for line in await introduce(settings) if "/forum/link/" in line]
    assert len(link) == 2
    assert (await get_link(link[0].rsplit("/", 1)[1], clock_now())).used_at is None


async def check_youth() -> None:
    youth = read_youth()
    assert await YouthMember.all().count() == len(youth["members"])
    states = await ForumRequest.all().order_by("asked_on").values_list("state", flat=True)
    assert states == ["accepted", "accepted", "refused", "voting"]
    assert await ForumRequest.filter(state="accepted", fed_back_on=None).count() == 1
    test = await WordingTest.get().prefetch_related("survey__consultation")
    tried = await read_test(test, with_words=True)
    assert len(tried.means) == len([one for one in youth["wording"]["answers"] if one[1]])
    agreed = await ForumCheck.filter(state=CheckState.AGREED).values_list("forum", flat=True)
    assert set(agreed) == {youth["forum"]}
    assert await SurveyVersion.filter(tested_on__isnull=False).count() == len(youth["tested"])
    assert await SubjectIdea.all().order_by("state").values_list("state", flat=True) == [
        "answered",
        "new",
        "shown",
    ]
    back = await come_back(member_code(), london_day(NOON))
    assert back.member.nickname == youth["members"][0]
    reader = await find_account(youth["reader"]["email"])
    assert reader is not None
    owned = await owned_themes(reader)
    assert owned
    assert all(one.theme.owner.name == youth["reader"]["body"] for one in owned)


async def check_yearly() -> None:
    """Last year's report is public with themes and single comments, all answered; the next one is not yet."""
    [final] = await final_reports()
    assert final.last_day < final.published_on < london_day(NOON)
    entries = [entry for part in final.document["parts"] for entry in part["entries"]]
    assert len(entries) >= 8
    assert all(entry["answers"] or entry["no_action"] for entry in entries)
    alone, gone = await read_alone(final.document)
    said = [one for part in alone.values() for one in part]
    assert (len(said) > 10, gone) == (True, 0)
    assert {one.is_summary for one in said} == {True, False}
    [draft] = await YearlyReport.filter(is_final=False)
    assert await find_lacks(draft.first_day, draft.last_day)


async def check_sign_ins(settings: Settings) -> None:
    county = read_county()
    lines = await introduce(settings)
    assert county["password"] in lines[0]
    for person in county["accounts"]:
        account = await find_account(person["email"])
        assert account is not None
        assert not account.must_change_password
        assert await matches(account.password_hash, county["password"])
        assert {grant.role for grant in account.grants} == set(person["roles"])
        assert any(person["email"] in line for line in lines)
    codes = [line.rsplit("/r/", 1)[1] for line in lines if "/r/" in line]
    assert codes == [first_speaker(slug).code for slug in RECEIPTS]


async def test_a_database_that_somebody_uses_is_left_alone(db: Settings):
    await make_consultation()
    said: list[str] = []
    assert not await load_county(db, NOON, said.append)
    assert said == []
    assert await Account.all().count() == 0
    assert await introduce(db) == []


async def test_a_load_that_was_killed_leaves_nothing_and_the_next_one_loads_it_all(
    db: Settings, environ: dict[str, str]
):
    killed = await start_demo(environ)
    assert killed.stdout is not None
    while b"have answered" not in await asyncio.wait_for(killed.stdout.readline(), 120):
        assert killed.returncode is None
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    for _ in range(100):  # PostgreSQL hears of the death a moment later
        if await is_empty():
            break
        await asyncio.sleep(0.1)
    assert await is_empty()
    again = await start_demo(environ)
    printed, _ = await asyncio.wait_for(again.communicate(), 240)
    assert again.returncode == 0
    assert read_county()["password"].encode() in printed
    assert await Reply.filter(state=ReplyState.PUBLISHED).count() == 6


async def test_without_the_setting_there_is_no_demo(db: Settings, environ: dict[str, str]):
    refused = await start_demo({**environ, "HEARD_DEMO": "0"})
    printed, _ = await asyncio.wait_for(refused.communicate(), 60)
    assert refused.returncode == 1
    assert b"Set HEARD_DEMO=1" in printed
    assert await is_empty()


def test_of_all_words_only_the_ones_meant_for_it_match_a_safety_rule():
    found = {
        (plan["slug"], speaker.place)
        for plan in PLANS
        for speaker in speakers_of(plan)
        for words in speaker.words
        if screen(words).held
    }
    assert found == {("plans-that-make-sense", len(speakers_of(PLANS[1])) - 1)}
    of_forums = [
        words
        for view in read_forums()["views"]
        for words in (view["minority"], *[point for _, point in view["points"]])
    ]
    assert [words for words in of_forums if screen(words).held] == []


async def start_demo(environ: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-u",
        "-m",
        "feedback",
        "demo",
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HEARD_DEMO": "1"} | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
