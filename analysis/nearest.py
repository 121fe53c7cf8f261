"""Which of some given texts a theme is nearest to, as a suggestion for a person to take or leave."""

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.vectors import Engine, StaticEngine, unit

LEAST = 0.15  # a cosine below it is what unlike texts have anyway


def nearest_texts(
    themes: Mapping[str, Sequence[str]], others: Mapping[str, str], engine: Engine | None = None
) -> dict[str, tuple[str, float]]:
    """For each theme, given by some things that were said in it, the id of the nearest of `others` and the cosine
    between the two; a theme that none is near is left out. The order of the mappings decides between equals."""
    said = {theme: [text for text in texts if text.strip()] for theme, texts in themes.items()}
    said = {theme: texts for theme, texts in said.items() if texts}
    if not said or not others:
        return {}
    engine = engine or StaticEngine()
    ids = list(others)
    places = unit(engine.embed(list(others.values())))
    found = {}
    for theme, texts in said.items():
        middle = unit(unit(engine.embed(texts)).mean(axis=0, keepdims=True))[0]
        like = places @ middle
        best = int(np.argmax(like))
        if like[best] >= LEAST:
            found[theme] = (ids[best], round(float(like[best]), 4))
    return found
