"""The page with the keep-code after something was sent. The key goes by a cookie: it may stand in no address."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.kit.cookies import SENT
from feedback.voices.keep_codes import code_qr_svg, new_client_key, read_client_key, write_client_key
from feedback.voices.receiving import find_code


@dataclass(frozen=True)
class ShownCode:
    """A keep-code with its link, in words and as a picture for a camera."""

    words: str
    link: str
    qr: Markup


def fresh_key() -> str:
    """For a form that is opened: sent twice, it stores once."""
    return write_client_key(new_client_key())


def sent_key(typed: str | None) -> bytes:
    """The key of a form that was sent, or a new one where a browser sent none that can be read."""
    return read_client_key(typed or "") or new_client_key()


def to_thanks(request: Request, path: str, key: bytes) -> Response:
    response = RedirectResponse(path, 303)
    response.set_cookie(
        SENT.name,
        write_client_key(key),
        path=path,
        secure=request.app.state.settings.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def find_sent(request: Request) -> ShownCode | None:
    """What this browser sent last to the page where it is now."""
    key = read_client_key(request.cookies.get(SENT.name, ""))
    code = await find_code(key) if key else None
    if code is None:
        return None
    link = f"{request.app.state.settings.base_url}/r/{code}"
    return ShownCode(code.replace("-", " · "), link, Markup(code_qr_svg(link)))
