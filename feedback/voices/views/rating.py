"""Was this page helpful? Two buttons on every public page, a link for pages elsewhere, and the counts."""

import secrets
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, public, staff
from feedback.kit.cookies import RATED
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, page_environment, render
from feedback.voices.forms import PageForm, RateForm, WhyForm
from feedback.voices.models import RatedPage
from feedback.voices.rating import (
    MONTHS_SHOWN,
    NOT_KNOWN,
    PageName,
    add_rated_page,
    counts_of_pages,
    find_page,
    own_page,
    rate_page,
    say_why,
)
from feedback.voices.views.codes import fresh_key, sent_key, to_thanks

SEES = (Role.EDITOR, Role.READER, Role.ANALYST)
ANSWERS = {"yes": True, "no": False}


def rating_of(request: Request) -> dict[str, str]:
    """What the two buttons of this page send. `visit` makes a second tap on the same page count once."""
    name = own_page(request.url.path)
    return {"page": name.page, "sign": name.sign, "visit": secrets.token_urlsafe(16)}


# The two buttons stand on pages of several rooms.
page_environment().globals["rating_of"] = rating_of


async def rate(request: Request) -> Response:
    """A link from elsewhere asks; a tap on one of the buttons is counted."""
    if request.method == "GET":
        name = await _named(request)
        if name is None or name.page.startswith("/"):
            return RedirectResponse(address(request, "home"), 303)
        form = RateForm(data={"page": name.page, "sign": "", "visit": secrets.token_urlsafe(16)})
        return render(request, "voices/helpful.html", form=form, name=name)
    form = await bind(RateForm, request)
    said = form.helpful.data or ""
    name = await find_page(form.page.data or "", form.sign.data or "")
    if name is None or said not in ANSWERS:
        raise Refusal(NOT_KNOWN)
    visit = request.cookies.get(RATED.name) or form.visit.data or secrets.token_urlsafe(16)
    await rate_page(name, ANSWERS[said], visit[:64], today())
    asked = urlencode({"page": name.page, "sign": name.sign, "said": said})
    response = RedirectResponse(f"{address(request, 'rated')}?{asked}", 303)
    response.set_cookie(
        RATED.name,
        visit[:64],
        path=address(request, "rate"),
        secure=request.app.state.settings.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def why(request: Request) -> Response:
    """It is counted. Whoever wants to can say why, and gets a code for it as for any other comment."""
    name = await _named(request)
    said = request.query_params.get("said", "")
    if name is None or said not in ANSWERS:
        if request.method == "POST":
            raise NotFound
        return RedirectResponse(address(request, "home"), 303)
    form = await bind(WhyForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        key = sent_key(form.client_key.data)
        await say_why(name, ANSWERS[said], form.words.data, key, bool(form.may_quote.data), today())
        return to_thanks(request, address(request, "comment_thanks"), key)
    return render(request, "voices/why.html", form=form, name=name, is_helpful=ANSWERS[said])


async def _named(request: Request) -> PageName | None:
    asked = request.query_params
    return await find_page(asked.get("page", ""), asked.get("sign", ""))


async def list_ratings(request: Request) -> Response:
    """What was counted, by month and page; and the list of pages elsewhere."""
    form = await bind(PageForm, request)
    if form.is_sent:
        check_may(request, Role.EDITOR)
    if form.is_valid:
        try:
            page = await add_rated_page(form.title.data, form.address.data, request.state.account, today())
        except Refusal as no:
            add_refusal(form, no)
        else:
            await say(request, f"“{page.title}” is on the list. Put its link on the page.")
            return RedirectResponse(address(request, "page_ratings"), 303)
    since = today().replace(year=today().year - 1, day=1)
    counts = (await counts_of_pages(since))[: MONTHS_SHOWN * 100]
    return render(
        request,
        "voices/ratings.html",
        form=form,
        counts=counts,
        links=[(page, link_of(request, page)) for page in await RatedPage.all().order_by("title", "id")],
        may_edit=request.state.account.may(Role.EDITOR),
    )


def link_of(request: Request, page: RatedPage) -> dict[str, Any]:
    """The link to put on a page elsewhere: its address, and the words of HTML to copy."""
    href = f"{request.app.state.settings.base_url}{address(request, 'rate')}?{urlencode({'page': page.slug})}"
    return {"href": href, "html": str(Markup('<a href="{}">Was this page helpful?</a>').format(href))}


routes = [
    public("/helpful", rate, "rate", ("GET", "POST")),
    public("/helpful/why", why, "rated", ("GET", "POST")),
    staff("/staff/helpful", list_ratings, "page_ratings", SEES, ("GET", "POST")),
]
