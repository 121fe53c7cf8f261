"""The council's look: its name, two colours and logo, refused at start where people could not read them."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from feedback.core.settings import Settings, SettingsError

INK = "#1d2433"
WHITE = "#ffffff"
EDGE = "#737987"
# What links stand on in the two light sets of tokens.css, where the council's colours are used.
LINK_GROUNDS = {
    "paper": ("#fffdf8", WHITE),
    "wash": ("#f4efe4", "#f1f3f6"),
    "card": (WHITE,),
    "said-tint": ("#efe6f5",),
    "did-tint": ("#e3f1e2",),
    "cannot-tint": ("#fde9e3",),
}


@dataclass(frozen=True)
class Brand:
    """`sea` is for what can be pressed, `sun` for marks on dark. `logo` is a drawing (SVG) or a picture (PNG)."""

    name: str = "Norfolk"
    service: str = "Heard"
    sea: str = "#0b5f6b"
    sun: str = "#ffd166"
    logo: Path | None = None
    exit_address: str = "https://www.bbc.co.uk/weather"

    def __post_init__(self) -> None:
        for word, colour in (("main colour", self.sea), ("mark colour", self.sun)):
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
                raise ValueError(f"The {word} {colour} is not a colour. Write it like #0b5f6b.")
        check_contrast(f"White words on the main colour {self.sea}", WHITE, self.sea, 4.5)
        for ground in sorted({one for grounds in LINK_GROUNDS.values() for one in grounds}):
            check_contrast(f"Links in the main colour {self.sea} on {ground}", self.sea, ground, 4.5)
        check_contrast(f"Words on a choice in a tint of {self.sea}", INK, paler(self.sea), 4.5)
        check_contrast(f"The edge of a choice in a tint of {self.sea}", EDGE, paler(self.sea), 3)
        check_contrast(f"The tick of a choice in a tint of {self.sea}", self.sea, paler(self.sea), 3)
        check_contrast(f"The mark colour {self.sun} on the main colour {self.sea}", self.sun, self.sea, 3)
        check_contrast(f"Dark words on the mark colour {self.sun}", INK, self.sun, 4.5)


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 for black and 1 for white."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, from 1 (the same) to 21 (black and white)."""
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def check_contrast(what: str, one: str, other: str, least: float) -> None:
    """Raises a ValueError with a sentence when the two colours are too close for people to tell apart."""
    found = contrast(one, other)
    if found < least:
        raise ValueError(
            f"{what} would be too hard to see: the contrast is {found:.1f} and must be at least {least:g}."
        )


def darker(colour: str, share: float = 0.2) -> str:
    """The colour with `share` of black mixed in, for edges and for a pointer that hovers."""
    return "#" + "".join(f"{round(int(colour[at : at + 2], 16) * (1 - share)):02x}" for at in (1, 3, 5))


def paler(colour: str, share: float = 0.88) -> str:
    """The colour with `share` of white mixed in, for the row that was chosen."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in parts)


def brand_css(brand: Brand) -> str:
    """The stylesheet served as /brand.css. Dark and high contrast keep colours of their own."""
    return (
        'html:not([data-colours="dark"]):not([data-colours="contrast"]){'
        f"--press:{brand.sea};--press-deep:{darker(brand.sea)};--press-tint:{paler(brand.sea)};"
        f"--mast:{brand.sea};--sun:{brand.sun}"
        "}\n"
        "@media print{html{--sun:" + brand.sun + "}}\n"
    )


@cache
def brand_version(brand: Brand) -> str:
    """Changes when the look does, so that browsers may keep the stylesheet for ever."""
    logo = brand.logo.read_bytes() if brand.logo else b""
    return hashlib.sha256(brand_css(brand).encode() + logo).hexdigest()[:12]


def brand_of(settings: Settings) -> Brand:
    """The look that the settings ask for. Raises SettingsError where people could not read it."""
    try:
        return Brand(
            name=settings.council_name,
            sea=settings.colour_sea,
            sun=settings.colour_sun,
            logo=settings.logo,
            exit_address=settings.exit_url,
        )
    except ValueError as problem:
        raise SettingsError([f"HEARD_COLOUR_SEA or HEARD_COLOUR_SUN: {problem}"]) from None
