"""What the machine works out about themes by the clock: whom to ask next, and which themes are near each other."""

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base
from feedback.voices.models import Comment

if TYPE_CHECKING:
    from feedback.themes.models import FrameUse, Theme


class AskNext(Base):
    """A comment that a person could decide about, the most useful first. Made anew whenever much has changed."""

    use: fields.ForeignKeyRelation["FrameUse"] = fields.ForeignKeyField(
        "heard.FrameUse", related_name="to_ask", on_delete=OnDelete.CASCADE
    )
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="to_ask", on_delete=OnDelete.CASCADE
    )
    place = fields.IntField()

    use_id: UUID
    comment_id: UUID

    class Meta:
        table = "ask_next"
        unique_together = (("use", "comment"),)


class ThemePlace(Base):
    """Where a theme stands on the map of its frame, from 0 to 1 each way: what is said alike stands near."""

    theme: fields.OneToOneRelation["Theme"] = fields.OneToOneField(
        "heard.Theme", related_name="place", on_delete=OnDelete.CASCADE
    )
    across = fields.FloatField()
    down = fields.FloatField()

    theme_id: UUID

    class Meta:
        table = "theme_place"


class ThemeNear(Base):
    """One of the themes that are nearest to another: `likeness` is the cosine of what is said in the two."""

    theme: fields.ForeignKeyRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="nearest", on_delete=OnDelete.CASCADE
    )
    other: fields.ForeignKeyRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="nearest_of", on_delete=OnDelete.CASCADE
    )
    likeness = fields.FloatField()

    theme_id: UUID
    other_id: UUID

    class Meta:
        table = "theme_near"
        unique_together = (("theme", "other"),)
