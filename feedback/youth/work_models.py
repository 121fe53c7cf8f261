"""What the Youth Forum works on: requests of services, wordings to test, subjects to ask about, replies to check.

Whatever a member writes is a comment of a voice; the rows here only point at the voice.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base
from feedback.people.models import Account, Organisation
from feedback.replies.models import ForumCheck
from feedback.voices.models import Voice
from surveys.models import Survey

if TYPE_CHECKING:
    from feedback.youth.models import YouthMember


class RequestState(StrEnum):
    ASKED = "asked"
    VOTING = "voting"
    COUNTED = "counted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REFUSED = "refused"  # the service still owes the forum what came of the last time
    TAKEN_BACK = "taken_back"


class ForumRequest(Base):
    """A service asks to consult the forum (D48). How members voted is kept as it may be said, and no vote with it."""

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="youth_requests", on_delete=OnDelete.RESTRICT
    )
    service: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="asked_youth", on_delete=OnDelete.RESTRICT
    )
    topic = fields.CharField(max_length=160)
    what = fields.TextField()
    why = fields.TextField()
    can_change = fields.TextField()
    needed_by = fields.DateField(null=True)
    state = fields.CharEnumField(RequestState, max_length=10, default=RequestState.ASKED)
    asked_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="youth_requests", on_delete=OnDelete.RESTRICT
    )
    asked_on = fields.DateField()
    counted = fields.JSONField[dict](default=dict)  # already suppressed
    reason = fields.TextField(default="")  # of the forum, in its worker's words
    answered_on = fields.DateField(null=True)
    fed_back = fields.TextField(default="")  # what the service did with what it heard
    fed_back_on = fields.DateField(null=True)

    organisation_id: UUID
    service_id: UUID
    asked_by_id: UUID

    class Meta:
        table = "forum_request"
        indexes = (("organisation", "state"), ("service", "state"))


class RequestVote(Base):
    """A member's yes or no, until the votes are counted."""

    request: fields.ForeignKeyRelation[ForumRequest] = fields.ForeignKeyField(
        "heard.ForumRequest", related_name="votes", on_delete=OnDelete.CASCADE
    )
    member: fields.ForeignKeyRelation["YouthMember"] = fields.ForeignKeyField(
        "heard.YouthMember", related_name="request_votes", on_delete=OnDelete.CASCADE
    )
    accepts = fields.BooleanField()

    request_id: UUID
    member_id: UUID

    class Meta:
        table = "request_vote"
        unique_together = (("request", "member"),)


class TrialState(StrEnum):
    OPEN = "open"
    ENDED = "ended"


class WordingTest(Base):
    """A question of a draft as it read when the forum was asked about its wording (D47)."""

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="wording_tests", on_delete=OnDelete.RESTRICT
    )
    survey: fields.ForeignKeyRelation[Survey] = fields.ForeignKeyField(
        "heard.Survey", related_name="wording_tests", on_delete=OnDelete.RESTRICT
    )
    question_key = fields.CharField(max_length=60)
    question_text = fields.CharField(max_length=300)
    state = fields.CharEnumField(TrialState, max_length=10, default=TrialState.OPEN)
    asked_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="wording_tests", on_delete=OnDelete.RESTRICT
    )
    asked_on = fields.DateField()
    ended_on = fields.DateField(null=True)

    organisation_id: UUID
    survey_id: Any

    class Meta:
        table = "wording_test"
        indexes = (("organisation", "state"), ("survey",))


