"""Tables of the ground: what processes agree on, work to do, mail to send, and counts that stop a flood."""

import uuid
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model, ModelMeta


class TableMeta(ModelMeta):
    """Keeps two habits of Tortoise's migrations from doing harm.

    It copies docstrings into the schema, where a semicolon in one breaks the statement; and it writes the
    name of a foreign key into an index, where only the name of its column is known.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> "TableMeta":
        table: Any = super().__new__(cls, name, bases, attrs)
        table._meta.table_description = ""
        known = table._meta.fields_map
        table._meta.indexes = tuple(
            tuple(_column(field, known) for field in index) if isinstance(index, list | tuple) else index
            for index in table._meta.indexes
        )
        return table


def _column(field: str, known: dict[str, Any]) -> str:
    return f"{field}_id" if isinstance(known.get(field), ForeignKeyFieldInstance) else field


class Base(Model, metaclass=TableMeta):
    """Every table's key is made by the client and random: it tells no order of arrival, and children can be
    inserted in bulk with their parents."""

    id = fields.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        abstract = True


class Lease(Model, metaclass=TableMeta):
    """A duty that one process holds at a time. `fence` rises each time that the holder changes."""

    name = fields.CharField(max_length=64, primary_key=True)
    holder = fields.CharField(max_length=64)
    until = fields.DatetimeField()
    fence = fields.IntField(default=1)

    class Meta:
        table = "lease"


class JobRun(Base):
    """A scheduled job's slot. Whoever inserts the row runs the slot; everybody else finds it taken."""

    job = fields.CharField(max_length=64)
    slot = fields.DatetimeField()
    holder = fields.CharField(max_length=64)
    started_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)
    error = fields.TextField(default="")

    class Meta:
        table = "job_run"
        unique_together = (("job", "slot"),)
        indexes = (("slot",),)


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """Long work, done outside the web process and shown with its progress to the person who asked for it."""

    kind = fields.CharField(max_length=64)
    arguments: dict = fields.JSONField(default=dict)
    state = fields.CharEnumField(JobState, max_length=16, default=JobState.QUEUED)
    unique_key = fields.CharField(max_length=128, null=True, unique=True)
    done = fields.IntField(default=0)
    total = fields.IntField(default=0)
    say = fields.CharField(max_length=200, default="")
    attempts = fields.IntField(default=0)
    error = fields.TextField(default="")
    result: dict = fields.JSONField(default=dict)
    checkpoint: dict = fields.JSONField(default=dict)
    asked_by = fields.CharField(max_length=64, default="")
    worker = fields.CharField(max_length=64, default="")
    cancel_wanted = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    heartbeat_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "job"
        indexes = (("state", "created_at"), ("asked_by",))

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_finished(self) -> bool:
        return self.state not in (JobState.QUEUED, JobState.RUNNING)


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Mail(Base):
    """The outbox. `key` makes a mail wanted twice one mail. Address and words go some days after sending."""

    key = fields.CharField(max_length=128, unique=True)
    to = fields.CharField(max_length=254, default="")
    subject = fields.CharField(max_length=200, default="")
    body = fields.TextField(default="")
    state = fields.CharEnumField(MailState, max_length=16, default=MailState.WAITING)
    attempts = fields.IntField(default=0)
    error = fields.CharField(max_length=200, default="")
    created_at = fields.DatetimeField()
    next_try_at = fields.DatetimeField()
    claimed_until = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "mail"
        indexes = (("state", "next_try_at"),)


class RateCount(Base):
    """How often a keyed hash was seen within a window. No address can be read from it."""

    key = fields.CharField(max_length=64)
    window_start = fields.DatetimeField()
    count = fields.IntField(default=0)

    class Meta:
        table = "rate_count"
        unique_together = (("key", "window_start"),)
        indexes = (("window_start",),)


class MetricSnapshot(Base):
    """What one web worker counted, so that the jobs process can serve the numbers of all workers together."""

    worker = fields.CharField(max_length=64, unique=True)
    metrics: list = fields.JSONField(default=list)
    seen_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "metric_snapshot"
