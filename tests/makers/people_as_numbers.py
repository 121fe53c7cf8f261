"""Reports out of nothing but people, for tests of what numbers tell."""

from collections.abc import Sequence
from typing import Any

from analysis.suppression import Rules
from feedback.themes.public_report import say_report
from feedback.themes.report import Report
from feedback.themes.report_parts import EVERYONE, Numbers

Person = tuple[str, Sequence[str]]  # a group, and the themes that they speak of


class Place:
    """Stands for a consultation and for a theme: what a report needs of them are an id and a title."""

    def __init__(self, name: str) -> None:
        self.id = self.slug = self.title = name
        self.description, self.priority, self.owner = "", None, None
        self.is_sensitive = False


THEMES = [Place("buses"), Place("taxis"), Place("trains")]


def numbers_of(people: Sequence[Person]) -> Numbers:
    found: dict[Any, tuple[int, int]] = {}

    def add(counted: str, theme: str, dimension: str, value: str) -> None:
        key = (counted, theme, dimension, value)
        comments, voices = found.get(key, (0, 0))
        found[key] = (comments + 1, voices + 1)

    for group, themes in people:
        for counted, theme in [("everything", ""), *(("theme", one) for one in themes)]:
            add(counted, theme, "all", "")
            add(counted, theme, "group", group)
    return Numbers(found, EVERYONE)


def say(people: Sequence[Person], rules: Rules, themes: Sequence[Place] = THEMES) -> Report:
    places: Any = themes
    consultation: Any = Place("c")
    return say_report(consultation, places, numbers_of(people), rules)
