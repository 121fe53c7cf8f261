"""Follow my own words, and delete them. The code opens this page and no account is needed."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now, today
from feedback.kit.access import public
from feedback.kit.cookies import RECEIPT, cookie_name
from feedback.kit.forms import bind
from feedback.kit.limits import Limit, count_miss, refuse_guessing
from feedback.kit.rendering import address, render
from feedback.privacy.withdrawing import withdraw_voice
from feedback.receipts.following import follow_voice
from feedback.receipts.forms import CodeForm
from feedback.replies.reading import STATUS_SENTENCES
from feedback.voices.keep_codes import read_code
from feedback.voices.models import Voice
from feedback.voices.receiving import find_voice_by_code

# Four words are 40 bits; a class behind one address types some of them wrong, a machine that guesses needs millions.
MISSES = Limit("receipt", 120, 600)
NOT_FOUND = "We cannot find this code. Look at each word again, or try it without the last letter you typed."


async def open_receipt(request: Request) -> Response:
    """Type the code; or, once it is typed, where my words are."""
    form = await bind(CodeForm, request)
    if form.is_valid:
        found = await _find(request, form.code.data)
        if found is not None:
            return _keep(request, RedirectResponse(address(request, "receipt"), 303), found[0])
        form.refuse(NOT_FOUND, "code")
    found = await _find_own(request)
    if found is None or form.is_sent:
        return render(request, "receipts/code.html", form=form)
    code, voice = found
    journey = await follow_voice(voice)
    return render(
        request,
        "receipts/journey.html",
        journey=journey,
        code=code.replace("-", " · "),
        sentences=STATUS_SENTENCES,
    )


async def open_link(request: Request) -> Response:
    """The link in a QR code. It leaves the address bar at once and is written in no log."""
    found = await _find(request, request.path_params["code"])
    if found is None:
        return render(request, "receipts/unknown.html", 404)
    response = RedirectResponse(address(request, "receipt"), 303, headers={"cache-control": "no-store"})
    return _keep(request, response, found[0])


async def close_receipt(request: Request) -> Response:
    response = RedirectResponse(address(request, "receipt"), 303)
    return _forget(request, response)


async def delete_words(request: Request) -> Response:
    """Ask once more, then delete. Everyone is told about the safety copy, so the page gives nothing away (D92)."""
    found = await _find_own(request)
    if found is None:
        return RedirectResponse(address(request, "receipt"), 303)
    _, voice = found
    if request.method == "POST":
        await withdraw_voice(voice, now(), today())
        return RedirectResponse(address(request, "receipt"), 303)
    return render(request, "receipts/delete.html")


async def _find_own(request: Request) -> tuple[str, Voice] | None:
    secure = request.app.state.settings.is_secure
    kept = request.cookies.get(cookie_name(RECEIPT, secure=secure), "")
    return await _find(request, kept) if kept else None


async def _find(request: Request, typed: str) -> tuple[str, Voice] | None:
    """The voice of a code, however the code came here."""
    refuse_guessing(request, MISSES)
    code = read_code(typed)
    voice = await find_voice_by_code(code) if code else None
    if code is None or voice is None:
        count_miss(request, MISSES)
        return None
    return code, voice


def _keep(request: Request, response: Response, code: str) -> Response:
    secure = request.app.state.settings.is_secure
    response.set_cookie(
        cookie_name(RECEIPT, secure=secure), code, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


def _forget(request: Request, response: Response) -> Response:
    secure = request.app.state.settings.is_secure
    response.delete_cookie(
        cookie_name(RECEIPT, secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


routes = [
    public("/receipt", open_receipt, "receipt", ("GET", "POST")),
    public("/receipt/close", close_receipt, "close_receipt", ("POST",)),
    public("/receipt/delete", delete_words, "delete_words", ("GET", "POST")),
    public("/r/{code}", open_link, "receipt_link"),
]
