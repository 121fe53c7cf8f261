"""A person's word about comments: what they are about, whether they are published, and what answers them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.functions import Count

from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import mark_of
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.models import Coding, Theme, ThemeState
from feedback.voices.comments import live_comments
from feedback.voices.contacts_in import has_contact
from feedback.voices.models import Comment, CommentState, OfferPart, Voice, VoiceState
from feedback.yearly.models import IN_WORDS, WITHHELD, Decision, Sorting, Subject, ThemeAnswer

SUBJECTS = {
    Subject.QUALITY: "What is there, and how good it is",
    Subject.MISSING: "What is missing",
    Subject.FINDING: "How easy it is to find and understand",
    Subject.INVOLVED: "How people were involved",
    Subject.ELSEWHERE: "Not about the Local Offer",
}
# What the person who said it chose (D1): where a person who sorts it starts from.
CHOSEN = {
    OfferPart.QUALITY: Subject.QUALITY,
    OfferPart.MISSING: Subject.MISSING,
    OfferPart.FINDING: Subject.FINDING,
    OfferPart.INVOLVED: Subject.INVOLVED,
    OfferPart.NOT_ABOUT: Subject.ELSEWHERE,
}
DECISIONS = {
    Decision.PUBLISH: "Publish it as it is",
    Decision.EDITED: "Publish it, changed so that nobody can be identified",
    Decision.SUMMARY: "Publish a summary of it",
    Decision.VEXATIOUS: "Do not publish: it only insults",
    Decision.OWN_SERVICE: "Do not publish: a complaint about one person’s own service",
    Decision.OUT_OF_SCOPE: "Do not publish: it says nothing that can be answered",
}


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """What a person decided about one comment."""

    subject: Subject
    decision: Decision
    reason: str = ""
    words: str = ""
    answer: str = ""
    owner_role: str = ""
    due_on: date | None = None
    is_nothing_done: bool = False  # the answer says why nothing is, so that no day is owed

    def as_kept(self) -> dict[str, Any]:
        kept = {field.name: getattr(self, field.name) for field in fields(self)}
        return kept | {"due_on": None if kept.pop("is_nothing_done") else self.due_on}


async def get_sortable(comment_id: UUID) -> Comment:
    """A comment that may be read. A held or withdrawn one is as good as gone."""
    comment = await live_comments().get_or_none(id=comment_id).prefetch_related("voice", "consultation")
    if comment is None:
        raise NotFound
    return comment


async def sort_comment(account: Account, comment: Comment, sorted_: Sorted, now: datetime) -> Sorting:
    """Decide about one comment. A check that somebody gave an earlier decision no longer counts."""
    _check(sorted_)
    async with transaction():
        still = await live_comments().get_or_none(id=comment.id).prefetch_related("voice")
        if still is None:
            raise Refusal("This comment is not there any more.")
        if sorted_.decision in IN_WORDS and not still.voice.may_quote:
            raise Refusal(
                "This person did not say that we may use their words. Publish a summary.", "decision"
            )
        words = still.words if sorted_.decision is Decision.PUBLISH else sorted_.words
        if sorted_.decision not in WITHHELD and has_contact(words):
            raise Refusal(
                "The words have a phone number or an email address in them. Publish them changed, or a summary.",
                "decision",
            )
        fresh = sorted_.as_kept() | {
            "by_id": account.id,
            "decided_at": now,
            "checked_by_id": None,
            "checked_on": None,
        }
        sorting, _ = await Sorting.update_or_create(fresh, comment_id=comment.id)
        await record(account, "comment.sort", comment, str(sorted_.decision))
    return sorting


def _check(sorted_: Sorted) -> None:
    if sorted_.decision in WITHHELD:
        if not sorted_.reason.strip():
            raise Refusal("Say why it is not published.", "reason")
        return
    if sorted_.decision in (Decision.EDITED, Decision.SUMMARY) and not sorted_.words.strip():
        raise Refusal("Write the words that are published in its place.", "words")
    if not sorted_.answer.strip():
        raise Refusal("Say what is done about it, or why nothing is.", "answer")
    if not sorted_.owner_role.strip():
        raise Refusal("Enter the role that is responsible.", "owner_role")
    if sorted_.due_on is None and not sorted_.is_nothing_done:
        raise Refusal("Give the day by which it is done, or say that nothing is done.", "due_on")


def mark_of_sorting(sorting: Sorting) -> str:
    """Everything of a decision that its checker reads, the comment's own words aside: those never change."""
    return mark_of(sorting.decision, sorting.words, sorting.answer, sorting.by_id)


