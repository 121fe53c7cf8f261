"""“Yes, that is what we said”: members check a reply before it is public, one by one.

The rule, as every page of it says: the forum agrees when at least five members have answered and at least three
in four of them say yes. Its answer is the forum's check of `feedback.replies`, as if its worker had pressed.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.queryset import QuerySet

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.statements import insert_new
from feedback.people.audit import record
from feedback.people.models import Account, Organisation
from feedback.replies.agreeing import answer_check, begin_check, is_open
from feedback.replies.models import CheckState, Reply, ReplyState
from feedback.themes.small_numbers import rules_here
from feedback.voices.always_open import youth_forum
from feedback.voices.receiving import Said
from feedback.youth.counting import say_at_least
from feedback.youth.models import MembersAnswer, MembersCheck, YouthMember
from feedback.youth.speaking import receive_from, words_of

QUESTION_KEY = "reply_check"
QUESTION = "Why is this not what you said?"
YES_OF_FOUR = 3
CLOSED = "This is checked already, or the words have changed. Thank you all the same."


@dataclass(frozen=True)
class Finding:
    """How a check stands, without a number that tells who said what."""

    asked: MembersCheck
    turnout: str
    reasons: list[str]

    @property
    def state(self) -> CheckState:
        return self.asked.check_of.state


def rule() -> str:
    """The rule in words. The least number follows what this council never publishes below."""
    return (
        f"The forum agrees when at least {rules_here().threshold} members have answered and at least"
        f" {YES_OF_FOUR} in 4 of them say yes."
    )


async def ask_members(account: Account, reply: Reply, forum: Organisation, today: date) -> MembersCheck:
    async with transaction():
        check = await begin_check(account, reply, forum.name, today)
        return await MembersCheck.create(organisation_id=forum.id, check_of_id=check.id)


async def answer_reply(
    asked: MembersCheck, member: YouthMember, agrees: bool, reason: str, key: bytes, today: date
) -> None:
    """Once for each member. A no has a reason, which is the member's to take back, and the no with it."""
    if not agrees and not reason.strip():
        raise Refusal("Tell us in a few words what is wrong with it", "reason")
    if not is_open(asked.check_of, today):
        raise Refusal(CLOSED)
    consultation = await youth_forum(today)
    async with transaction():
        answer = MembersAnswer(asked_id=asked.id, member_id=member.id, agrees=agrees)
        if await find_members_answer(asked, member) is not None:
            return
        if not agrees:
            said = [Said(QUESTION_KEY, f"{QUESTION} “{asked.check_of.reply.title}”", reason)]
            received = await receive_from(member, consultation, said, key, today)
            if received.is_repeat:
                return
            answer.voice_id = received.voice.id
        await insert_new(answer)


async def count_check(asked: MembersCheck, account: Account, today: date) -> bool:
    """The worker ends it: whether the forum agrees, by the rule. The yeses go; the reasons stay readable."""
    fewest = rules_here().threshold
    async with transaction():
        answers = await MembersAnswer.filter(asked_id=asked.id).order_by("id")
        if len(answers) < fewest:
            raise Refusal(
                f"Fewer than {fewest} members have answered, so the forum can't say yes or no yet. If no more"
                " come, the reply goes out without the label after its last day."
            )
        yes = sum(one.agrees for one in answers)
        agrees = 4 * yes >= YES_OF_FOUR * len(answers)
        await answer_check(asked.check_of, agrees, today)
        await MembersAnswer.filter(asked_id=asked.id, agrees=True).delete()
        await record(account, "youth.check.count", asked)
    return agrees


async def get_asked(asked_id: UUID, forum: Organisation) -> MembersCheck:
    found = await _with_reply(MembersCheck.filter(organisation_id=forum.id, id=asked_id)).first()
    if found is None:
        raise NotFound
    return found


async def checks_to_answer(forum: Organisation, today: date) -> list[MembersCheck]:
    """Replies that members can look at now, the one that waits longest first."""
    waiting = MembersCheck.filter(
        organisation_id=forum.id,
        check_of__state=CheckState.ASKED,
        check_of__expires_on__gte=today,
        check_of__reply__state=ReplyState.CHECKED,
    )
    return await _with_reply(waiting).order_by("check_of__expires_on", "id")


async def find_finding(reply: Reply, *, with_words: bool) -> Finding | None:
    """The members' last check of a reply, or None where they were never asked."""
    asked = _with_reply(MembersCheck.filter(check_of__reply_id=reply.id))
    found = await asked.order_by("-check_of__asked_on", "id").first()
    return await read_finding(found, with_words=with_words) if found else None


async def read_finding(asked: MembersCheck, *, with_words: bool) -> Finding:
    answers = await MembersAnswer.filter(asked_id=asked.id).order_by("id")
    reasons = await words_of([one.voice_id for one in answers], QUESTION_KEY) if with_words else []
    return Finding(asked, say_at_least(len(answers)), reasons)


async def find_members_answer(asked: MembersCheck, member: YouthMember) -> MembersAnswer | None:
    return await MembersAnswer.get_or_none(asked_id=asked.id, member_id=member.id)


def _with_reply(found: QuerySet[MembersCheck]) -> QuerySet[MembersCheck]:
    return found.prefetch_related("check_of__reply")
