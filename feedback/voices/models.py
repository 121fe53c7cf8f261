"""Voices and comments: what people said, by whichever door, and the spreadsheets that brought some of it."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account


class Door(StrEnum):
    SURVEY = "survey"
    POLL = "poll"
    IMPORT = "import"
    COMMENT = "comment"  # the page that is always open
    RATING = "rating"  # "Was this page helpful?", where somebody said why
    EVENT = "event"
    FORUM = "forum"  # one view of an organisation that speaks for many, counted as one
    YOUTH = "youth"  # a member of the Youth Forum, on the forum's own pages


class SpokenBy(StrEnum):
    """Whose words these are; reports never merge them into one bar (D7)."""

    OWN = "own"
    WITH_HELP = "with_help"
    FOR_ONE = "for_one"
    FOR_GROUP = "for_group"
    UNSAID = "unsaid"


class AgeBand(StrEnum):
    """Bands that nest in law and in the county's tables (D22); never a date of birth."""

    A11_12 = "11-12"
    A13_15 = "13-15"
    A16_17 = "16-17"
    A18_19 = "18-19"
    A20_25 = "20-25"
    UNDER_11 = "under-11"
    OVER_25 = "over-25"
    UNSAID = "unsaid"


class SendStatus(StrEnum):
    EHC_PLAN = "ehc_plan"
    SEN_SUPPORT = "sen_support"
    NEITHER = "neither"
    UNSAID = "unsaid"


class Helped(StrEnum):
    """What somebody else did while this was said (D76)."""

    NO = "no"
    READ = "read"
    CHOOSE = "choose"
    ANSWERED = "answered"
    UNSAID = "unsaid"


class OfferPart(StrEnum):
    """Which duty about the Local Offer a comment speaks to (D1, regulation 56(1))."""

    QUALITY = "quality"
    MISSING = "missing"
    FINDING = "finding"
    INVOLVED = "involved"
    NOT_ABOUT = "not_about"
    UNSAID = "unsaid"


class VoiceState(StrEnum):
    LIVE = "live"
    WITHDRAWN = "withdrawn"


class CommentState(StrEnum):
    LIVE = "live"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Voice(Base):
    """One thing sent through any door. Holds nothing that identifies, and no time finer than a day (D20)."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="voices", on_delete=OnDelete.RESTRICT
    )
    door = fields.CharEnumField(Door, max_length=20)
    spoken_by = fields.CharEnumField(SpokenBy, max_length=12, default=SpokenBy.UNSAID)
    group = fields.CharField(max_length=60, default="unsaid")
    age_band = fields.CharEnumField(AgeBand, max_length=10, default=AgeBand.UNSAID)
    child_age_band = fields.CharEnumField(AgeBand, max_length=10, default=AgeBand.UNSAID)
    send_status = fields.CharEnumField(SendStatus, max_length=12, default=SendStatus.UNSAID)
    pupil = fields.CharField(max_length=10, default="unsaid")  # yes, no or unsaid
    main_need = fields.CharField(max_length=60, default="unsaid")
    helped = fields.CharEnumField(Helped, max_length=10, default=Helped.UNSAID, db_default="unsaid")
    mode = fields.CharField(max_length=20, default="web")
    speaks_for = fields.IntField(default=1)
    # Two ways to know who was heard twice: a person who answered says that a forum spoke for them too, and so
    # many of a forum's members say that they answered alone as well.
    also_in_group = fields.BooleanField(default=False, db_default=False)
    also_alone = fields.IntField(default=0, db_default=0)
    may_quote = fields.BooleanField(default=False)
    notice_version = fields.CharField(max_length=40, default="")
    received_on = fields.DateField()
    idempotency_hash = fields.CharField(max_length=64, unique=True, null=True)
    keep_code_hash = fields.CharField(max_length=64, unique=True, null=True)
    state = fields.CharEnumField(VoiceState, max_length=10, default=VoiceState.LIVE)
    is_counted = fields.BooleanField(default=False, db_default=False)  # in the tallies of its consultation

    consultation_id: UUID

    class Meta:
        table = "voice"
        indexes = (
            ("consultation", "state", "group"),
            ("consultation", "door", "also_in_group"),
            ("consultation", "is_counted"),
        )


class Comment(Base):
    """A free text. Doors point down at it and it points at no door; its consultation is its voice's."""

    voice: fields.ForeignKeyRelation[Voice] = fields.ForeignKeyField(
        "heard.Voice", related_name="comments", on_delete=OnDelete.RESTRICT
    )
    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="comments", on_delete=OnDelete.RESTRICT
    )
    question_key = fields.CharField(max_length=60)
    question_text = fields.CharField(max_length=300)
    words = fields.TextField()
    said_on = fields.DateField()
    offer_part = fields.CharEnumField(OfferPart, max_length=10, default=OfferPart.UNSAID, db_default="unsaid")
    matches = fields.JSONField[list](default=list)  # rule ids and places, never words
    rules_version = fields.CharField(max_length=20)
    state = fields.CharEnumField(CommentState, max_length=10, default=CommentState.LIVE)
    publication = fields.CharField(max_length=30, default="undecided")

    voice_id: UUID
    consultation_id: UUID

    class Meta:
        table = "comment"
        indexes = (("consultation", "question_key", "state"), ("state",))


