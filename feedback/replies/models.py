"""You said, we did."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.replies.verdict_models import Answered, Asked, CheckState, ForumCheck, Verdict, VerdictEdition
from feedback.strategy.models import Line, Outcome, Priority
from feedback.themes.models import Theme
from feedback.voices.models import Comment

__all__ = [
    "Answered",
    "Asked",
    "CheckState",
    "Correction",
    "Decision",
    "ForumCheck",
    "Published",
    "Reply",
    "ReplyLine",
    "ReplyQuote",
    "ReplyState",
    "ReplyTheme",
    "ReplyUpdate",
    "Status",
    "Verdict",
    "VerdictEdition",
]  # the tables of both files: Tortoise looks for them here


class Status(StrEnum):
    """Where the council stands on what was said."""

    THINKING = "thinking"
    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    CANNOT = "cannot"


STATUS_WORDS = {
    Status.THINKING: "Thinking about it",
    Status.PLANNED: "Planned",
    Status.DOING: "Doing",
    Status.DONE: "Done",
    Status.CANNOT: "We cannot",
}


class ReplyState(StrEnum):
    DRAFT = "draft"
    CHECKED = "checked"  # a second person found that nobody can be identified (D5)
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Decision(Base):
    """What was decided about a consultation, where, by whom, and which report they had read (D16)."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="decisions", on_delete=OnDelete.RESTRICT
    )
    meeting = fields.CharField(max_length=200)
    decided_on = fields.DateField()
    present = fields.TextField()  # by role, one a line; no names
    what = fields.TextField()
    report_published_on = fields.DateField()
    report_version = fields.CharField(max_length=64)  # of the very edition that lay on the table
    recorded_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="decisions_recorded", on_delete=OnDelete.RESTRICT
    )
    recorded_on = fields.DateField()

    consultation_id: UUID
    recorded_by_id: UUID

    class Meta:
        table = "decision"
        indexes = (("consultation", "decided_on"),)


class Reply(Base):
    """What people said, what we did about it and why; published only after a second person's check."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="replies", on_delete=OnDelete.RESTRICT
    )
    priority: fields.ForeignKeyRelation[Priority] = fields.ForeignKeyField(
        "heard.Priority", related_name="replies", on_delete=OnDelete.RESTRICT
    )
    outcome: fields.ForeignKeyNullableRelation[Outcome] = fields.ForeignKeyField(
        "heard.Outcome", related_name="replies", null=True, on_delete=OnDelete.RESTRICT
    )
    decision: fields.ForeignKeyNullableRelation[Decision] = fields.ForeignKeyField(
        "heard.Decision", related_name="replies", null=True, on_delete=OnDelete.RESTRICT
    )
    slug = fields.CharField(max_length=100, unique=True)
    title = fields.CharField(max_length=160)
    you_said = fields.TextField()
    status = fields.CharEnumField(Status, max_length=10)
    what = fields.TextField()
    why = fields.TextField(default="")
    what_else = fields.TextField(default="")  # with "cannot": what else may help (D50)
    owner_role = fields.CharField(max_length=160)
    decided_on = fields.DateField(null=True)
    next_update_on = fields.DateField(null=True)
    state = fields.CharEnumField(ReplyState, max_length=10, default=ReplyState.DRAFT)
    written_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="replies_written", on_delete=OnDelete.RESTRICT
    )
    checked_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="replies_checked", null=True, on_delete=OnDelete.RESTRICT
    )
    checked_on = fields.DateField(null=True)
    published_on = fields.DateField(null=True)
    heard = fields.JSONField[dict](
        default=dict
    )  # how many and which groups, already suppressed, as published
    judged_on = fields.DateField(null=True)  # when people's verdict first stood beside our own claim
    told_on = fields.DateField(null=True)  # when those who follow replies were told
    withdrawn_on = fields.DateField(null=True)
    withdrawn_why = fields.TextField(default="", db_default="")

    consultation_id: UUID
    priority_id: UUID
    outcome_id: UUID | None
    decision_id: UUID | None
    written_by_id: UUID
    checked_by_id: UUID | None
    theme_links: fields.ReverseRelation["ReplyTheme"]
    line_links: fields.ReverseRelation["ReplyLine"]
    updates: fields.ReverseRelation["ReplyUpdate"]

    class Meta:
        table = "reply"
        indexes = (("state", "status"), ("priority", "state"))

    @property
    def waits_for_verdict(self) -> bool:
        """We say that it is done, and those whom it was for have not said so yet (D52)."""
        return self.status is Status.DONE and self.judged_on is None

    @property
    def standing(self) -> str:
        """Where it stands, in the words that everybody reads."""
        return "Done, waiting for your verdict" if self.waits_for_verdict else STATUS_WORDS[self.status]

    def is_late(self, today: date) -> bool:
        """We promised to say more by a day that has passed (D51)."""
        is_settled = self.status in (Status.DONE, Status.CANNOT)
        return not is_settled and self.next_update_on is not None and self.next_update_on < today


class ReplyTheme(Base):
    """A reply answers a theme, and through it every comment in the theme."""

    reply: fields.ForeignKeyRelation[Reply] = fields.ForeignKeyField(
        "heard.Reply", related_name="theme_links", on_delete=OnDelete.CASCADE
    )
    theme: fields.ForeignKeyRelation[Theme] = fields.ForeignKeyField(
        "heard.Theme", related_name="reply_links", on_delete=OnDelete.RESTRICT
    )

    theme_id: UUID

    class Meta:
        table = "reply_theme"
        unique_together = (("reply", "theme"),)


class ReplyLine(Base):
    """A reply serves a line of the strategy."""

    reply: fields.ForeignKeyRelation[Reply] = fields.ForeignKeyField(
        "heard.Reply", related_name="line_links", on_delete=OnDelete.CASCADE
    )
    line: fields.ForeignKeyRelation[Line] = fields.ForeignKeyField(
        "heard.Line", related_name="reply_links", on_delete=OnDelete.RESTRICT
    )

    line_id: UUID

    class Meta:
        table = "reply_line"
        unique_together = (("reply", "line"),)


class ReplyQuote(Base):
    """Somebody's own words, by reference: when the comment is withdrawn, the quote goes with it."""

    reply: fields.ForeignKeyRelation[Reply] = fields.ForeignKeyField(
        "heard.Reply", related_name="quotes", on_delete=OnDelete.CASCADE
    )
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="quoted_in", on_delete=OnDelete.CASCADE
    )
    position = fields.IntField()
    start = fields.IntField()
    end = fields.IntField()

    comment_id: UUID

    class Meta:
        table = "reply_quote"
        unique_together = (("reply", "comment"),)


