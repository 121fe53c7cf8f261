import re

import pytest

from feedback.kit.brand import Brand, brand_css, brand_version, contrast


def test_it_knows_the_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0b5f6b", "#ffffff") == pytest.approx(7.3, abs=0.1)
    assert contrast("#767676", "#ffffff") == contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("sea", "sun", "words"),
    [
        ("#88ccdd", "#ffd166", "White words on the main colour #88ccdd would be too hard to see"),
        ("#0b5f6b", "#0b5f6b", "The mark colour #0b5f6b on the main colour"),
        ("#102030", "#777777", "Dark words on the mark colour"),
        ("teal", "#ffd166", "The main colour teal is not a colour"),
        ("#0b5f6b", "#ffd166;}*{display:none", "is not a colour"),
    ],
)
def test_it_refuses_colours_that_people_could_not_read(sea: str, sun: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        Brand(sea=sea, sun=sun)


def test_the_council_colours_leave_dark_and_high_contrast_alone() -> None:
    css = brand_css(Brand(sea="#7a1f3d"))
    assert "--press:#7a1f3d" in css
    assert css.startswith('html:not([data-colours="dark"]):not([data-colours="contrast"])')


def test_the_version_follows_the_colours() -> None:
    assert brand_version(Brand()) == brand_version(Brand(name="Suffolk"))
    assert brand_version(Brand()) != brand_version(Brand(sea="#7a1f3d"))
