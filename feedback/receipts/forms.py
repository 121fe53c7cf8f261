"""Where a person types their code, and says whether something helped."""

from feedback.kit.fields import long_text, most, needed, text, tick
from feedback.kit.forms import Form
from feedback.voices.commenting import MOST_LETTERS, QUESTION


class CodeForm(Form):
    code = text(
        "What is your code?",
        needed("Enter your code. It is four words."),
        most(200),
        hint="Four words, like otter lantern maple kite. Capitals and gaps do not matter.",
        autocomplete="off",
        spellcheck=False,
    )


class ChangeCommentForm(Form):
    """Other words in the place of an open comment."""

    words = long_text(QUESTION, needed("Write what you want to tell us"), most(MOST_LETTERS), rows=8)


class ChangeForm(Form):
    """Before changed answers are sent. Consent is as it was until it is changed."""

    may_quote = tick("Yes, you may use my words. You will not use my name.")
