"""The county's Youth Forum: its members, who asked them, what they tried out; and the bodies that answer for themes."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from feedback.core.clock import now as clock_now
from feedback.core.roles import Role
from feedback.demo.county import Calendar, read_county
from feedback.demo.people import Staff
from feedback.demo.theming import Themes
from feedback.forums.models import Representative
from feedback.forums.representing import get_seat, invite_representative
from feedback.forums.signing_in import make_link
from feedback.people.accounts import add_account
from feedback.people.models import Account, Organisation
from feedback.people.organisations import add_organisation, slug_for
from feedback.people.roles import grant_role
from feedback.replies.models import Reply
from feedback.strategy.bodies import get_body
from feedback.themes.adopting import give_to
from feedback.themes.models import Theme
from feedback.voices.keep_codes import KEY_BYTES, code_of
from feedback.youth.checking import answer_reply, ask_members, count_check, get_asked
from feedback.youth.forum import KIND
from feedback.youth.ideas import answer_idea, back_idea, show_idea, suggest_subject
from feedback.youth.inviting import code_on, make_cards, waiting_cards
from feedback.youth.joining import join
from feedback.youth.models import SubjectIdea, YouthMember
from feedback.youth.requesting import (
    Wish,
    answer_request,
    ask_forum,
    count_votes,
    feed_back,
    owed_by,
    put_to_vote,
    refuse_request,
    vote,
)
from feedback.youth.testing import Thoughts, answer_test, get_test, start_test
from surveys.models import Question, Survey
from surveys.tested import record_testing

WORDS = Path(__file__).with_name("youth.json")
SITE = "http://localhost"  # of mails that tell of the county's past, which nobody waits for
FOUNDED = -200
CARDS_LEFT = 4


@cache
def read_youth() -> dict[str, Any]:
    youth: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return youth


def key_of(what: str) -> bytes:
    """The same for everybody who loads the county."""
    return Random(f"key:youth:{what}").randbytes(KEY_BYTES)


def member_code() -> str:
    """Of the first member, for whoever tries the demo as a member."""
    return code_of(key_of(read_youth()["members"][0]))


async def found_forum(staff: Staff, calendar: Calendar) -> None:
    """The forum with its worker and members, before anything of the rest happens."""
    youth, moment, day = read_youth(), calendar.noon(FOUNDED), calendar.day(FOUNDED)
    forum = await add_organisation(staff.lead, youth["forum"], KIND, moment)
    worker = youth["worker"]
    seat = await invite_representative(
        staff.lead, forum, worker["email"], worker["name"], moment, is_officer=True, site=SITE
    )
    account = (await get_seat(seat.id)).account
    nicknames = youth["members"]
    await make_cards(forum, len(nicknames), account, day)
    for card, nickname in zip(await waiting_cards(forum, day), nicknames, strict=True):
        await join(code_on(card), nickname, True, key_of(nickname), day)
    await make_cards(forum, CARDS_LEFT, account, calendar.day(-5))


async def fill_forum(staff: Staff, calendar: Calendar) -> None:
    """What the forum has done and has before it."""
    forum, worker, members = await _people()
    for planned in read_youth()["requests"]:
        await _ask(planned, forum, worker, members, staff, calendar)
    await _try_wording(forum, members, staff, calendar)
    for place, planned in enumerate(read_youth()["ideas"]):
        await _name_subject(planned, members[place + 2], members, worker, calendar)


async def check_with_members(reply: Reply, staff: Staff, calendar: Calendar, offset: int) -> None:
    """Members read what will be most read, and say that this is what was said."""
    forum, worker, members = await _people()
    planned, day = read_youth()["agrees"], calendar.day(offset)
    made = await ask_members(staff.lead, reply, forum, day)
    asked = await get_asked(made.id, forum)
    for place, member in enumerate(members[: planned["yes"]]):
        await answer_reply(asked, member, True, "", key_of(f"yes {place}"), day)
    rest = members[planned["yes"] :]
    for member, reason in zip(rest, planned["reasons"], strict=False):
        await answer_reply(asked, member, False, reason, key_of(reason), day)
    await count_check(asked, worker, day)


async def give_owners(themes: Themes, staff: Staff, calendar: Calendar) -> None:
    """The analyst says which body answers for a theme."""
    for key, name in read_youth()["owners"].items():
        if key in themes:
            body = await get_body(slug_for(name), staff.lead, calendar.noon(-30))
            theme = await Theme.get(id=themes[key].id).select_related("frame")
            await give_to(theme, body, staff.lead, calendar.noon(-30), theme.frame.version)


async def add_reader_of_a_body(calendar: Calendar) -> None:
    """Somebody who sees the themes of one body, and nothing else."""
    planned, moment = read_youth()["reader"], calendar.noon(-30)
    body = await get_body(slug_for(planned["body"]), None, moment)
    password = read_county()["password"]
    account, _ = await add_account(
        None, planned["email"], planned["name"], moment, password=password, must_change=False
    )
    await grant_role(None, account, Role.READER, moment, organisation=body)


async def introduce_youth(base_url: str) -> list[str]:
    """How to be a member, how to be the worker, and how to read for a body; nothing without the forum."""
    youth = read_youth()
    seat = await Representative.get_or_none(account__email=youth["worker"]["email"], ended_on=None)
    if seat is None:
        return []
    token, _ = await make_link(seat, clock_now())
    return [
        f"  {youth['reader']['email']:<22}reader of {youth['reader']['body']}",
        f"A member of the Youth Forum: {base_url}/youth/back with the code {member_code()}",
        f"For the Youth Forum’s worker, once: {base_url}/forum/link/{token}",
    ]


async def note_testing(survey: Survey, account: Account, day: date) -> None:
    """Of the county's surveys some were tried out by members before they opened, and one was not."""
    tested = read_youth()["tested"].get(survey.slug)
    if tested:
        await record_testing(survey, tested["who"], tested["changes"], account, day)


