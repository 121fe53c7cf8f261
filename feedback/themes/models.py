"""What people talk about: the machine's suggestions, and the themes that people own."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account, Organisation
from feedback.strategy.models import Priority
from feedback.themes.check_models import (
    Between,
    BlindCheck,
    BlindCoding,
    BlindTick,
    CheckedComment,
    CheckFigure,
    CheckState,
    CheckTheme,
    Cut,
)
from feedback.themes.learning_models import AskNext, ThemeNear, ThemePlace
from feedback.themes.report_models import (
    Counted,
    Dimension,
    PublicQuote,
    ReportEdition,
    Tally,
    TallyMark,
)
from feedback.themes.suggestion_models import (
    RunOf,
    RunState,
    Suggestion,
    SuggestionMember,
    SuggestionRun,
    Unplaced,
)
from feedback.voices.models import Comment

__all__ = [
    "AskNext",
    "Between",
    "BlindCheck",
    "BlindCoding",
    "BlindTick",
    "CheckFigure",
    "CheckState",
    "CheckTheme",
    "CheckedComment",
    "CodeFrame",
    "Coder",
    "Coding",
    "CodingBefore",
    "Counted",
    "Cut",
    "Dimension",
    "FrameChange",
    "FrameUse",
    "PublicQuote",
    "Reading",
    "ReportEdition",
    "RunOf",
    "RunState",
    "Suggestion",
    "SuggestionMember",
    "SuggestionRun",
    "Tally",
    "TallyMark",
    "Theme",
    "ThemeNear",
    "ThemePlace",
    "ThemeState",
    "Unmatched",
    "Unplaced",
]  # the tables of all these files: Tortoise looks for them here


class CodeFrame(Base):
    """A set of themes with an identity for years. Belongs to no consultation."""

    title = fields.CharField(max_length=160)
    version = fields.IntField(default=1)  # raised by each adoption, rename, merge or retirement
    made_on = fields.DateField()

    class Meta:
        table = "code_frame"


class FrameUse(Base):
    """Ties a frame to a consultation, and to one question of it ("" for all of them together)."""

    frame: fields.ForeignKeyRelation["CodeFrame"] = fields.ForeignKeyField(
        "heard.CodeFrame", related_name="uses", on_delete=OnDelete.RESTRICT
    )
    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="frame_uses", on_delete=OnDelete.RESTRICT
    )
    question_key = fields.CharField(max_length=60, default="")
    # What the codings and the comments without a theme looked like when the machine last went through them.
    learnt_at = fields.CharField(max_length=120, default="", db_default="")
    heard_at = fields.CharField(max_length=120, default="", db_default="")

    frame_id: UUID
    consultation_id: UUID

    class Meta:
        table = "frame_use"
        unique_together = (("consultation", "question_key"),)


class FrameChange(Base):
    """What was done to a frame, by whom and when: its history, and what undo reads."""

    frame: fields.ForeignKeyRelation["CodeFrame"] = fields.ForeignKeyField(
        "heard.CodeFrame", related_name="changes", on_delete=OnDelete.CASCADE
    )
    version = fields.IntField()
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="frame_changes", null=True, on_delete=OnDelete.RESTRICT
    )
    at = fields.DatetimeField()
    what = fields.CharField(max_length=20)  # a key of `frames.DONE`
    detail = fields.JSONField[dict](default=dict)

    frame_id: UUID
    account_id: UUID | None

    class Meta:
        table = "frame_change"
        unique_together = (("frame", "version"),)


class ThemeState(StrEnum):
    ADOPTED = "adopted"
    MERGED = "merged"
    RETIRED = "retired"


class Theme(Base):
    """Something that people say, adopted by a person, with an identity for years."""

    frame: fields.ForeignKeyRelation["CodeFrame"] = fields.ForeignKeyField(
        "heard.CodeFrame", related_name="themes", on_delete=OnDelete.RESTRICT
    )
    title = fields.CharField(max_length=160)
    description = fields.TextField(default="")
    phrases = fields.JSONField[list](default=list)
    state = fields.CharEnumField(ThemeState, max_length=10, default=ThemeState.ADOPTED)
    merged_into: fields.ForeignKeyNullableRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="merged_from", null=True, on_delete=OnDelete.RESTRICT
    )
    priority: fields.ForeignKeyNullableRelation[Priority] = fields.ForeignKeyField(
        "heard.Priority", related_name="themes", null=True, on_delete=OnDelete.RESTRICT
    )
    # The body that answers for it: council, health, a school. What is said of its themes, it can see.
    owner: fields.ForeignKeyNullableRelation[Organisation] = fields.ForeignKeyField(
        "heard.Organisation", related_name="themes", null=True, on_delete=OnDelete.RESTRICT
    )
    made_on = fields.DateField()

    frame_id: UUID
    merged_into_id: UUID | None
    priority_id: UUID | None
    owner_id: UUID | None

    class Meta:
        table = "theme"
        indexes = (("frame", "state"),)


class Unmatched(Base):
    """The machine read this comment with this frame and found no theme: it is listed, and not read again."""

    frame: fields.ForeignKeyRelation["CodeFrame"] = fields.ForeignKeyField(
        "heard.CodeFrame", related_name="unmatched", on_delete=OnDelete.CASCADE
    )
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="unmatched_in", on_delete=OnDelete.CASCADE
    )

    frame_id: UUID
    comment_id: UUID

    class Meta:
        table = "unmatched"
        unique_together = (("frame", "comment"),)


class Coder(StrEnum):
    PERSON = "person"
    MACHINE = "machine"


class Coding(Base):
    """One comment given one theme, or by a person's word not given it. A person's outranks the machine's."""

    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="codings", on_delete=OnDelete.CASCADE
    )
    theme: fields.ForeignKeyRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="codings", on_delete=OnDelete.RESTRICT
    )
    belongs = fields.BooleanField(default=True)
    start = fields.IntField()
    end = fields.IntField()
    coder = fields.CharEnumField(Coder, max_length=10)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="codings", null=True, on_delete=OnDelete.RESTRICT
    )
    method = fields.CharField(max_length=60, default="")  # the engine and its version
    confidence = fields.FloatField(default=1)
    frame_version = fields.IntField()
    is_quote = fields.BooleanField(default=False)

    comment_id: UUID
    theme_id: UUID
    account_id: UUID | None

    class Meta:
        table = "coding"
        unique_together = (("comment", "theme"),)
        indexes = (("theme", "belongs"), ("theme", "is_quote"))


