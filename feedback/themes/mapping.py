"""The map of a consultation's themes, in numbers and words: it can be read without colours and without a mouse."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.themes.changing import sizes_of
from feedback.themes.frames import themes_of
from feedback.themes.models import ThemeNear, ThemePlace

VERY_NEAR = 0.4  # a cosine, after what all themes share is taken away


@dataclass(frozen=True)
class Spot:
    """A theme on the map: its number, where it stands in hundredths, how wide its circle is in pixels, and
    which themes are nearest: number, title, and "very near" where they might belong together."""

    number: int
    id: UUID
    title: str
    comments: int
    across: float
    down: float
    radius: int
    nearest: tuple[tuple[int, str, str], ...]


async def map_of(consultation: Consultation) -> list[Spot]:
    """The largest theme has the number 1. A theme that has no place yet is not on it."""
    themes = {theme.id: theme for theme in await themes_of(consultation)}
    sizes = await sizes_of(list(themes))
    places = await ThemePlace.filter(theme_id__in=list(themes)).order_by("id")
    order = sorted(places, key=lambda one: (-sizes.get(one.theme_id, 0), themes[one.theme_id].title))
    numbers = {place.theme_id: number for number, place in enumerate(order, 1)}
    near: dict[UUID, list[tuple[int, str, str]]] = defaultdict(list)
    for one in await ThemeNear.filter(theme_id__in=list(themes)).order_by("-likeness", "id"):
        if one.other_id in numbers:
            words = "very near" if one.likeness >= VERY_NEAR else ""
            near[one.theme_id].append((numbers[one.other_id], themes[one.other_id].title, words))
    most = max(sizes.values(), default=1)
    return [
        Spot(
            number=numbers[place.theme_id],
            id=place.theme_id,
            title=themes[place.theme_id].title,
            comments=sizes.get(place.theme_id, 0),
            across=round(8 + 84 * place.across, 1),
            down=round(8 + 84 * place.down, 1),
            radius=round(14 + 8 * (sizes.get(place.theme_id, 0) / most) ** 0.5),
            nearest=tuple(near[place.theme_id]),
        )
        for place in order
    ]
