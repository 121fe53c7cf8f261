"""What members write: voices like all others, screened before anyone reads them, and theirs to take back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.voices.about import About
from feedback.voices.comments import live_comments
from feedback.voices.models import Comment, Door, SpokenBy, VoiceState
from feedback.voices.receiving import Received, Said, receive_voice
from feedback.youth.models import YouthMember, YouthVoice

MOST_LETTERS = 1_000
NOTICE_VERSION = "youth-1"  # of the words on the pages; give it a new number when they change
OWN_WORDS = About(spoken_by=SpokenBy.OWN, group="young_person")


async def receive_from(
    member: YouthMember, consultation: Consultation, said: Sequence[Said], key: bytes, today: date
) -> Received:
    """Store what a member wrote, once for each key. Within the transaction of whoever points at the voice."""
    received = await receive_voice(
        consultation,
        door=Door.YOUTH,
        about=OWN_WORDS,
        said=said,
        client_key=key,
        notice_version=NOTICE_VERSION,
        today=today,
    )
    if not received.is_repeat:
        await YouthVoice.create(member_id=member.id, voice_id=received.voice.id)
    return received


async def words_of(voices: Sequence[UUID | None], question_key: str) -> list[str]:
    """What may be read of it, in the order of its own letters, which tells nothing of who wrote when."""
    found = live_comments().filter(
        voice_id__in=[voice for voice in voices if voice], question_key=question_key
    )
    return [comment.words for comment in await found.order_by("words", "id")]


async def own_comments(member: YouthMember) -> list[Comment]:
    """Everything that this member wrote and has not taken back. What is held for care is theirs too."""
    voices = await YouthVoice.filter(member_id=member.id).values_list("voice_id", flat=True)
    found = Comment.filter(voice_id__in=list(voices), voice__state=VoiceState.LIVE)
    return await found.order_by("-said_on", "question_key", "id")
