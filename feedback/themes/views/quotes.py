"""Quotes on their way to the public: one person chooses, another finds that nobody can be identified."""

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import Subquery

from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import sent_word
from feedback.kit.paging import page_of
from feedback.kit.rendering import render
from feedback.themes.blind import hidden_from
from feedback.themes.quotes import (
    check_quote,
    drop_quote,
    fingerprint_of_words,
    get_put_forward,
    get_quote,
    quotes_of,
    words_of,
)
from feedback.themes.reading import PAGE
from feedback.themes.views.fetching import ONE, POST, consultation_for, go, note_words_shown


async def show_quotes(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    mine = hidden_from(request.state.account, consultation.id).values("comment_id")
    found = quotes_of(consultation).filter(coding__comment_id__not_in=Subquery(mine))
    page = await page_of(found, request, PAGE)
    if page.items:
        await note_words_shown(request, consultation, len(page.items))
    seen = {one.id: fingerprint_of_words(words_of(one)) for one in page.items}
    return render(request, "themes/quotes.html", consultation=consultation, page=page, seen=seen)


async def press_check(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    quote = await get_quote(consultation, request.path_params["quote_id"])
    seen = await sent_word(request, "seen")
    await check_quote(quote, request.state.account, today(), seen)
    await say(request, "The quote may be in the public report now.")
    return go(request, "quotes", consultation)


async def press_drop(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    quote = await get_put_forward(consultation, request.path_params["quote_id"])
    await drop_quote(quote, request.state.account)
    await say(request, "The quote stays in this building.")
    return go(request, "quotes", consultation)


QUOTES = ONE + "/quotes"
routes = [
    staff(QUOTES, show_quotes, "quotes", Role.ANALYST),
    staff(QUOTES + "/{quote_id:uuid}/check", press_check, "check_quote", Role.ANALYST, POST),
    staff(QUOTES + "/{quote_id:uuid}/drop", press_drop, "drop_quote", Role.ANALYST, POST),
]