async def check_sorting(account: Account, sorting: Sorting, today: date, seen: str | None = None) -> None:
    """A second person says that nobody can be identified from the words (D5). `seen`: the mark of the page that
    they read, where they read a page."""
    async with transaction():
        moved = (
            await Sorting.filter(id=sorting.id, checked_by_id__isnull=True)
            .exclude(by_id=account.id)
            .update(checked_by_id=account.id, checked_on=today)
        )
        if not moved:
            await sorting.refresh_from_db()
            if sorting.checked_by_id is None:
                raise Refusal("You decided this. Ask somebody else to check that nobody can be identified.")
            raise Refusal("Somebody has checked this already.")
        if seen is not None and seen != mark_of_sorting(await Sorting.get(id=sorting.id)):
            raise Refusal("Somebody changed this after you opened the page. Read it again, then check it.")
        await record(account, "comment.check", sorting)


async def answer_theme(
    account: Account, theme: Theme, subject: Subject, no_action: str, owner_role: str, now: datetime
) -> ThemeAnswer:
    """Say what a theme is about, and, where no reply answers it, why nothing is done."""
    if no_action.strip() and not owner_role.strip():
        raise Refusal("Enter the role that is responsible.", "owner_role")
    async with transaction():
        if not await Theme.filter(id=theme.id, state=ThemeState.ADOPTED).exists():
            raise Refusal("This theme is not in use any more.")
        answer, _ = await ThemeAnswer.update_or_create(
            {
                "subject": subject,
                "no_action": no_action.strip(),
                "owner_role": owner_role.strip(),
                "by_id": account.id,
                "written_on": london_day(now),
            },
            theme_id=theme.id,
        )
        await record(account, "theme.answer", theme, str(subject))
    return answer


async def get_theme(theme_id: UUID) -> Theme:
    theme = await Theme.get_or_none(id=theme_id, state=ThemeState.ADOPTED)
    if theme is None:
        raise NotFound
    return theme


def subject_chosen(comment: Comment) -> Subject | None:
    """What its author said that it is about."""
    return CHOSEN.get(comment.offer_part)


async def subject_chosen_in(theme: Theme, first: date, last: date) -> Subject | None:
    """What most of those who chose say that this theme is about."""
    mine = Subquery(Coding.filter(theme_id=theme.id, belongs=True).values("comment_id"))
    chosen = live_comments().filter(said_on__gte=first, said_on__lte=last, id__in=mine)
    counted = chosen.exclude(offer_part=OfferPart.UNSAID).annotate(people=Count("id")).group_by("offer_part")
    found = await counted.order_by("offer_part").values_list("people", "offer_part")
    most = max(found, default=None)
    return CHOSEN[OfferPart(most[1])] if most else None


async def get_sorting(sorting_id: UUID) -> Sorting:
    sorting = await Sorting.get_or_none(id=sorting_id).prefetch_related("comment__voice", "by")
    if sorting is None:
        raise NotFound
    return sorting


def public_words(sorting: Sorting) -> str:
    """What everybody may read of it: nothing before its check, nor without the person's leave."""
    if sorting.decision in WITHHELD or sorting.checked_by_id is None:
        return ""
    if sorting.decision in IN_WORDS and not sorting.comment.voice.may_quote:
        return ""
    return sorting.comment.words if sorting.decision is Decision.PUBLISH else sorting.words


async def is_about_own_service(voice: Voice) -> bool:
    """Whether somebody kept back words of this voice because they complain about the person's own support."""
    return await Sorting.filter(comment__voice_id=voice.id, decision=Decision.OWN_SERVICE).exists()


async def live_sortings(ids: Sequence[UUID]) -> dict[UUID, Sorting]:
    """Those of these decisions whose comments are still there."""
    found = Sorting.filter(
        id__in=list(ids), comment__state=CommentState.LIVE, comment__voice__state=VoiceState.LIVE
    )
    return {sorting.id: sorting for sorting in await found.order_by("id").prefetch_related("comment__voice")}