class ReplyUpdate(Base):
    """A change to a published reply: where it stood and where it stands now (D51).

    Like the reply itself it is written by one person and published by the check of another.
    """

    reply: fields.ForeignKeyRelation[Reply] = fields.ForeignKeyField(
        "heard.Reply", related_name="updates", on_delete=OnDelete.CASCADE
    )
    was_status = fields.CharEnumField(Status, max_length=10)
    was_what = fields.TextField()
    was_why = fields.TextField(default="")
    was_what_else = fields.TextField(default="", db_default="")
    was_next_update_on = fields.DateField(null=True)
    status = fields.CharEnumField(Status, max_length=10)
    what = fields.TextField()
    why = fields.TextField(default="")
    what_else = fields.TextField(default="", db_default="")
    next_update_on = fields.DateField(null=True)
    written_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="updates_written", on_delete=OnDelete.RESTRICT
    )
    checked_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="updates_checked", null=True, on_delete=OnDelete.RESTRICT
    )
    written_on = fields.DateField()
    published_on = fields.DateField(null=True)
    told_on = fields.DateField(null=True)

    reply_id: UUID
    written_by_id: UUID

    class Meta:
        table = "reply_update"
        indexes = (("reply", "published_on"),)


class Published(StrEnum):
    """In what stood the words, or the number, that somebody took back."""

    REPORT = "report"
    REPLY = "reply"
    VOICE_PAGE = "voice_page"
    YEARLY = "yearly"


class Correction(Base):
    """Since this was published, somebody took back what they said: on which day, and nothing of whom or what."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="corrections", on_delete=OnDelete.CASCADE
    )
    what = fields.CharEnumField(Published, max_length=12)
    reply: fields.ForeignKeyNullableRelation[Reply] = fields.ForeignKeyField(
        "heard.Reply", related_name="corrections", null=True, on_delete=OnDelete.CASCADE
    )
    published_on = fields.DateField()  # of what is corrected, as it stood
    made_on = fields.DateField()

    consultation_id: UUID
    reply_id: UUID | None

    class Meta:
        table = "correction"
        indexes = (("consultation", "what"), ("reply",))
