"""Members of a forum stand behind a view or do not, by a link that their forum passes on.

They need no account and give no name. The link is signed, so nobody guesses one; a browser counts once, and
may change its mind. The forum sees nothing until several have answered, so that nobody is picked out.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import F

from analysis.screening import screen
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import keyed_hash
from feedback.forums.models import ForumView, MemberAnswer, ViewState
from feedback.people.audit import record
from feedback.people.models import Account

SHOWN_FROM = 5
LONGEST_SENTENCE = 300
MAY_BE_HARM = (
    "This sounds as if somebody may be hurt or in danger. Your forum can't act on that, so we do not pass it "
    "on. Please tell somebody who can: press “Get help”. You can still answer without this sentence."
)
NOT_NOW = "Your forum is not asking about this view now."


@dataclass(frozen=True)
class Backing:
    """What members said. Before five have answered there are no numbers and no sentences."""

    is_shown: bool
    backs: int = 0
    dissents: int = 0
    also_alone: int = 0
    sentences: tuple[tuple[bool, str], ...] = ()


def signature_of(view: ForumView) -> str:
    return keyed_hash("forum-members", f"{view.id} {view.link_number}")[:32]


async def get_asked_view(view_id: UUID, signature: str) -> ForumView:
    """The view of a link that its forum passed on, as long as it asks its members."""
    view = await ForumView.get_or_none(id=view_id).prefetch_related("organisation", "consultation")
    if view is None or not hmac.compare_digest(signature.encode(), signature_of(view).encode()):
        raise NotFound
    return view


async def ask_members(view: ForumView, by: Account) -> None:
    async with transaction():
        asking = ForumView.filter(id=view.id, asks_members=False).exclude(state=ViewState.SENT)
        if not await asking.update(asks_members=True):
            raise Refusal("The link works already, or the view is sent.")
        await record(by, "forum.members.ask", view)


async def stop_asking_members(view: ForumView, by: Account) -> None:
    """The link leads nowhere from now on; a later one is another link."""
    async with transaction():
        asking = ForumView.filter(id=view.id, asks_members=True)
        if not await asking.update(asks_members=False, link_number=F("link_number") + 1):
            raise Refusal("The link does not work any more.")
        await record(by, "forum.members.stop", view)


def new_member_token() -> str:
    return secrets.token_urlsafe(16)


async def answer_as_member(
    view: ForumView, token: str, backs: bool, also_alone: bool, words: str, today: date
) -> None:
    """Count this browser once; a later answer takes the place of the earlier one."""
    if words and screen(words).matches:
        raise Refusal(MAY_BE_HARM, "words")
    async with transaction():
        if not await ForumView.filter(id=view.id, asks_members=True).select_for_update().exists():
            raise Refusal(NOT_NOW)
        await MemberAnswer.update_or_create(
            {"backs": backs, "also_alone": also_alone, "words": words, "answered_on": today},
            view_id=view.id,
            token_hash=member_hash(view, token),
        )


async def find_member_answer(view: ForumView, token: str) -> MemberAnswer | None:
    return await MemberAnswer.get_or_none(view_id=view.id, token_hash=member_hash(view, token))


async def backing_of(view: ForumView) -> Backing:
    """In the order of the sentences' own letters, which tells nothing of who came when."""
    answers = await MemberAnswer.filter(view_id=view.id).order_by("words", "id")
    if len(answers) < SHOWN_FROM:
        return Backing(False)
    backs = sum(answer.backs for answer in answers)
    return Backing(
        True,
        backs,
        len(answers) - backs,
        sum(answer.also_alone for answer in answers),
        tuple((answer.backs, answer.words) for answer in answers if answer.words),
    )


def member_hash(view: ForumView, token: str) -> str:
    """Another hash for each view, so that two answers of one browser can't be laid beside each other."""
    return keyed_hash("forum-member", f"{view.id} {token}")