class KeyedForm(Base):
    """An answer that staff typed in: which sheet of paper it was, so that the same one is not typed twice.

    `sheet` names what the form belongs to: "comment", or the address of a survey or an event. It stays when
    the voice is withdrawn, since the paper may still lie on the desk.
    """

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="keyed_forms", on_delete=OnDelete.RESTRICT
    )
    voice: fields.ForeignKeyRelation[Voice] = fields.ForeignKeyField(
        "heard.Voice", related_name="keyed_forms", on_delete=OnDelete.CASCADE
    )
    sheet = fields.CharField(max_length=90)
    number = fields.CharField(max_length=40, null=True)
    keyed_on = fields.DateField()

    consultation_id: UUID
    voice_id: UUID

    class Meta:
        table = "keyed_form"
        unique_together = (("sheet", "number"),)


class RatedPage(Base):
    """A page elsewhere on the council's site that asks "Was this page helpful?" by a link to us."""

    slug = fields.CharField(max_length=80, unique=True)
    title = fields.CharField(max_length=160)
    address = fields.CharField(max_length=300)
    added_on = fields.DateField()

    class Meta:
        table = "rated_page"


class PageRating(Base):
    """One yes or no about a page. `page` is the path of one of ours, or the slug of a `RatedPage`.

    The hash is of a number that only the visitor's browser has, with the page: it tells one visit from another
    and links no two pages.
    """

    page = fields.CharField(max_length=200)
    month = fields.DateField()  # its first day
    is_helpful = fields.BooleanField()
    visit_hash = fields.CharField(max_length=64, unique=True)

    class Meta:
        table = "page_rating"
        indexes = (("month", "page"),)


class ImportState(StrEnum):
    UPLOADED = "uploaded"  # columns are being chosen
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Import(Base):
    """A spreadsheet on its way in. The file's bytes are dropped when its rows are stored."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="imports", on_delete=OnDelete.RESTRICT
    )
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="imports", null=True, on_delete=OnDelete.RESTRICT
    )
    file_name = fields.CharField(max_length=200)
    content = fields.BinaryField(null=True)
    columns = fields.JSONField[dict](default=dict)  # which column is the text, the group, the date …
    state = fields.CharEnumField(ImportState, max_length=10, default=ImportState.UPLOADED)
    job_id = fields.UUIDField(null=True)
    rows = fields.IntField(default=0)
    stored = fields.IntField(default=0)
    repeated = fields.IntField(default=0)
    refused = fields.IntField(default=0)
    error = fields.TextField(default="")
    made_on = fields.DateField()

    consultation_id: UUID
    account_id: UUID | None

    class Meta:
        table = "import"


class ImportedRow(Base):
    """A row that is stored. Its key makes the same row of the same or a longer file store nothing twice."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="imported_rows", on_delete=OnDelete.RESTRICT
    )
    voice: fields.ForeignKeyRelation[Voice] = fields.ForeignKeyField(
        "heard.Voice", related_name="imported_rows", on_delete=OnDelete.CASCADE
    )
    row_key = fields.CharField(max_length=64)

    consultation_id: UUID
    voice_id: UUID

    class Meta:
        table = "imported_row"
        unique_together = (("consultation", "row_key"),)


class RefusedRow(Base):
    """A row that was not stored, by its number in the file, with the reason."""

    source: fields.ForeignKeyRelation[Import] = fields.ForeignKeyField(
        "heard.Import", related_name="refused_rows", on_delete=OnDelete.CASCADE
    )
    number = fields.IntField()
    reason = fields.CharField(max_length=300)

    source_id: UUID

    class Meta:
        table = "refused_row"
        unique_together = (("source", "number"),)
