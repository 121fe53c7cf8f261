"""What comes after a reply: the meeting that decided, the forum that agreed, and what people say of it since."""

from dataclasses import dataclass

from feedback.consultations.models import Consultation
from feedback.contacts.asking import ask_to_hear
from feedback.contacts.models import Wish
from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.demo.theming import Themes
from feedback.demo.youth import check_with_members
from feedback.publishing.young_people import OWN_WORDS, YOUNG, has_enough, place_quote, words_of
from feedback.replies.deciding import Minute, record_decision
from feedback.replies.judging import judge_as_forum, judge_reply, publish_verdicts
from feedback.replies.models import Answered, Asked, Decision, Reply, ReplyState
from feedback.replies.telling import about_outcome
from feedback.strategy.models import Outcome
from feedback.themes.coding import codings_of
from feedback.themes.models import Coding
from feedback.themes.quotes import check_quote, choose_quote
from feedback.voices.models import VoiceState
from feedback.youth.forum import find_forum

NOWHERE = "http://localhost"  # in mails that a demo never sends
EACH_THEME = 2

MEETING = "Home to school travel board"
PRESENT = """Head of travel
Lead for SEND
Two parents from the parent carer forum
Two members of the SEND Youth Forum with their worker
The manager of the call centre"""
DECISION = (
    "A text to every family when a taxi or minibus runs late. One phone line that a person answers from half past"
    " six. A photo of each new driver before the first day."
)
DECIDED_IN, DECIDED_ON = "getting-to-school-and-college", -66

# Under which life outcome young people's words about a theme stand.
OUTCOMES = {
    "late": "PFAL3",
    "clubs": "PFAL3",
    "alone": "PFAL4",
    "noise": "PFAL1",
    "cliff": "PFAL1",
    "jobs": "PFAL2",
    "days": "PFAL2",
    "home": "PFAL4",
}


@dataclass(frozen=True)
class Felt:
    """How people found what was done: those who were heard, those who read, and the forum."""

    heard: dict[Answered, int]
    read: dict[Answered, int]
    forum: Answered | None = None


FELT = {
    "A text when your taxi is late": Felt(
        {Answered.YES: 11, Answered.A_BIT: 7, Answered.NO: 5},
        {Answered.YES: 14, Answered.A_BIT: 9, Answered.NO: 6, Answered.NOT_YET: 8},
        Answered.A_BIT,
    ),
    "Free transport for everyone over sixteen": Felt({Answered.NO: 3}, {Answered.NO: 21, Answered.A_BIT: 5}),
}
OUTCOME_OF_REPLY = {
    "More places for travel training": "PFAL4",
    "A job coach who stays until you are sure": "PFAL2",
}


async def record_meeting(consultation: Consultation, staff: Staff, calendar: Calendar) -> Decision | None:
    """The one consultation that has been decided about."""
    if consultation.slug != DECIDED_IN:
        return None
    minute = Minute(MEETING, calendar.day(DECIDED_ON), PRESENT, DECISION, read=1)
    return await record_decision(staff.lead, consultation, minute, calendar.day(DECIDED_ON))


async def find_outcome(title: str) -> Outcome | None:
    """The life outcome that a reply helps with, if any."""
    code = OUTCOME_OF_REPLY.get(title)
    return await Outcome.get(code=code, strategy__is_current=True) if code else None


async def agree(reply: Reply, staff: Staff, calendar: Calendar, offset: int) -> None:
    """The forum reads what will be most read, and says that this is what was said."""
    if reply.title in FELT:
        await check_with_members(reply, staff, calendar, offset)


async def show_young_words(
    consultation: Consultation, themes: Themes, staff: Staff, calendar: Calendar
) -> None:
    """Young people's own words, put forward by one person, found safe by the other, placed under an outcome."""
    if not await has_enough(consultation):
        return
    for key, theme in sorted(themes.items()):
        if key not in OUTCOMES:
            continue
        outcome = await Outcome.get(code=OUTCOMES[key], strategy__is_current=True)
        own = codings_of(consultation, theme).filter(
            comment__voice__may_quote=True,
            comment__voice__group=YOUNG,
            comment__voice__spoken_by__in=OWN_WORDS,
        )
        whole = [one for one in await own.order_by("-confidence", "comment__words") if _is_whole(one)]
        for coding in whole[:EACH_THEME]:
            quote = await choose_quote(coding, staff.lead, calendar.day(-40))
            if quote.checked_by_id is None:
                await check_quote(quote, staff.second, calendar.day(-39))
            await place_quote(staff.second, consultation, quote.id, outcome, calendar.day(-38))


async def judge(consultation: Consultation, calendar: Calendar) -> None:
    """People open their receipts and the reply's page, and say whether it helped."""
    day = calendar.day(-10)
    forum = await find_forum()
    replies = Reply.filter(consultation=consultation, state=ReplyState.PUBLISHED, title__in=list(FELT))
    for reply in await replies.order_by("title").prefetch_related("theme_links"):
        felt = FELT[reply.title]
        themes = [link.theme_id for link in reply.theme_links]
        heard = Coding.filter(theme_id__in=themes, belongs=True, comment__voice__state=VoiceState.LIVE)
        voices = sorted(set(await heard.values_list("comment__voice_id", flat=True)), key=str)
        for voice, answer in zip(voices, _in_turn(felt.heard), strict=False):
            await judge_reply(reply, Asked.RECEIPT, answer, str(voice), day)
        for number, answer in enumerate(_in_turn(felt.read)):
            await judge_reply(reply, Asked.PUBLIC, answer, f"reader {number}", day)
        if felt.forum is not None:
            assert forum is not None
            await judge_as_forum(reply, forum, felt.forum, day)
    await publish_verdicts(calendar.day(-9))


async def wait_for_outcome(consultation: Consultation, calendar: Calendar) -> None:
    """Somebody left an address to hear once what came of it. The mail with the button waits."""
    about, title = about_outcome(consultation), consultation.title
    await ask_to_hear("someone@demo.example", about, title, Wish.OUTCOME, NOWHERE, calendar.day(-2))


def _is_whole(coding: Coding) -> bool:
    """A sentence that can stand by itself, and not a part of one."""
    words = words_of(coding)
    return len(words) > 24 and words[0].isupper()


def _in_turn(felt: dict[Answered, int]) -> list[Answered]:
    return [answer for answer, people in felt.items() for _ in range(people)]
