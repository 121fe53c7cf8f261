"""Many people at once at a real server: a small browser without script, and how one walks a survey.

It speaks HTTP over a plain connection, so that hundreds of people fit beside the server on one machine, and
it says plainly when an answer never came.
"""

import asyncio
import gzip
import re
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from feedback.voices.keep_codes import new_client_key, write_client_key

ANSWER_SECONDS = 60.0
CODE = re.compile(r"/r/([a-z]+(?:-[a-z]+){3,4})")


class Unanswered(Exception):
    """The connection broke, or could not be made, before the whole answer was there."""


@dataclass(frozen=True)
class Page:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Visitor:
    """One browser with its cookies and one connection. `is_waiting`: a request is out and unanswered."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.is_waiting = False
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def connect(self) -> None:
        await self.close()
        try:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError as problem:
            raise Unanswered(str(problem)) from problem

    async def close(self) -> None:
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def get(self, path: str) -> Page:
        return await self.ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Page:
        return await self.ask("POST", path, urlencode(fields).encode())

    async def ask(self, method: str, path: str, body: bytes) -> Page:
        if self._writer is None or self._writer.is_closing() or self._gone():
            await self.connect()
        try:
            page = await asyncio.wait_for(self._exchange(method, path, body), ANSWER_SECONDS)
        except (OSError, EOFError, TimeoutError) as problem:
            await self.close()
            raise Unanswered(f"{method} {path}: {type(problem).__name__}") from problem
        finally:
            self.is_waiting = False
        return page

    def _gone(self) -> bool:
        """A server closes connections that nobody uses for some seconds."""
        return self._reader is not None and self._reader.at_eof()

    async def _exchange(self, method: str, path: str, body: bytes) -> Page:
        assert self._writer is not None
        assert self._reader is not None
        self._writer.write(self._head(method, path, len(body)) + body)
        await self._writer.drain()
        self.is_waiting = True
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in head[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self._keep(value)
            elif name:
                headers[name.lower()] = value
        size = int(headers.get("content-length", "0"))
        content = await self._reader.readexactly(size) if size else b""
        return Page(int(head[0].split()[1]), headers, content)

    def _head(self, method: str, path: str, size: int) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Sec-Fetch-Site: same-origin",
            "Accept-Encoding: gzip",
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {size}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if "max-age=0" in cookie.lower():
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value.strip('"')


def _heading(text: str) -> str:
    """The page's own words for what it is."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    return " ".join(found[1].split()) if found else text[:200]


@dataclass
class Participant:
    """Somebody who answers one survey, with a client key that their own device made."""

    port: int
    slug: str
    answers: list[dict[str, str]]
    key: bytes = field(default_factory=new_client_key)
    codes: list[str] = field(default_factory=list)
    sends: int = 0
    is_acknowledged: bool = False

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Open a browser that has never been here. What was answered so far is left behind."""
        self.browser = Visitor(self.port)

    async def walk(self) -> None:
        """From the first page to the check page, as the buttons lead."""
        await self._expect(200, await self.browser.get(f"/s/{self.slug}"))
        place = (await self._expect(303, await self.browser.post(f"/s/{self.slug}/start", {}))).headers
        for number, answer in enumerate(self.answers, 1):
            assert place["location"] == f"/s/{self.slug}/q/{number}"
            posted = await self.browser.post(place["location"], {"go": "next", **answer})
            place = (await self._expect(303, posted)).headers
        check = await self._expect(200, await self.browser.get(place["location"]))
        assert place["location"] == f"/s/{self.slug}/check"
        assert 'name="client_key"' in check.text

    async def send(self) -> Page:
        self.sends += 1
        form = {"client_key": write_client_key(self.key), "may_quote": "y"}
        return await self.browser.post(f"/s/{self.slug}/check", form)

    async def read_thanks(self) -> str:
        """The code on the thanks page."""
        page = await self._expect(200, await self.browser.get(f"/s/{self.slug}/thanks"))
        found = CODE.search(unescape(page.text))
        assert found is not None, "the thanks page shows no code"
        self.codes.append(found[1])
        return found[1]

    async def open_receipt(self, code: str) -> Page:
        link = await self._expect(303, await self.browser.get(f"/r/{code}"))
        return await self._expect(200, await self.browser.get(link.headers["location"]))

    async def _expect(self, status: int, page: Page) -> Page:
        assert page.status == status, f"{page.status} instead of {status}: {_heading(page.text)}"
        return page
