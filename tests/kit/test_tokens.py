"""Every pair of colours that stands on each other, in each of the four sets."""

import re

import pytest

from feedback.kit.brand import EDGE, INK, LINK_GROUNDS, contrast
from feedback.kit.static import FOLDER

CSS = (FOLDER / "css" / "tokens.css").read_text()
GROUNDS = ("paper", "card", "wash")
WORDS = [(word, ground) for word in ("ink", "soft", "press", "cannot", "did", "said") for ground in GROUNDS]
PAIRS = [
    *[(word, ground, 4.5) for word, ground in WORDS],
    *[("edge", ground, 3) for ground in (*GROUNDS, "press-tint")],
    *[("ink", f"{state}-tint", 4.5) for state in ("press", "said", "did", "cannot")],
    *[("soft", f"{state}-tint", 4.5) for state in ("said", "did", "cannot")],
    *[(state, f"{state}-tint", 4.5) for state in ("said", "did", "cannot")],
    *[("press", f"{state}-tint", 4.5) for state in ("said", "did", "cannot")],
    ("cannot-deep", "cannot-tint", 4.5),
    ("on-press", "press", 4.5),
    ("on-press", "press-deep", 4.5),
    ("on-cannot", "cannot", 4.5),
    ("on-cannot", "cannot-deep", 4.5),
    ("card", "did", 4.5),
    ("press", "press-tint", 3),
    ("on-mast", "mast", 4.5),
    ("sun", "mast", 3),
    ("on-sun", "sun", 4.5),
    ("sun-edge", "wash", 3),
    *[("focus", ground, 3) for ground in GROUNDS],
    *[(f"chart-{step}", "paper", 3) for step in range(1, 7)],
    *[("paper", f"chart-{step}", 4.5) for step in (1, 3)],
]


def colours_of(selector: str) -> dict[str, str]:
    block = CSS.split(f"\n{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


CREAM = colours_of("html")
SETS = {"cream": CREAM} | {
    name: CREAM | colours_of(f'html[data-colours="{name}"]') for name in ("light", "dark", "contrast")
}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_words_and_edges_stand_out(name: str, one: str, other: str, least: float) -> None:
    colours = SETS[name]
    assert contrast(colours[one], colours[other]) >= least


def test_a_councils_colours_are_checked_on_every_ground_that_links_stand_on() -> None:
    for name, checked in LINK_GROUNDS.items():
        assert {SETS["cream"][name], SETS["light"][name]} == set(checked), name
    assert (CREAM["ink"], CREAM["edge"]) == (INK, EDGE)


def test_every_colour_of_the_stylesheets_is_a_token() -> None:
    known = set(re.findall(r"--([a-z0-9-]+):", CSS))
    for path in (FOLDER / "css").glob("*.css"):
        used = set(re.findall(r"var\(--([a-z0-9-]+)", path.read_text()))
        assert used <= known, path.name


def test_nothing_is_smaller_than_16_pixels() -> None:
    for path in (FOLDER / "css").glob("*.css"):
        sizes = re.findall(r"(?:font-size|--(?:body|small|tiny|h\d)): ?([0-9.]+)rem", path.read_text())
        assert all(float(size) >= 1 for size in sizes), path.name
