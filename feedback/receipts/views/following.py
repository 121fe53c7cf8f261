"""Follow my own words, and delete them. The code opens this page and no account is needed."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now, today
from feedback.core.errors import NotFound
from feedback.kit.access import public
from feedback.kit.forms import bind
from feedback.kit.rendering import address, render
from feedback.privacy.changing import find_changeable, find_open_comment
from feedback.privacy.withdrawing import stop_quoting, withdraw_voice
from feedback.receipts.following import follow_voice
from feedback.receipts.forms import CodeForm
from feedback.receipts.views.codes import find, find_own, forget, keep
from feedback.replies.forms import DifferenceForm
from feedback.replies.judging import ANSWER_WORDS, judge_reply
from feedback.replies.models import Asked
from feedback.replies.reading import STATUS_SENTENCES, get_published_reply
from feedback.voices.models import Voice

NOT_FOUND = "We cannot find this code. Look at each word again. Most codes have four words, a few have five."


async def open_receipt(request: Request) -> Response:
    """Type the code; or, once it is typed, where my words are."""
    form = await bind(CodeForm, request)
    if form.is_valid:
        found = await find(request, form.code.data)
        if found is not None:
            return keep(request, RedirectResponse(address(request, "receipt"), 303), found[0])
        form.refuse(NOT_FOUND, "code")
    found = await find_own(request)
    if found is None or form.is_sent:
        return render(request, "receipts/code.html", form=form)
    code, voice = found
    return await _show(request, code, voice)


async def _show(
    request: Request, code: str, voice: Voice, wrong: dict[str, DifferenceForm] | None = None
) -> Response:
    journey = await follow_voice(voice, today())
    forms = {
        one.reply.slug: DifferenceForm(prefix=one.reply.slug, data={"answer": one.helped})
        for one in journey.replies
    }
    return render(
        request,
        "receipts/journey.html",
        journey=journey,
        forms=forms | (wrong or {}),
        code=code.replace("-", " · "),
        sentences=STATUS_SENTENCES,
        answer_words=ANSWER_WORDS,
        may_change=await find_changeable(voice, today()) is not None,
        may_change_comment=await find_open_comment(voice, today()) is not None,
        wrong=next(iter(wrong.values())) if wrong else None,
    )


async def open_link(request: Request) -> Response:
    """The link in a QR code. It leaves the address bar at once and is written in no log."""
    found = await find(request, request.path_params["code"])
    if found is None:
        return render(request, "receipts/unknown.html", 404)
    response = RedirectResponse(address(request, "receipt"), 303, headers={"cache-control": "no-store"})
    return keep(request, response, found[0])


async def close_receipt(request: Request) -> Response:
    response = RedirectResponse(address(request, "receipt"), 303)
    return forget(request, response)


async def delete_words(request: Request) -> Response:
    """Ask once more, then delete. Everyone is told about the safety copy, so the page gives nothing away (D92)."""
    found = await find_own(request)
    if found is None:
        return RedirectResponse(address(request, "receipt"), 303)
    _, voice = found
    if request.method == "POST":
        await withdraw_voice(voice, now(), today())
        return RedirectResponse(address(request, "receipt"), 303)
    return render(request, "receipts/delete.html")


async def say_difference(request: Request) -> Response:
    """Whoever was heard says whether it helped. Their answer is counted apart from anybody's."""
    found = await find_own(request)
    if found is None:
        return RedirectResponse(address(request, "receipt"), 303)
    code, voice = found
    reply = await get_published_reply(request.path_params["slug"])
    if reply.slug not in {one.reply.slug for one in (await follow_voice(voice, today())).replies}:
        raise NotFound
    form = await bind(DifferenceForm, request, prefix=reply.slug)
    if not form.is_valid:
        return await _show(request, code, voice, {reply.slug: form})
    await judge_reply(reply, Asked.RECEIPT, form.answered(), str(voice.id), today())
    return RedirectResponse(address(request, "receipt"), 303)


async def stop_showing(request: Request) -> Response:
    """Take my words off the public pages, and leave them with those who read them."""
    found = await find_own(request)
    if found is not None:
        await stop_quoting(found[1], today())
    return RedirectResponse(address(request, "receipt"), 303)


routes = [
    public("/receipt", open_receipt, "receipt", ("GET", "POST")),
    public("/receipt/close", close_receipt, "close_receipt", ("POST",)),
    public("/receipt/delete", delete_words, "delete_words", ("GET", "POST")),
    public("/receipt/quotes", stop_showing, "stop_quoting", ("POST",)),
    public("/receipt/replies/{slug}/difference", say_difference, "receipt_difference", ("POST",)),
    public("/r/{code}", open_link, "receipt_link"),
]
