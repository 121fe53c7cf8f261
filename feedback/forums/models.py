"""Forums: who speaks for one, the views they write together, and what the council understood of them."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account, Organisation
from feedback.voices.models import Comment, Voice


class Representative(Base):
    """A person who speaks for a forum. An account of its own, so that nobody shares a sign-in."""

    account: fields.OneToOneRelation[Account] = fields.OneToOneField(
        "heard.Account", related_name="representative", on_delete=OnDelete.RESTRICT
    )
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="representatives", on_delete=OnDelete.RESTRICT
    )
    is_officer = fields.BooleanField(default=False)  # may release a view to the council, with a second one
    invited_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="representatives_invited", null=True, on_delete=OnDelete.RESTRICT
    )
    invited_on = fields.DateField()
    first_here_on = fields.DateField(null=True)
    ended_on = fields.DateField(null=True)

    account_id: UUID
    organisation_id: UUID

    class Meta:
        table = "representative"
        indexes = (("organisation", "ended_on"),)


class SignInLink(Base):
    """A link in a mail that signs in once. Only its hash is kept."""

    token_hash = fields.CharField(max_length=64, unique=True)
    representative: fields.ForeignKeyRelation[Representative] = fields.ForeignKeyField(
        "heard.Representative", related_name="links", on_delete=OnDelete.CASCADE
    )
    expires = fields.DatetimeField(db_index=True)
    used_at = fields.DatetimeField(null=True)

    representative_id: UUID

    class Meta:
        table = "sign_in_link"


class ViewState(StrEnum):
    DRAFT = "draft"
    ASKED = "asked"  # one officer asks that it is sent, and a second one has to agree
    SENT = "sent"


class ForumView(Base):
    """What a forum says to a consultation, with whom it speaks for and how it knows (D78).

    Until it is sent only the forum reads it. Then its words are comments of one voice, and stand here no more.
    `changes` rises with each change, so that the second officer agrees to what is on their screen.
    """

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="forum_views", on_delete=OnDelete.RESTRICT
    )
    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="forum_views", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField(default=1)  # of this forum to this consultation
    state = fields.CharEnumField(ViewState, max_length=10, default=ViewState.DRAFT)
    changes = fields.IntField(default=0)
    begun_on = fields.DateField()
    speaks_for = fields.IntField(null=True)
    gathered = fields.JSONField[list](default=list)  # in which ways
    gathered_from = fields.DateField(null=True)
    gathered_until = fields.DateField(null=True)
    agree = fields.IntField(null=True)
    disagree = fields.IntField(null=True)
    minority = fields.TextField(default="")
    may_quote = fields.BooleanField(default=False)
    standing_version = fields.IntField(default=1)  # of everything from `speaks_for` to `may_quote`
    standing_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="standings_written", null=True, on_delete=OnDelete.RESTRICT
    )
    asks_members = fields.BooleanField(default=False)
    link_number = fields.IntField(default=1)  # a new number makes the old link lead nowhere
    asked_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="views_asked", null=True, on_delete=OnDelete.RESTRICT
    )
    agreed_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="views_agreed", null=True, on_delete=OnDelete.RESTRICT
    )
    sent_on = fields.DateField(null=True)
    voice: fields.OneToOneNullableRelation[Voice] = fields.OneToOneField(
        "heard.Voice", related_name="forum_view", null=True, on_delete=OnDelete.RESTRICT
    )

    organisation_id: UUID
    consultation_id: UUID
    asked_by_id: UUID | None
    voice_id: UUID | None
    points: fields.ReverseRelation["ForumPoint"]

    class Meta:
        table = "forum_view"
        unique_together = (("organisation", "consultation", "number"),)
        indexes = (("consultation", "state"),)


class ForumPoint(Base):
    """One thing that a forum says, with the part of the Local Offer that it is about (D1).

    `words` are there while it is a draft. When the view is sent they become a comment, and are only there.
    """

    view: fields.ForeignKeyRelation[ForumView] = fields.ForeignKeyField(
        "heard.ForumView", related_name="points", on_delete=OnDelete.CASCADE
    )
    place = fields.IntField()
    offer_part = fields.CharField(max_length=20)
    words = fields.TextField(default="")
    version = fields.IntField(default=1)
    written_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="points_written", null=True, on_delete=OnDelete.RESTRICT
    )
    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="forum_points", null=True, on_delete=OnDelete.CASCADE
    )

    view_id: UUID
    comment_id: UUID | None

    class Meta:
        table = "forum_point"
        indexes = (("view", "place"),)


class MemberAnswer(Base):
    """A member of the forum stands behind a view or does not. The cookie's hash counts each browser once."""

    view: fields.ForeignKeyRelation[ForumView] = fields.ForeignKeyField(
        "heard.ForumView", related_name="member_answers", on_delete=OnDelete.CASCADE
    )
    token_hash = fields.CharField(max_length=64)
    backs = fields.BooleanField()
    also_alone = fields.BooleanField(default=False)
    words = fields.CharField(max_length=300, default="")
    answered_on = fields.DateField()

    view_id: UUID

    class Meta:
        table = "member_answer"
        unique_together = (("view", "token_hash"),)


class ForumSummary(Base):
    """What the council understood of a view (D53). A change is a new row, so that the history stays."""

    view: fields.ForeignKeyRelation[ForumView] = fields.ForeignKeyField(
        "heard.ForumView", related_name="summaries", on_delete=OnDelete.CASCADE
    )
    number = fields.IntField()
    words = fields.TextField()
    written_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="forum_summaries", on_delete=OnDelete.RESTRICT
    )
    written_on = fields.DateField()

    view_id: UUID
    disputes: fields.ReverseRelation["ForumDispute"]

    class Meta:
        table = "forum_summary"
        unique_together = (("view", "number"),)


class ForumDispute(Base):
    """The forum says that a summary is wrong. Its sentence is a comment of the view's voice, so that it is
    screened, read and withdrawn like every other. Answered by a sentence or by a new summary."""

    summary: fields.ForeignKeyRelation[ForumSummary] = fields.ForeignKeyField(
        "heard.ForumSummary", related_name="disputes", on_delete=OnDelete.CASCADE
    )
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="forum_disputes", on_delete=OnDelete.CASCADE
    )
    raised_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="disputes_raised", on_delete=OnDelete.RESTRICT
    )
    raised_on = fields.DateField()
    answer = fields.TextField(default="")
    answered_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="disputes_answered", null=True, on_delete=OnDelete.RESTRICT
    )
    answered_on = fields.DateField(null=True)

    summary_id: UUID
    comment_id: UUID

    class Meta:
        table = "forum_dispute"
        indexes = (("summary", "answered_on"),)
