"""How a person wants the pages to look."""

from feedback.kit.fields import choice, hidden, needed, one_of
from feedback.kit.forms import Form

COLOUR_CHOICES = [
    choice("cream", "Cream", "Dark words on warm paper"),
    choice("light", "White", "Dark words on white"),
    choice("dark", "Dark", "Light words on dark grey"),
    choice("contrast", "High contrast", "Bright words on black"),
]


class DisplayForm(Form):
    colours = one_of("Colours", COLOUR_CHOICES, needed("Choose one of the colours"))
    next = hidden()
