"""Leaving the Youth Forum: the nickname, the membership and everything that the member wrote, at once."""

from datetime import date, datetime
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import NotFound
from feedback.people.audit import record
from feedback.people.models import Account, Organisation
from feedback.privacy.withdrawing import withdraw_voice
from feedback.voices.models import Voice
from feedback.youth.forgetting import forget_member
from feedback.youth.models import YouthMember, YouthVoice


async def leave_forum(member: YouthMember, now: datetime, today: date) -> None:
    """Nothing stays that a nickname hangs on. Leaving twice is leaving once."""
    async with transaction():
        own = await YouthVoice.filter(member_id=member.id).order_by("id").values_list("voice_id", flat=True)
        for voice in await Voice.filter(id__in=list(own)).order_by("id"):
            await withdraw_voice(voice, now, today)
        await forget_member(member)


async def take_out(
    forum: Organisation, member_id: UUID, account: Account, now: datetime, today: date
) -> None:
    """The worker ends the membership of somebody who should not be in."""
    async with transaction():
        member = await YouthMember.get_or_none(id=member_id, organisation_id=forum.id)
        if member is None:
            raise NotFound
        await leave_forum(member, now, today)
        await record(account, "youth.member.take_out", forum)


async def take_back_words(member: YouthMember, voice_id: UUID, now: datetime, today: date) -> None:
    """One thing that this member wrote, and the answer that it belonged to."""
    async with transaction():
        own = await YouthVoice.get_or_none(member_id=member.id, voice_id=voice_id).prefetch_related("voice")
        if own is None:
            raise NotFound
        await withdraw_voice(own.voice, now, today)
