"""You said, we did."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.strategy.models import Line, Priority
from feedback.themes.models import Theme
from feedback.voices.models import Comment


class Status(StrEnum):
    """Where the council stands on what was said."""

    THINKING = "thinking"
    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    CANNOT = "cannot"


class ReplyState(StrEnum):
    DRAFT = "draft"
    CHECKED = "checked"  # a second person found that nobody can be identified (D5)
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Reply(Base):
    """What people said, what we did about it and why; published only after a second person's check."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="replies", on_delete=OnDelete.RESTRICT
    )
    priority: fields.ForeignKeyRelation[Priority] = fields.ForeignKeyField(
        "heard.Priority", related_name="replies", on_delete=OnDelete.RESTRICT
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

    consultation_id: UUID
    priority_id: UUID
    written_by_id: UUID
    checked_by_id: UUID | None
    theme_links: fields.ReverseRelation["ReplyTheme"]
    line_links: fields.ReverseRelation["ReplyLine"]

    class Meta:
        table = "reply"
        indexes = (("state", "status"), ("priority", "state"))


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
    status = fields.CharEnumField(Status, max_length=10)
    what = fields.TextField()
    why = fields.TextField(default="")
    next_update_on = fields.DateField(null=True)
    written_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="updates_written", on_delete=OnDelete.RESTRICT
    )
    checked_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="updates_checked", null=True, on_delete=OnDelete.RESTRICT
    )
    written_on = fields.DateField()
    published_on = fields.DateField(null=True)

    reply_id: UUID
    written_by_id: UUID

    class Meta:
        table = "reply_update"
        indexes = (("reply", "published_on"),)
