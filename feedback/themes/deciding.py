"""The next comment that a person could decide about, and all of their word about it at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Subquery

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.people.models import Account
from feedback.themes.blind import hidden_from
from feedback.themes.coding import code_comment, uncode_comment, unsure_codings
from feedback.themes.frames import frames_of
from feedback.themes.models import AskNext, Coder, Coding, FrameUse, Theme, ThemeState
from feedback.voices.models import Comment, CommentState, VoiceState


@dataclass(frozen=True)
class Asked:
    """A comment with every theme that it could have, and those that it has now with how sure the machine is."""

    comment: Comment
    themes: tuple[Theme, ...]
    coded: dict[UUID, Coding]


async def find_most_useful(consultation: Consultation, account: Account) -> UUID | None:
    """The comment to ask this person about: the most useful of those that were ranked, else the least sure."""
    mine = Subquery(hidden_from(account, consultation.id).values("comment_id"))
    ranked = AskNext.filter(
        use__consultation_id=consultation.id,
        comment__state=CommentState.LIVE,
        comment__voice__state=VoiceState.LIVE,
        comment_id__not_in=_decided(consultation),
    )
    first = await ranked.filter(comment_id__not_in=mine).order_by("place", "comment_id").first()
    if first is not None:
        return first.comment_id
    unsure = unsure_codings(consultation).filter(comment_id__not_in=_decided(consultation))
    coding = await unsure.filter(comment_id__not_in=mine).first()
    return coding.comment.id if coding else None


async def count_undecided(consultation: Consultation) -> int:
    """How many comments only the machine has coded."""
    waiting = (
        unsure_codings(consultation).filter(comment_id__not_in=_decided(consultation)).order_by("comment_id")
    )
    return len(set(await waiting.values_list("comment_id", flat=True)))


async def get_asked(consultation: Consultation, comment: Comment) -> Asked:
    """The themes come in the machine's order, the surest first, so that the likeliest have the first keys."""
    themes = await _themes_for(consultation, comment)
    codings = await Coding.filter(
        comment_id=comment.id, belongs=True, theme_id__in=[one.id for one in themes]
    )
    coded = {coding.theme_id: coding for coding in codings}

    def rank(theme: Theme) -> tuple[float, str, UUID]:
        return -coded[theme.id].confidence if theme.id in coded else 0.0, theme.title, theme.id

    return Asked(comment, tuple(sorted(themes, key=rank)), coded)


async def settle_comment(
    consultation: Consultation, comment: Comment, ticked: Collection[UUID], account: Account, now: datetime
) -> list[UUID]:
    """Say of each theme that was ticked "this", and of each that was coded and is not ticked "not this". Gives
    the themes that were decided about."""
    asked = await get_asked(consultation, comment)
    decided = []
    async with transaction():
        for theme in asked.themes:
            coding = asked.coded.get(theme.id)
            if theme.id in ticked:
                span = (coding.start, coding.end) if coding else None
                await code_comment(comment, theme, account, now, span)
            elif coding is not None:
                await uncode_comment(comment, theme, account, now)
            else:
                continue
            decided.append(theme.id)
        await AskNext.filter(comment_id=comment.id).delete()
    return decided


def _decided(consultation: Consultation) -> Subquery:
    """The comments about which a person has decided something."""
    by_hand = Coding.filter(comment__consultation_id=consultation.id, coder=Coder.PERSON)
    return Subquery(by_hand.values("comment_id"))


async def _themes_for(consultation: Consultation, comment: Comment) -> list[Theme]:
    """The adopted themes of the frames that this comment's question is read with."""
    uses: Any = FrameUse.filter(
        consultation_id=consultation.id, question_key__in=["", comment.question_key]
    ).order_by("question_key")
    frames = {UUID(str(one)) for one in await uses.values_list("frame_id", flat=True)}
    known = [frame.id for frame in await frames_of(consultation) if frame.id in frames]
    return await Theme.filter(frame_id__in=known, state=ThemeState.ADOPTED).order_by("title", "id")
