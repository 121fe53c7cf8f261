"""“Ask us about …”: members name a subject, the worker puts it before the others in words of their own.

No member reads another's words, so nothing that nobody has read can reach them (D35).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.statements import insert_new
from feedback.people.audit import record
from feedback.people.models import Account, Organisation
from feedback.voices.always_open import youth_forum
from feedback.voices.models import CommentState, VoiceState
from feedback.voices.receiving import Said
from feedback.youth.counting import say_at_least
from feedback.youth.models import IdeaBacking, IdeaState, SubjectIdea, YouthMember
from feedback.youth.speaking import receive_from, words_of

QUESTION_KEY = "ask_us_about"
QUESTION = "What should people ask you about?"
NOT_NOW = "This was taken off the list, or it has its answer already."


@dataclass(frozen=True)
class ShownIdea:
    """A subject on the members' list, with how many want it as it may be said."""

    idea: SubjectIdea
    wanted: str
    is_own_wish: bool = False


async def suggest_subject(member: YouthMember, words: str, key: bytes, today: date) -> None:
    if not words.strip():
        raise Refusal("Write what people should ask you about", "words")
    consultation = await youth_forum(today)
    async with transaction():
        said = [Said(QUESTION_KEY, QUESTION, words)]
        received = await receive_from(member, consultation, said, key, today)
        if not received.is_repeat:
            await SubjectIdea.create(
                organisation_id=member.organisation_id, voice_id=received.voice.id, said_on=today
            )


async def new_ideas(forum: Organisation) -> list[tuple[SubjectIdea, str]]:
    """What waits for the worker, with its words. What is held for care waits elsewhere."""
    waiting = SubjectIdea.filter(
        organisation_id=forum.id,
        state=IdeaState.NEW,
        voice__state=VoiceState.LIVE,
        voice__comments__state=CommentState.LIVE,
    )
    found = await waiting.order_by("said_on", "id").distinct()
    return [(idea, " ".join(await words_of([idea.voice_id], QUESTION_KEY))) for idea in found]


async def show_idea(idea: SubjectIdea, title: str, account: Account) -> None:
    """Put it before the members, worded by the worker so that nobody is told apart by it."""
    title = " ".join(title.split())
    if not title:
        raise Refusal("Write the subject in your own words", "title")
    async with transaction():
        fresh = SubjectIdea.filter(id=idea.id, state=IdeaState.NEW)
        if not await fresh.update(state=IdeaState.SHOWN, title=title[:160]):
            raise Refusal("Somebody has done this already. Look at the page again.")
        await record(account, "youth.idea.show", idea)


async def leave_idea(idea: SubjectIdea, account: Account) -> None:
    """Read, and not put on the list: it is there already, or it is about one person."""
    async with transaction():
        if not await SubjectIdea.filter(id=idea.id, state=IdeaState.NEW).update(state=IdeaState.LEFT):
            raise Refusal("Somebody has done this already. Look at the page again.")
        await record(account, "youth.idea.leave", idea)


async def answer_idea(idea: SubjectIdea, answer: str, account: Account, today: date) -> None:
    """Tell the members what came of it."""
    if not answer.strip():
        raise Refusal("Say what happens with it", "answer")
    async with transaction():
        shown = SubjectIdea.filter(id=idea.id, state=IdeaState.SHOWN)
        changes = {"state": IdeaState.ANSWERED, "answer": answer.strip(), "answered_on": today}
        if not await shown.update(**changes):
            raise Refusal("Put it before the members first.")
        await record(account, "youth.idea.answer", idea)


async def back_idea(idea: SubjectIdea, member: YouthMember) -> None:
    """One tap: I want this too. Twice is once."""
    async with transaction():
        shown = SubjectIdea.filter(id=idea.id, organisation_id=member.organisation_id, state=IdeaState.SHOWN)
        if not await shown.exists():
            raise Refusal(NOT_NOW)
        await insert_new(IdeaBacking(idea_id=idea.id, member_id=member.id))


async def shown_ideas(
    forum: Organisation, state: IdeaState, member: YouthMember | None = None
) -> list[ShownIdea]:
    found = await SubjectIdea.filter(organisation_id=forum.id, state=state).order_by("title", "id")
    return [await _as_shown(idea, member) for idea in found]


async def get_idea(idea_id: UUID, forum: Organisation) -> SubjectIdea:
    found = await SubjectIdea.get_or_none(id=idea_id, organisation_id=forum.id)
    if found is None:
        raise NotFound
    return found


async def _as_shown(idea: SubjectIdea, member: YouthMember | None) -> ShownIdea:
    backings = IdeaBacking.filter(idea_id=idea.id)
    is_own = member is not None and await backings.filter(member_id=member.id).exists()
    wanted = say_at_least(await backings.count())
    return ShownIdea(idea, f"{wanted[:1].upper()}{wanted[1:]} want this.", is_own)