class CodingBefore(Base):
    """A coding as it stood before a merge, or before a person decided otherwise, so that it can be undone."""

    change: fields.ForeignKeyNullableRelation["FrameChange"] = fields.ForeignKeyField(
        "heard.FrameChange", related_name="codings_before", null=True, on_delete=OnDelete.CASCADE
    )
    coding_key = fields.UUIDField()
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="codings_before", on_delete=OnDelete.CASCADE
    )
    theme: fields.ForeignKeyRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="codings_before", on_delete=OnDelete.CASCADE
    )
    belongs = fields.BooleanField()
    start = fields.IntField()
    end = fields.IntField()
    coder = fields.CharEnumField(Coder, max_length=10)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="codings_before", null=True, on_delete=OnDelete.RESTRICT
    )
    method = fields.CharField(max_length=60)
    confidence = fields.FloatField()
    frame_version = fields.IntField()
    is_quote = fields.BooleanField()

    change_id: UUID | None
    comment_id: UUID
    theme_id: UUID

    class Meta:
        table = "coding_before"
        indexes = (("coding_key",), ("change",))


class Reading(Base):
    """Someone opened a comment and said so: which account, in which role, on which day."""

    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="readings", on_delete=OnDelete.CASCADE
    )
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="readings", on_delete=OnDelete.RESTRICT
    )
    role = fields.CharField(max_length=20)
    read_on = fields.DateField()

    comment_id: UUID
    account_id: UUID

    class Meta:
        table = "reading"
        unique_together = (("comment", "account"),)
