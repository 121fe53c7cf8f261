"""The code that this browser holds, and the voice that it opens."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.kit.cookies import RECEIPT, cookie_name
from feedback.kit.limits import Limit, count_miss, refuse_guessing
from feedback.voices.keep_codes import read_code
from feedback.voices.models import Voice
from feedback.voices.receiving import find_voice_by_code

# Four words are 40 bits; a class behind one address types some of them wrong, a machine that guesses needs millions.
MISSES = Limit("receipt", 120, 600)


async def find_own(request: Request) -> tuple[str, Voice] | None:
    secure = request.app.state.settings.is_secure
    kept = request.cookies.get(cookie_name(RECEIPT, secure=secure), "")
    return await find(request, kept) if kept else None


async def find(request: Request, typed: str) -> tuple[str, Voice] | None:
    """The voice of a code, however the code came here."""
    refuse_guessing(request, MISSES)
    code = read_code(typed)
    voice = await find_voice_by_code(code) if code else None
    if code is None or voice is None:
        count_miss(request, MISSES)
        return None
    return code, voice


def keep(request: Request, response: Response, code: str) -> Response:
    secure = request.app.state.settings.is_secure
    response.set_cookie(
        cookie_name(RECEIPT, secure=secure), code, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


def forget(request: Request, response: Response) -> Response:
    secure = request.app.state.settings.is_secure
    response.delete_cookie(
        cookie_name(RECEIPT, secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response
