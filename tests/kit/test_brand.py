import re
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from feedback.core.settings import SettingsError
from feedback.kit.brand import Brand, brand_css, brand_of, brand_version, contrast
from feedback.kit.rendering import configure_rendering, look_routes, render
from tests.databases import settings_for


def test_it_knows_the_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0b5f6b", "#ffffff") == pytest.approx(7.3, abs=0.1)
    assert contrast("#767676", "#ffffff") == contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("sea", "sun", "words"),
    [
        ("#88ccdd", "#ffd166", "White words on the main colour #88ccdd would be too hard to see"),
        ("#18788a", "#ffd166", "Links in the main colour #18788a on #e3f1e2 would be too hard to see"),
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


async def test_a_councils_logo_is_served_and_shown(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='36'></svg>")
    configure_rendering(Brand(name="Suffolk", logo=logo))
    app = Starlette(routes=[*look_routes(), Route("/", show_page)])
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://heard.test") as client:
        page = await client.get("/")
        address = re.search(r'src="(/logo[^"]*)"', page.text)
        assert address
        shown = await client.get(address.group(1))
        assert shown.headers["content-type"] == "image/svg+xml"
        assert shown.content == logo.read_bytes()
        configure_rendering(Brand())
        assert (await client.get("/logo")).status_code == 404
        assert "/logo" not in (await client.get("/")).text


async def show_page(request: Request) -> Response:
    return render(request, "errors/404.html")


def test_colours_that_nobody_can_read_stop_the_start() -> None:
    with pytest.raises(SettingsError) as stopped:
        brand_of(settings_for("sqlite:///var/x.sqlite3", HEARD_COLOUR_SEA="#aabbcc"))
    assert "HEARD_COLOUR_SEA" in stopped.value.problems[0]
    assert "too hard to see" in stopped.value.problems[0]
