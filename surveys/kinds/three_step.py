"""A scale of three steps, each with its words."""

from surveys.kinds.scale import Scale


class ThreeStep(Scale):
    name = "three_step"
    label = "Three steps"
    choices_hint = "Three lines, lowest first. Leave them empty for: Not good, OK, Good."
    steps = ("low", "middle", "high")
    defaults = ("Not good", "OK", "Good")
