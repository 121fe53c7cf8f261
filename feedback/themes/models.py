"""What people talk about: the machine's suggestions, and the themes that people own."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base


class CodeFrame(Base):
    """A set of themes with an identity for years. Belongs to no consultation."""

    title = fields.CharField(max_length=160)
    version = fields.IntField(default=1)  # raised by each adoption, rename, merge or retirement
    made_on = fields.DateField()

    class Meta:
        table = "code_frame"


class FrameUse(Base):
    """Ties a frame to a consultation, and to one question of it ("" for all of them together)."""

    frame = fields.ForeignKeyField("heard.CodeFrame", related_name="uses", on_delete=OnDelete.RESTRICT)
    consultation = fields.ForeignKeyField(
        "heard.Consultation", related_name="frame_uses", on_delete=OnDelete.RESTRICT
    )
    question_key = fields.CharField(max_length=60, default="")

    class Meta:
        table = "frame_use"
        unique_together = (("consultation", "question_key"),)


class FrameChange(Base):
    """What was done to a frame, by whom and when: its history, and what undo reads."""

    frame = fields.ForeignKeyField("heard.CodeFrame", related_name="changes", on_delete=OnDelete.CASCADE)
    version = fields.IntField()
    account = fields.ForeignKeyField(
        "heard.Account", related_name="frame_changes", null=True, on_delete=OnDelete.RESTRICT
    )
    at = fields.DatetimeField()
    what = fields.CharField(max_length=20)  # adopt, rename, merge, retire
    detail = fields.JSONField[dict](default=dict)

    class Meta:
        table = "frame_change"
        unique_together = (("frame", "version"),)


class ThemeState(StrEnum):
    ADOPTED = "adopted"
    MERGED = "merged"
    RETIRED = "retired"


class Theme(Base):
    """Something that people say, adopted by a person, with an identity for years."""

    frame = fields.ForeignKeyField("heard.CodeFrame", related_name="themes", on_delete=OnDelete.RESTRICT)
    title = fields.CharField(max_length=160)
    description = fields.TextField(default="")
    phrases = fields.JSONField[list](default=list)
    state = fields.CharEnumField(ThemeState, max_length=10, default=ThemeState.ADOPTED)
    merged_into = fields.ForeignKeyField(
        "heard.Theme", related_name="merged_from", null=True, on_delete=OnDelete.RESTRICT
    )
    priority = fields.ForeignKeyField(
        "heard.Priority", related_name="themes", null=True, on_delete=OnDelete.RESTRICT
    )
    made_on = fields.DateField()

    class Meta:
        table = "theme"
        indexes = (("frame", "state"),)


class RunState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SuggestionRun(Base):
    """One run of the machine over a consultation's comments. Thrown away freely."""

    consultation = fields.ForeignKeyField(
        "heard.Consultation", related_name="suggestion_runs", on_delete=OnDelete.CASCADE
    )
    question_key = fields.CharField(max_length=60, default="")
    job_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(RunState, max_length=10, default=RunState.WAITING)
    engine = fields.JSONField[dict](default=dict)
    comments = fields.IntField(default=0)
    asked_by = fields.ForeignKeyField(
        "heard.Account", related_name="suggestion_runs", null=True, on_delete=OnDelete.SET_NULL
    )
    error = fields.CharField(max_length=300, default="")
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "suggestion_run"
        indexes = (("consultation", "state"),)


class Suggestion(Base):
    """A theme that the machine proposes."""

    run = fields.ForeignKeyField(
        "heard.SuggestionRun", related_name="suggestions", on_delete=OnDelete.CASCADE
    )
    position = fields.IntField()
    label = fields.CharField(max_length=160)
    phrases = fields.JSONField[list](default=list)
    size = fields.IntField()
    cohesion = fields.FloatField(default=0)
    adopted_as = fields.ForeignKeyField(
        "heard.Theme", related_name="suggestions", null=True, on_delete=OnDelete.SET_NULL
    )

    class Meta:
        table = "suggestion"
        unique_together = (("run", "position"),)


class SuggestionMember(Base):
    """A comment in a suggestion, with the span that put it there. `quote` orders those that stand for it."""

    suggestion = fields.ForeignKeyField(
        "heard.Suggestion", related_name="members", on_delete=OnDelete.CASCADE
    )
    comment = fields.ForeignKeyField("heard.Comment", related_name="suggested_in", on_delete=OnDelete.CASCADE)
    start = fields.IntField()
    end = fields.IntField()
    confidence = fields.FloatField()
    quote = fields.IntField(null=True)

    class Meta:
        table = "suggestion_member"
        unique_together = (("suggestion", "comment"),)


class Unplaced(Base):
    """A comment that a run put in no suggestion: set aside with a reason, or fitting no theme yet."""

    run = fields.ForeignKeyField("heard.SuggestionRun", related_name="unplaced", on_delete=OnDelete.CASCADE)
    comment = fields.ForeignKeyField("heard.Comment", related_name="unplaced_in", on_delete=OnDelete.CASCADE)
    reason = fields.CharField(max_length=40, default="")  # "" means that it fits no theme yet

    class Meta:
        table = "unplaced"
        unique_together = (("run", "comment"),)