async def _people() -> tuple[Organisation, Account, list[YouthMember]]:
    youth = read_youth()
    seat = await Representative.get(account__email=youth["worker"]["email"]).prefetch_related(
        "account", "organisation"
    )
    members = await YouthMember.filter(organisation_id=seat.organisation_id).prefetch_related("organisation")
    order = youth["members"]
    return seat.organisation, seat.account, sorted(members, key=lambda one: order.index(one.nickname))


async def _ask(
    planned: dict[str, Any],
    forum: Organisation,
    worker: Account,
    members: list[YouthMember],
    staff: Staff,
    calendar: Calendar,
) -> None:
    day = calendar.day(planned["asked"])
    service = await Organisation.get_or_none(slug=slug_for(planned["service"]))
    if service is None:
        asked_at = calendar.noon(planned["asked"])
        service = await add_organisation(staff.lead, planned["service"], planned["kind"], asked_at)
    wish = Wish(**{name: planned[name] for name in ("topic", "what", "why", "can_change")})
    if await owed_by(forum, service, staff.lead):
        await refuse_request(forum, service, wish, staff.lead, day)
        return
    request = await ask_forum(forum, service, wish, staff.lead, day)
    await put_to_vote(request, worker)
    votes = [True] * planned["yes"] + [False] * planned["no"]
    # The first member has not voted yet where the vote goes on, for whoever tries the demo as this member.
    voters = members if "accepts" in planned else members[1:]
    for member, accepts in zip(voters, votes, strict=False):
        await vote(request, member, accepts)
    if "accepts" not in planned:
        return
    await count_votes(request, worker)
    answered = calendar.day(planned["answered"])
    await answer_request(request, planned["accepts"], planned["reason"], worker, answered)
    if planned["fed_back"]:
        await feed_back(request, planned["fed_back"], staff.lead, calendar.day(planned["fed_back_on"]))


async def _try_wording(
    forum: Organisation, members: list[YouthMember], staff: Staff, calendar: Calendar
) -> None:
    planned, day = read_youth()["wording"], calendar.day(read_youth()["wording"]["asked"])
    survey = await Survey.get(title=planned["survey"])
    question = await Question.filter(version__survey_id=survey.id).order_by("position").first()
    assert question is not None
    made = await start_test(forum, survey, question.key, staff.lead, day)
    test = await get_test(made.id)
    # The first member has not answered, so that whoever tries the demo as this member can.
    for place, (member, answer) in enumerate(zip(members[1:], planned["answers"], strict=False)):
        await answer_test(test, member, Thoughts(*answer), key_of(f"wording {place}"), day)


async def _name_subject(
    planned: dict[str, Any],
    member: YouthMember,
    members: list[YouthMember],
    worker: Account,
    calendar: Calendar,
) -> None:
    day = calendar.day(-20)
    await suggest_subject(member, planned["words"], key_of(planned["words"]), day)
    if "title" not in planned:
        return
    idea = await SubjectIdea.get(title="", organisation_id=member.organisation_id)
    await show_idea(idea, planned["title"], worker)
    for one in members[1 : 1 + planned["wanted"]]:
        await back_idea(idea, one)
    if "answer" in planned:
        await answer_idea(idea, planned["answer"], worker, calendar.day(-3))
