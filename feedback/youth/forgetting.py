"""The part of withdrawing a voice that is about the Youth Forum, and the end of a membership."""

from uuid import UUID

from feedback.youth.models import (
    MembersAnswer,
    SubjectIdea,
    WordingAnswer,
    YouthMember,
    YouthVoice,
)


async def forget_youth_voice(voice_id: UUID) -> None:
    """Call it in the transaction that withdraws the voice. The answer to which it belonged goes with it.

    A subject that the worker has put in words of their own stays: these are not the member's.
    """
    for model in (WordingAnswer, MembersAnswer, YouthVoice):
        await model.filter(voice_id=voice_id).delete()
    await SubjectIdea.filter(voice_id=voice_id, title="").delete()
    await SubjectIdea.filter(voice_id=voice_id).update(voice_id=None)


async def forget_member(member: YouthMember) -> None:
    """Nickname, code, browsers and votes. Within a transaction, after the voices were withdrawn."""
    await YouthMember.filter(id=member.id).delete()
