import gzip
import hashlib
from pathlib import Path

import httpx2
import pytest

from feedback.kit.static import FOLDER, static_path, static_version

LISTS = [FOLDER / "vendor" / "HASHES.txt", Path(__file__).parents[1] / "vendor" / "HASHES.txt"]


@pytest.mark.parametrize("path", LISTS, ids=["static", "tests"])
def test_vendored_files_are_the_ones_we_looked_at(path: Path) -> None:
    listed = dict(reversed(line.split("  ")) for line in path.read_text().splitlines())
    there = {
        file.relative_to(path.parent).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in path.parent.rglob("*")
        if file.is_file() and file != path
    }
    assert there == listed


async def test_a_file_is_packed_once_and_may_be_kept_for_ever(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get(static_path("css/heard.css"))
    written = (FOLDER / "css" / "heard.css").read_bytes()
    assert answer.content == written
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) <= len(gzip.compress(written)) + 50
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "accept-encoding"


async def test_a_browser_that_cannot_unpack_gets_the_file_itself(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get(static_path("css/heard.css"), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == (FOLDER / "css" / "heard.css").read_bytes()


async def test_a_font_is_served_as_one(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get(static_path("vendor/atkinson-hyperlegible-next/400.woff2"))
    assert answer.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in answer.headers


async def test_an_old_address_still_works_but_nobody_keeps_it(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/static/000000000000/css/heard.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["../pyproject.toml", "%2e%2e/pyproject.toml", "css", "css/none.css", "/etc/passwd", "css/../../LICENSE"],
)
async def test_nothing_else_is_served(visitor: httpx2.AsyncClient, path: str) -> None:
    answer = await visitor.get(f"/static/{static_version()}/{path}", follow_redirects=True)
    assert answer.status_code == 404


def test_a_page_that_names_a_file_that_is_not_there_fails() -> None:
    with pytest.raises(LookupError, match="gone"):
        static_path("css/gone.css")


async def test_the_council_colours_are_served(visitor: httpx2.AsyncClient) -> None:
    page = (await visitor.get("/receipt")).text
    address = page.split('href="/brand.css')[1].split('"')[0]
    answer = await visitor.get("/brand.css" + address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    assert (await visitor.get("/brand.css?v=older")).headers["cache-control"] == "no-cache"
