"""The Youth Forum: cards that let a young person in, members with a nickname and nothing else, what they said."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base
from feedback.people.models import Account, Organisation
from feedback.voices.models import Voice
from feedback.youth.work_models import (
    ForumRequest,
    IdeaBacking,
    IdeaState,
    MembersAnswer,
    MembersCheck,
    RequestState,
    RequestVote,
    SubjectIdea,
    TrialState,
    WordingAnswer,
    WordingTest,
    YouthPoll,
)

__all__ = [
    "ForumRequest",
    "IdeaBacking",
    "IdeaState",
    "InvitationState",
    "MembersAnswer",
    "MembersCheck",
    "RequestState",
    "RequestVote",
    "SubjectIdea",
    "TrialState",
    "WordingAnswer",
    "WordingTest",
    "YouthInvitation",
    "YouthMember",
    "YouthPoll",
    "YouthSession",
    "YouthVoice",
]  # the tables of both files: Tortoise looks for them here


class InvitationState(StrEnum):
    WAITING = "waiting"
    USED = "used"
    WITHDRAWN = "withdrawn"


class YouthInvitation(Base):
    """A printed card that lets one young person in. It is for nobody by name, and points at no member.

    The code is made from the row and the server's secret, so the table opens nothing.
    """

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="youth_invitations", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()  # as it stands on the card
    code_hash = fields.CharField(max_length=64, unique=True)
    state = fields.CharEnumField(InvitationState, max_length=10, default=InvitationState.WAITING)
    made_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="youth_invitations", on_delete=OnDelete.RESTRICT
    )
    made_on = fields.DateField()
    expires_on = fields.DateField()

    organisation_id: UUID
    made_by_id: UUID

    class Meta:
        table = "youth_invitation"
        unique_together = (("organisation", "number"),)
        indexes = (("organisation", "state"),)

    def is_open(self, today: date) -> bool:
        return self.state is InvitationState.WAITING and today <= self.expires_on


class YouthMember(Base):
    """A young person of the forum: a nickname, and a code by which they come back. Gone when they leave."""

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="youth_members", on_delete=OnDelete.RESTRICT
    )
    nickname = fields.CharField(max_length=30)
    nickname_key = fields.CharField(max_length=60)  # small letters and numbers, so that no two look alike
    join_hash = fields.CharField(max_length=64, unique=True)  # a second tap on "Join" makes no second member
    keep_code_hash = fields.CharField(max_length=64, unique=True)
    joined_on = fields.DateField()

    organisation_id: UUID

    class Meta:
        table = "youth_member"
        unique_together = (("organisation", "nickname_key"),)


class YouthSession(Base):
    """One browser in which a member is let in. It holds only the cookie's hash, and no time but its last day."""

    member: fields.ForeignKeyRelation[YouthMember] = fields.ForeignKeyField(
        "heard.YouthMember", related_name="sessions", on_delete=OnDelete.CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    expires_on = fields.DateField(db_index=True)

    member_id: UUID

    class Meta:
        table = "youth_session"


class YouthVoice(Base):
    """Which voices are a member's own, so that they find them, take them back and take them along when they leave."""

    member: fields.ForeignKeyRelation[YouthMember] = fields.ForeignKeyField(
        "heard.YouthMember", related_name="voices", on_delete=OnDelete.CASCADE
    )
    voice: fields.OneToOneRelation[Voice] = fields.OneToOneField(
        "heard.Voice", related_name="youth_voice", on_delete=OnDelete.CASCADE
    )

    member_id: UUID
    voice_id: UUID

    class Meta:
        table = "youth_voice"
