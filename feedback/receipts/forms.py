"""Where a person types their code."""

from feedback.kit.fields import most, needed, text
from feedback.kit.forms import Form


class CodeForm(Form):
    code = text(
        "What is your code?",
        needed("Enter your code. It is four words."),
        most(200),
        hint="Four words, like otter lantern maple kite. Capitals and gaps do not matter.",
        autocomplete="off",
        spellcheck=False,
    )
