"""Five faces from sad to happy, with words at each (D72)."""

from surveys.kinds.scale import Scale


class FiveFaces(Scale):
    """Nobody has to read a face: the words say it, and the faces differ in nothing but the mouth."""

    name = "five_faces"
    label = "Five faces"
    choices_hint = (
        "Five lines, from the saddest face to the happiest. "
        "Leave them empty for: Very bad, Bad, In between, Good, Very good."
    )
    reading_note = (
        "People choose happy faces more often than they would choose happy words. "
        "Look at how the answers spread. There is no average, because faces are not numbers."
    )
    steps = ("face1", "face2", "face3", "face4", "face5")
    defaults = ("Very bad", "Bad", "In between", "Good", "Very good")
