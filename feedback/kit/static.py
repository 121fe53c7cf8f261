"""Files served as written, under an address that changes when any of them does."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).resolve().parents[2] / "static"
FOR_EVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
WORTH_PACKING = {"text/css", "text/javascript", "text/plain", "image/svg+xml"}


@dataclass(frozen=True)
class StaticFile:
    body: bytes
    packed: bytes | None
    media_type: str


@cache
def static_paths() -> dict[str, Path]:
    """Every file that may be served. An address that is not in here is a 404, whatever it spells."""
    found = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path for path in found}


@cache
def static_version() -> str:
    """One hash for the whole tree, so that a stylesheet can name a font beside it."""
    digest = hashlib.sha256()
    for name, path in static_paths().items():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def _read(name: str) -> StaticFile:
    path = static_paths()[name]
    media_type = MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    body = path.read_bytes()
    packed = gzip.compress(body, compresslevel=9, mtime=0) if media_type in WORTH_PACKING else None
    return StaticFile(body, packed, media_type)


def static_path(name: str) -> str:
    """The address of a file below static/, like /static/0a1b2c3d4e5f/css/heard.css."""
    if name not in static_paths():
        raise LookupError(f"There is no file static/{name}")
    return f"/static/{static_version()}/{name}"


def warm_static() -> None:
    """Packs every file now, so that no visitor waits for it."""
    for name in static_paths():
        _read(name)


async def show_static(request: Request) -> Response:
    name = request.path_params["path"]
    if name not in static_paths():
        return PlainTextResponse("There is no such file.", status_code=404)
    file = _read(name)
    # An address of another release still works, but nobody may keep what it gives.
    current = request.path_params["version"] == static_version()
    headers = {"cache-control": FOR_EVER if current else "no-cache", "x-content-type-options": "nosniff"}
    body = file.body
    if file.packed is not None:
        headers["vary"] = "accept-encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            body = file.packed
    return Response(body, headers=headers, media_type=file.media_type)


def static_routes() -> list[Route]:
    return [Route("/static/{version}/{path:path}", show_static, name="static")]
