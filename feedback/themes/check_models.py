"""Blind double coding: two people code the same comments without seeing each other or the machine."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.voices.models import Comment

if TYPE_CHECKING:
    from feedback.themes.models import CodeFrame, Theme


class CheckState(StrEnum):
    OPEN = "open"  # nobody sees anybody's codings
    DONE = "done"
    STOPPED = "stopped"


class BlindCheck(Base):
    """A random sample of a consultation's comments for two people. Its themes are those of its first day."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="blind_checks", on_delete=OnDelete.CASCADE
    )
    frame: fields.ForeignKeyRelation["CodeFrame"] = fields.ForeignKeyField(
        "heard.CodeFrame", related_name="blind_checks", on_delete=OnDelete.RESTRICT
    )
    question_key = fields.CharField(max_length=60, default="")
    first_coder: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="blind_checks_as_first", on_delete=OnDelete.RESTRICT
    )
    second_coder: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="blind_checks_as_second", on_delete=OnDelete.RESTRICT
    )
    drawn = fields.IntField()
    drawn_from = fields.IntField()  # how many comments nobody had coded by hand that day
    seed = fields.IntField()
    state = fields.CharEnumField(CheckState, max_length=10, default=CheckState.OPEN)
    began_on = fields.DateField()
    ended_on = fields.DateField(null=True)

    consultation_id: UUID
    frame_id: UUID
    first_coder_id: UUID
    second_coder_id: UUID

    class Meta:
        table = "blind_check"
        indexes = (("consultation", "state"),)

    @property
    def coders(self) -> tuple[UUID, UUID]:
        return self.first_coder_id, self.second_coder_id


class CheckTheme(Base):
    """A theme that can be ticked in a check, in its place on the page."""

    check: fields.ForeignKeyRelation["BlindCheck"] = fields.ForeignKeyField(
        "heard.BlindCheck", related_name="themes", on_delete=OnDelete.CASCADE
    )
    theme: fields.ForeignKeyRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="checks", on_delete=OnDelete.RESTRICT
    )
    position = fields.IntField()

    check_id: UUID
    theme_id: UUID

    class Meta:
        table = "check_theme"
        unique_together = (("check", "theme"),)


class CheckedComment(Base):
    """A comment of a sample. It goes when its words are taken back, and what was ticked for it goes with it."""

    check: fields.ForeignKeyRelation["BlindCheck"] = fields.ForeignKeyField(
        "heard.BlindCheck", related_name="comments", on_delete=OnDelete.CASCADE
    )
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="checked_in", on_delete=OnDelete.CASCADE
    )
    position = fields.IntField()

    blind_codings: fields.ReverseRelation["BlindCoding"]

    check_id: UUID
    comment_id: UUID

    class Meta:
        table = "checked_comment"
        unique_together = (("check", "comment"), ("check", "position"))


class BlindCoding(Base):
    """That one of the two coded a comment of the sample; without an account it is what the machine had said."""

    checked: fields.ForeignKeyRelation["CheckedComment"] = fields.ForeignKeyField(
        "heard.CheckedComment", related_name="blind_codings", on_delete=OnDelete.CASCADE
    )
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="blind_codings", null=True, on_delete=OnDelete.RESTRICT
    )

    checked_id: UUID
    account_id: UUID | None

    class Meta:
        table = "blind_coding"
        unique_together = (("checked", "account"),)


class BlindTick(Base):
    """One theme of a blind coding. A coding without a tick says that no theme holds the comment."""

    coding: fields.ForeignKeyRelation["BlindCoding"] = fields.ForeignKeyField(
        "heard.BlindCoding", related_name="ticks", on_delete=OnDelete.CASCADE
    )
    theme: fields.ForeignKeyRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="blind_ticks", on_delete=OnDelete.RESTRICT
    )

    coding_id: UUID
    theme_id: UUID

    class Meta:
        table = "blind_tick"
        unique_together = (("coding", "theme"),)


class Between(StrEnum):
    """Whose agreement a figure is: the two people's, or the machine's with each of them, on average."""

    PEOPLE = "people"
    MACHINE = "machine"


class Cut(StrEnum):
    """Which part of the sample a figure is about."""

    ALL = "all"
    THEME = "theme"
    GROUP = "group"
    KIND = "kind"  # short, misspelt, with cards or pictures


class CheckFigure(Base):
    """How far two sides agree on a part of a sample, each measure with its interval of 95 %.

    It is taken once, when both people are done, and holds no word and no comment.
    """

    check: fields.ForeignKeyRelation["BlindCheck"] = fields.ForeignKeyField(
        "heard.BlindCheck", related_name="figures", on_delete=OnDelete.CASCADE
    )
    between = fields.CharEnumField(Between, max_length=10)
    cut = fields.CharEnumField(Cut, max_length=10)
    value = fields.CharField(max_length=80, default="")  # a theme's id, a group, a kind
    comments = fields.IntField()
    micro_f1 = fields.FloatField()
    micro_low = fields.FloatField()
    micro_high = fields.FloatField()
    macro_f1 = fields.FloatField(null=True)  # one theme has no mean over themes
    macro_low = fields.FloatField(null=True)
    macro_high = fields.FloatField(null=True)
    alpha = fields.FloatField()
    alpha_low = fields.FloatField()
    alpha_high = fields.FloatField()

    check_id: UUID

    class Meta:
        table = "check_figure"
        unique_together = (("check", "between", "cut", "value"),)
