"""The one way by which anything that somebody said disappears (D26)."""

from datetime import date, datetime

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.privacy.models import Withdrawal
from feedback.replies.models import ReplyQuote
from feedback.safety.holding import keep_open_item
from feedback.themes.models import Coding, Reading, SuggestionMember, Unplaced
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import (
    AgeBand,
    Comment,
    CommentState,
    SendStatus,
    SpokenBy,
    Voice,
    VoiceState,
)
from feedback.yearly.models import Sorting
from surveys.models import Answer, Response

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
    "may_quote": False,
}


async def withdraw_voice(voice: Voice, now: datetime, today: date) -> Withdrawal:
    """Take a voice's words and answers out of comments, themes, reports, quotes and exports, at once.

    A tombstone says that there was a voice. A held comment is first made a safety item, if it is not one yet:
    the safeguarding lead's own copy of an open item outlives the deletion. Doing it twice changes nothing.
    """
    async with transaction():
        moved = await Voice.filter(id=voice.id, state=VoiceState.LIVE).update(
            state=VoiceState.WITHDRAWN, **NOTHING_SAID
        )
        if not moved:
            return await Withdrawal.get(voice_id=voice.id)
        comments = await Comment.filter(voice_id=voice.id).order_by("id")
        ids = [comment.id for comment in comments]
        for comment in comments:
            if comment.state == CommentState.HELD:
                await keep_open_item(comment, now)
        for model in (Coding, Reading, SuggestionMember, Unplaced, ReplyQuote, Sorting):
            await model.filter(comment_id__in=ids).delete()
        responses = await Response.filter(voice_id=voice.id).values_list("id", flat=True)
        await Answer.filter(response_id__in=list(responses)).delete()
        await Response.filter(id__in=list(responses)).delete()
        await Comment.filter(id__in=ids).update(state=CommentState.WITHDRAWN, words="", matches=[])
        tombstone = await Withdrawal.create(
            consultation_id=voice.consultation_id, voice_id=voice.id, withdrawn_on=today, comments=len(ids)
        )
        await refresh_tallies(await Consultation.get(id=voice.consultation_id))
    return tombstone
