"""The one way by which anything that somebody said disappears (D26): all of it, or what they changed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.forums.forgetting import forget_view
from feedback.privacy.models import Withdrawal
from feedback.publishing.young_people import note_voice_page
from feedback.replies.correcting import note_taken_back
from feedback.replies.judging import forget_verdicts
from feedback.replies.models import Reply, ReplyQuote
from feedback.reports.quoting import lay_tombstones
from feedback.safety.holding import forget_ended_copies, keep_open_item
from feedback.themes.models import (
    AskNext,
    CheckedComment,
    Coding,
    CodingBefore,
    PublicQuote,
    Reading,
    SuggestionMember,
    Unmatched,
    Unplaced,
)
from feedback.themes.tallies import keep_tallies
from feedback.voices.models import (
    AgeBand,
    Comment,
    CommentState,
    Helped,
    OfferPart,
    SendStatus,
    SpokenBy,
    Voice,
    VoiceState,
)
from feedback.yearly.correcting import note_yearly_reports
from feedback.yearly.models import Sorting
from feedback.youth.forgetting import forget_youth_voice
from surveys.models import Answer, Draft, Response

# Rows that point into somebody's words, and go with them.
WITH_THE_WORDS = (
    Coding,
    CodingBefore,
    Reading,
    SuggestionMember,
    Unplaced,
    Unmatched,
    CheckedComment,
    AskNext,
    ReplyQuote,
    Sorting,
)
# What the voice said about the person goes with the words. The hashes stay: the keep-code has to say
# "deleted" when it is opened, and the same spreadsheet or a late second tap must not bring the words back.
NOTHING_SAID = {
    "spoken_by": SpokenBy.UNSAID,
    "group": "unsaid",
    "age_band": AgeBand.UNSAID,
    "child_age_band": AgeBand.UNSAID,
    "send_status": SendStatus.UNSAID,
    "pupil": "unsaid",
    "main_need": "unsaid",
    "helped": Helped.UNSAID,
    "may_quote": False,
    "speaks_for": 1,
    "also_in_group": False,
    "also_alone": 0,
}


async def withdraw_voice(voice: Voice, now: datetime, today: date) -> Withdrawal:
    """Take a voice's words and answers out of comments, themes, reports, quotes and exports, at once.

    A tombstone says that there was a voice, and what was published gets a dated correction. A held comment is
    first made a safety item, if it is not one yet: the safeguarding lead's own copy of an open item outlives
    the deletion until the item is ended. Doing it twice changes nothing.
    """
    consultation = await Consultation.get(id=voice.consultation_id)
    async with keep_tallies(consultation, [voice.id]):
        moved = await Voice.filter(id=voice.id, state=VoiceState.LIVE).update(
            state=VoiceState.WITHDRAWN, **NOTHING_SAID
        )
        if not moved:
            return await Withdrawal.get(voice_id=voice.id)
        comments = await Comment.filter(voice_id=voice.id).order_by("id")
        await take_out_comments(voice, comments, now, today)
        await forget_view(voice.id)
        await forget_youth_voice(voice.id)
        responses = await Response.filter(voice_id=voice.id).values_list("id", flat=True)
        await Answer.filter(response_id__in=list(responses)).delete()
        await Response.filter(id__in=list(responses)).delete()
        await Draft.filter(replaces_id=voice.id).delete()
        await forget_verdicts(await _replies_of(voice), str(voice.id))
        tombstone = await Withdrawal.create(
            consultation_id=voice.consultation_id,
            voice_id=voice.id,
            withdrawn_on=today,
            comments=len(comments),
        )
    return tombstone


async def take_out_comments(voice: Voice, comments: Sequence[Comment], now: datetime, today: date) -> None:
    """Their words, and everything that points into them. Within the transaction of whoever takes them out."""
    ids = [comment.id for comment in comments]
    await note_voice_page(voice, ids, today)
    await note_taken_back(voice, ids, today)
    await note_yearly_reports(voice, ids, today)
    for comment in comments:
        if comment.state == CommentState.HELD:
            await keep_open_item(comment, now)
    for model in WITH_THE_WORDS:
        await model.filter(comment_id__in=ids).delete()
    await lay_tombstones(ids, today)
    await Comment.filter(id__in=ids).update(
        state=CommentState.WITHDRAWN, words="", matches=[], offer_part=OfferPart.UNSAID
    )
    await forget_ended_copies(ids)


async def stop_quoting(voice: Voice, today: date) -> None:
    """The words stay with us and are public nowhere from now on: the consent is taken back, not the words."""
    async with transaction():
        live = Voice.filter(id=voice.id, state=VoiceState.LIVE, may_quote=True)
        if not await live.update(may_quote=False):
            raise Refusal("We do not use your words in public.")
        found = await Comment.filter(voice_id=voice.id).order_by("id").values_list("id", flat=True)
        ids = [UUID(str(one)) for one in found]
        await note_voice_page(voice, ids, today)
        await note_taken_back(voice, ids, today, is_counted_still=True)
        await note_yearly_reports(voice, ids, today, is_counted_still=True)
        await ReplyQuote.filter(comment_id__in=ids).delete()
        codings = await Coding.filter(comment_id__in=ids).values_list("id", flat=True)
        await PublicQuote.filter(coding_id__in=list(codings)).delete()


async def _replies_of(voice: Voice) -> list[UUID]:
    found = (
        await Reply.filter(consultation_id=voice.consultation_id).order_by("id").values_list("id", flat=True)
    )
    return [UUID(str(one)) for one in found]