class Unmatched(Base):
    """The machine read this comment with this frame and found no theme: it is listed, and not read again."""

    frame = fields.ForeignKeyField("heard.CodeFrame", related_name="unmatched", on_delete=OnDelete.CASCADE)
    comment = fields.ForeignKeyField("heard.Comment", related_name="unmatched_in", on_delete=OnDelete.CASCADE)

    class Meta:
        table = "unmatched"
        unique_together = (("frame", "comment"),)


class Coder(StrEnum):
    PERSON = "person"
    MACHINE = "machine"


class Coding(Base):
    """One comment given one theme, or by a person's word not given it. A person's outranks the machine's."""

    comment = fields.ForeignKeyField("heard.Comment", related_name="codings", on_delete=OnDelete.CASCADE)
    theme = fields.ForeignKeyField("heard.Theme", related_name="codings", on_delete=OnDelete.RESTRICT)
    belongs = fields.BooleanField(default=True)
    start = fields.IntField()
    end = fields.IntField()
    coder = fields.CharEnumField(Coder, max_length=10)
    account = fields.ForeignKeyField(
        "heard.Account", related_name="codings", null=True, on_delete=OnDelete.RESTRICT
    )
    method = fields.CharField(max_length=60, default="")  # the engine and its version
    confidence = fields.FloatField(default=1)
    frame_version = fields.IntField()
    is_quote = fields.BooleanField(default=False)

    class Meta:
        table = "coding"
        unique_together = (("comment", "theme"),)
        indexes = (("theme", "belongs"),)


class Reading(Base):
    """Someone opened a comment and said so: which account, in which role, on which day."""

    comment = fields.ForeignKeyField("heard.Comment", related_name="readings", on_delete=OnDelete.CASCADE)
    account = fields.ForeignKeyField("heard.Account", related_name="readings", on_delete=OnDelete.RESTRICT)
    role = fields.CharField(max_length=20)
    read_on = fields.DateField()

    class Meta:
        table = "reading"
        unique_together = (("comment", "account"),)


class Counted(StrEnum):
    """Which of a consultation's comments a tally counts."""

    EVERYTHING = "everything"
    THEME = "theme"
    NO_THEME = "no_theme"
    SET_ASIDE = "set_aside"  # of those in no theme: the machine found nothing to read, such as "n/a"
    READ = "read"


class Dimension(StrEnum):
    """By what a tally is broken down. The last one has a value such as "parent_carer/13-15"."""

    ALL = "all"
    GROUP = "group"
    AGE_BAND = "age_band"
    SPOKEN_BY = "spoken_by"
    GROUP_AND_AGE = "group_age"


class Tally(Base):
    """How many voices and comments there are of one kind, kept as rows change.

    Its key is made from all that it is about, so that the same count can never stand in two rows.
    `theme` is empty for what is not about one theme; `question_key` is "" for all questions together.
    """

    consultation = fields.ForeignKeyField(
        "heard.Consultation", related_name="tallies", on_delete=OnDelete.CASCADE
    )
    counted = fields.CharEnumField(Counted, max_length=12)
    theme = fields.ForeignKeyField(
        "heard.Theme", related_name="tallies", null=True, on_delete=OnDelete.CASCADE
    )
    question_key = fields.CharField(max_length=60, default="")
    dimension = fields.CharEnumField(Dimension, max_length=12)
    value = fields.CharField(max_length=80, default="")
    comments = fields.IntField(default=0)
    voices = fields.IntField(default=0)

    class Meta:
        table = "tally"
        indexes = (("consultation", "question_key", "dimension"),)


class TallyMark(Base):
    """What a consultation's rows looked like when last counted. Who changes its tallies locks this row."""

    consultation = fields.OneToOneField(
        "heard.Consultation", related_name="tally_mark", on_delete=OnDelete.CASCADE
    )
    fingerprint = fields.CharField(max_length=200, default="")
    changes = fields.IntField(default=0)
    counted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "tally_mark"


class ReportEdition(Base):
    """The theme report as the public sees it: numbers already suppressed, renewed in batches (D62).

    `voices` is the true total it was taken at. It decides when the next edition may come and is never shown.
    """

    consultation = fields.OneToOneField(
        "heard.Consultation", related_name="report_edition", on_delete=OnDelete.CASCADE
    )
    report = fields.JSONField[dict]()
    voices = fields.IntField()
    published_on = fields.DateField()
    published_by = fields.ForeignKeyField(
        "heard.Account", related_name="report_editions", null=True, on_delete=OnDelete.RESTRICT
    )

    class Meta:
        table = "report_edition"


class PublicQuote(Base):
    """A comment's span put forward for the public report; shown once a second person found it safe (D5)."""

    coding = fields.OneToOneField("heard.Coding", related_name="public_quote", on_delete=OnDelete.CASCADE)
    chosen_by = fields.ForeignKeyField(
        "heard.Account", related_name="quotes_chosen", on_delete=OnDelete.RESTRICT
    )
    chosen_on = fields.DateField()
    checked_by = fields.ForeignKeyField(
        "heard.Account", related_name="quotes_checked", null=True, on_delete=OnDelete.RESTRICT
    )
    checked_on = fields.DateField(null=True)

    class Meta:
        table = "public_quote"