class WordingAnswer(Base):
    """Whether a question is clear to one member. What they think it means is a voice."""

    test: fields.ForeignKeyRelation[WordingTest] = fields.ForeignKeyField(
        "heard.WordingTest", related_name="answers", on_delete=OnDelete.CASCADE
    )
    member: fields.ForeignKeyRelation["YouthMember"] = fields.ForeignKeyField(
        "heard.YouthMember", related_name="wording_answers", on_delete=OnDelete.CASCADE
    )
    clear = fields.CharField(max_length=10)
    voice: fields.ForeignKeyNullableRelation[Voice] = fields.ForeignKeyField(
        "heard.Voice", related_name="wording_answers", null=True, on_delete=OnDelete.CASCADE
    )

    test_id: UUID
    member_id: UUID
    voice_id: UUID | None

    class Meta:
        table = "wording_answer"
        unique_together = (("test", "member"),)


class IdeaState(StrEnum):
    NEW = "new"
    SHOWN = "shown"
    ANSWERED = "answered"
    LEFT = "left"  # read, and not put before the others


class SubjectIdea(Base):
    """A member asks for a subject. The others see it in the worker's words, and only once these are there (D35)."""

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="subject_ideas", on_delete=OnDelete.RESTRICT
    )
    voice: fields.ForeignKeyNullableRelation[Voice] = fields.ForeignKeyField(
        "heard.Voice", related_name="subject_ideas", null=True, on_delete=OnDelete.CASCADE
    )
    state = fields.CharEnumField(IdeaState, max_length=10, default=IdeaState.NEW)
    title = fields.CharField(max_length=160, default="")
    answer = fields.TextField(default="")
    said_on = fields.DateField()
    answered_on = fields.DateField(null=True)

    organisation_id: UUID
    voice_id: UUID | None

    class Meta:
        table = "subject_idea"
        indexes = (("organisation", "state"),)


class IdeaBacking(Base):
    """A member wants this too."""

    idea: fields.ForeignKeyRelation[SubjectIdea] = fields.ForeignKeyField(
        "heard.SubjectIdea", related_name="backings", on_delete=OnDelete.CASCADE
    )
    member: fields.ForeignKeyRelation["YouthMember"] = fields.ForeignKeyField(
        "heard.YouthMember", related_name="idea_backings", on_delete=OnDelete.CASCADE
    )

    idea_id: UUID
    member_id: UUID

    class Meta:
        table = "idea_backing"
        unique_together = (("idea", "member"),)


class MembersCheck(Base):
    """A check of a reply that the forum's members answer one by one, instead of its worker by a link."""

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="members_checks", on_delete=OnDelete.RESTRICT
    )
    check_of: fields.OneToOneRelation[ForumCheck] = fields.OneToOneField(
        "heard.ForumCheck", related_name="members_check", on_delete=OnDelete.CASCADE
    )

    organisation_id: UUID
    check_of_id: UUID

    class Meta:
        table = "members_check"


class MembersAnswer(Base):
    """Whether one member finds in a reply what was said. The reason of a no is a voice."""

    asked: fields.ForeignKeyRelation[MembersCheck] = fields.ForeignKeyField(
        "heard.MembersCheck", related_name="answers", on_delete=OnDelete.CASCADE
    )
    member: fields.ForeignKeyRelation["YouthMember"] = fields.ForeignKeyField(
        "heard.YouthMember", related_name="reply_answers", on_delete=OnDelete.CASCADE
    )
    agrees = fields.BooleanField()
    voice: fields.ForeignKeyNullableRelation[Voice] = fields.ForeignKeyField(
        "heard.Voice", related_name="reply_answers", null=True, on_delete=OnDelete.CASCADE
    )

    asked_id: UUID
    member_id: UUID
    voice_id: UUID | None

    class Meta:
        table = "members_answer"
        unique_together = (("asked", "member"),)


class YouthPoll(Base):
    """A poll that stands on the members' page."""

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="youth_polls", on_delete=OnDelete.RESTRICT
    )
    poll: fields.ForeignKeyRelation[Survey] = fields.ForeignKeyField(
        "heard.Survey", related_name="for_youth", on_delete=OnDelete.CASCADE
    )

    organisation_id: UUID
    poll_id: Any

    class Meta:
        table = "youth_poll"
        unique_together = (("organisation", "poll"),)
