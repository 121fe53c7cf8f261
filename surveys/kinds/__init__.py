"""The kinds of question. To add one: a class here, a partial in templates/surveys/kinds and a test."""

from surveys.kinds.base import UNKNOWN, UNKNOWN_LABEL, Asked, Choice, Control, Flaw, Given, Kind
from surveys.kinds.five_faces import FiveFaces
from surveys.kinds.long_text import LongText
from surveys.kinds.message import Message
from surveys.kinds.one_of import OneOf
from surveys.kinds.short_text import ShortText
from surveys.kinds.some_of import SomeOf
from surveys.kinds.three_step import ThreeStep
from surveys.kinds.top_three import TopThree
from surveys.kinds.with_starters import WithStarters
from surveys.kinds.yes_no_not_sure import YesNoNotSure

__all__ = ["KINDS", "UNKNOWN", "UNKNOWN_LABEL", "Asked", "Choice", "Control", "Flaw", "Given", "Kind"]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        YesNoNotSure(),
        OneOf(),
        SomeOf(),
        ThreeStep(),
        ShortText(),
        LongText(),
        FiveFaces(),
        TopThree(),
        WithStarters(),
        Message(),
    )
}
