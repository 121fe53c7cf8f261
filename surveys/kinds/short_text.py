"""A line of the person's own words."""

from surveys.kinds.base import Control, WrittenKind


class ShortText(WrittenKind):
    name = "short_text"
    label = "A few words"
    control = Control.LINE
