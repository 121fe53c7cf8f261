"""Surveys, their frozen versions, answers on their way (drafts) and responses."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.voices.models import Comment, Voice


class SurveyState(StrEnum):
    DRAFT = "draft"
    READY = "ready"
    WITHDRAWN = "withdrawn"


class Survey(Base):
    """What is asked within a consultation. It is open when it is ready and its consultation is open."""

    consultation: fields.ForeignKeyRelation["Consultation"] = fields.ForeignKeyField(
        "heard.Consultation", related_name="surveys", on_delete=OnDelete.RESTRICT
    )
    slug = fields.CharField(max_length=80, unique=True)
    title = fields.CharField(max_length=160)
    state = fields.CharEnumField(SurveyState, max_length=10, default=SurveyState.DRAFT)
    who_asks = fields.CharField(max_length=160, default="")
    who_reads = fields.CharField(max_length=160, default="")
    minutes = fields.IntField(default=5)
    easy_notice = fields.TextField(default="")
    full_notice = fields.TextField(default="")
    notice_version = fields.CharField(max_length=40, default="1")
    lawful_basis = fields.CharField(max_length=160, default="")
    special_condition = fields.CharField(max_length=160, default="")
    controller = fields.CharField(max_length=160, default="")
    retention_months = fields.IntField(default=24)
    asks_about = fields.JSONField[list](default=list)  # which of the questions about the person are asked
    copied_from: fields.ForeignKeyNullableRelation["Survey"] = fields.ForeignKeyField(
        "heard.Survey", related_name="copies", null=True, on_delete=OnDelete.RESTRICT
    )
    is_poll = fields.BooleanField(default=False, db_default=False)  # one closed question, one tap
    links = fields.IntField(
        default=0, db_default=0
    )  # of a poll: how many links may vote; with none, whoever opens it
    closes_on = fields.DateField(null=True)  # of a poll: its own last day, if it ends before the consultation
    closed_on = fields.DateField(null=True)  # of a poll: when somebody closed it

    consultation_id: Any
    copied_from_id: Any

    class Meta:
        table = "survey"


class SurveyVersion(Base):
    """The questions as they stood. Frozen once people answer it; a change makes the next version."""

    survey: fields.ForeignKeyRelation["Survey"] = fields.ForeignKeyField(
        "heard.Survey", related_name="versions", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    is_ready = fields.BooleanField(default=False)  # people get the newest version that is ready
    is_frozen = fields.BooleanField(default=False)
    frozen_on = fields.DateField(null=True)
    # Who tried out the wording before anybody was asked, and what changed; empty: not tested (D47).
    tested_with = fields.CharField(max_length=160, default="", db_default="")
    tested_changes = fields.TextField(default="", db_default="")
    tested_on = fields.DateField(null=True)

    survey_id: Any

    class Meta:
        table = "survey_version"
        unique_together = (("survey", "number"),)


class Question(Base):
    """One question of a version. `key` stays the same over versions, so that results can be joined."""

    version: fields.ForeignKeyRelation["SurveyVersion"] = fields.ForeignKeyField(
        "heard.SurveyVersion", related_name="questions", on_delete=OnDelete.CASCADE
    )
    key = fields.CharField(max_length=60)
    position = fields.IntField()
    kind = fields.CharField(max_length=20)
    text = fields.CharField(max_length=300)
    hint = fields.CharField(max_length=300, default="")
    choices = fields.JSONField[list](default=list)  # [{"value": "c1", "label": "…"}]
    is_shuffled = fields.BooleanField(default=False)  # each person gets the choices in an order of their own
    most = fields.IntField(null=True)  # how many may be chosen, or how many characters
    use = fields.CharField(max_length=300, default="")  # what the answer is for
    recipient = fields.CharField(
        max_length=160, default="", db_default=""
    )  # of a message: who gets it, as people are told
    read_by = fields.CharField(
        max_length=20, default="", db_default=""
    )  # of a message: the role that reads it here

    version_id: Any

    class Meta:
        table = "question"
        unique_together = (("version", "key"),)
        indexes = (("version", "position"),)


class Draft(Base):
    """Answers before sending. Keyed by the hash of a cookie; no staff page reads it."""

    survey: fields.ForeignKeyRelation["Survey"] = fields.ForeignKeyField(
        "heard.Survey", related_name="drafts", on_delete=OnDelete.CASCADE
    )
    version: fields.ForeignKeyRelation["SurveyVersion"] = fields.ForeignKeyField(
        "heard.SurveyVersion", related_name="drafts", on_delete=OnDelete.CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    answers = fields.JSONField[dict](default=dict)
    about = fields.JSONField[dict](default=dict)
    notice_version = fields.CharField(max_length=40, default="")  # the notice that was shown at the start
    expires_at = fields.DatetimeField(db_index=True)
    # Answers that were sent once and are being changed by who holds their keep-code.
    replaces: fields.ForeignKeyNullableRelation["Voice"] = fields.ForeignKeyField(
        "heard.Voice", related_name="changes", null=True, on_delete=OnDelete.CASCADE
    )

    survey_id: Any
    version_id: Any
    replaces_id: Any

    class Meta:
        table = "draft"


class Response(Base):
    """All that one participant sent."""

    survey: fields.ForeignKeyRelation["Survey"] = fields.ForeignKeyField(
        "heard.Survey", related_name="responses", on_delete=OnDelete.RESTRICT
    )
    version: fields.ForeignKeyRelation["SurveyVersion"] = fields.ForeignKeyField(
        "heard.SurveyVersion", related_name="responses", on_delete=OnDelete.RESTRICT
    )
    voice: fields.OneToOneRelation["Voice"] = fields.OneToOneField(
        "heard.Voice", related_name="response", on_delete=OnDelete.CASCADE
    )

    order_seed = fields.CharField(
        max_length=64, default="", db_default=""
    )  # from it follows the order that choices had (D73)

    survey_id: Any
    version_id: Any
    voice_id: Any

    class Meta:
        table = "response"


class AnswerState(StrEnum):
    ANSWERED = "answered"
    UNKNOWN = "unknown"  # "I don't know"
    SKIPPED = "skipped"


class Answer(Base):
    """One question's value; several choices have a row each. Words live in the comment."""

    response: fields.ForeignKeyRelation["Response"] = fields.ForeignKeyField(
        "heard.Response", related_name="answers", on_delete=OnDelete.CASCADE
    )
    question: fields.ForeignKeyRelation["Question"] = fields.ForeignKeyField(
        "heard.Question", related_name="answers", on_delete=OnDelete.RESTRICT
    )
    state = fields.CharEnumField(AnswerState, max_length=10)
    value = fields.CharField(max_length=60, default="")
    comment: fields.ForeignKeyNullableRelation["Comment"] = fields.ForeignKeyField(
        "heard.Comment", related_name="answers", null=True, on_delete=OnDelete.CASCADE
    )

    response_id: Any
    question_id: Any
    comment_id: Any

    class Meta:
        table = "answer"
        unique_together = (("response", "question", "value"),)
        indexes = (("question", "state", "value"),)


class SpentLink(Base):
    """A signed link that has voted. It points at no vote, so nobody can tell how its holder voted."""

    survey: fields.ForeignKeyRelation["Survey"] = fields.ForeignKeyField(
        "heard.Survey", related_name="spent_links", on_delete=OnDelete.RESTRICT
    )
    link_hash = fields.CharField(max_length=64, unique=True)

    survey_id: Any

    class Meta:
        table = "spent_link"


class PollOutcome(Base):
    """What the public sees of a closed poll: numbers already suppressed, renewed in batches (D62, D75).

    `votes` is the true total it was taken at. It decides when it may be renewed and is never shown.
    """

    survey: fields.OneToOneRelation["Survey"] = fields.OneToOneField(
        "heard.Survey", related_name="outcome", on_delete=OnDelete.RESTRICT
    )
    shown = fields.JSONField[dict]()
    votes = fields.IntField()
    published_on = fields.DateField()

    survey_id: Any

    class Meta:
        table = "poll_outcome"
