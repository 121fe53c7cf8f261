"""What the safeguarding lead decides about an item."""

from feedback.kit.fields import long_text, most, needed, one_of
from feedback.kit.forms import Form
from feedback.safety.holding import NEEDS_REASON
from feedback.safety.models import ItemState

ENDINGS = [
    (ItemState.ACTED.value, "I acted on it"),
    (ItemState.NO_FURTHER_ACTION.value, "No further action is needed"),
]


class EndForm(Form):
    end = one_of("What became of it?", ENDINGS, needed("Choose what became of it"))
    reason = long_text("Why, or what you did", needed(NEEDS_REASON), most(2000), rows=3)


class ReleaseForm(Form):
    reason = long_text("Why others may read these words", needed(NEEDS_REASON), most(2000), rows=3)
