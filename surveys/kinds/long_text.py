"""As much as the person wants to say."""

from surveys.kinds.base import Control, WrittenKind


class LongText(WrittenKind):
    name = "long_text"
    label = "In your own words"
    control = Control.BOX
    default_most = 2000
    largest_most = 10_000
