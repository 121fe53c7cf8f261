"""The safeguarding lead's pages, and the page that helps whoever needs it now."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, public, staff
from feedback.kit.desk import DeskLine
from feedback.kit.flash import say
from feedback.kit.forms import Form, add_refusal, bind
from feedback.kit.paging import page_of
from feedback.kit.rendering import NavLink, address, page_environment, render
from feedback.people.models import Account
from feedback.safety.forms import EndForm, ReleaseForm
from feedback.safety.help_lines import ANY_AGE, FROM_19, UNDER_19, help_lines
from feedback.safety.holding import OPEN, end_item, get_item, look_at, release_item, see_item
from feedback.safety.models import ItemState, SafetyItem
from feedback.safety.showing import items_for, listed, marked_parts

AGE_LINKS = (
    (ANY_AGE, "Show everyone who can help"),
    (UNDER_19, "I am under 19"),
    (FROM_19, "I am 19 or older"),
)

# The help panel stands on pages of several rooms, so that every template can show it.
page_environment().globals["help_lines"] = help_lines


async def show_help(request: Request) -> Response:
    asked = request.query_params.get("age", ANY_AGE)
    chosen = asked if asked in dict(AGE_LINKS) else ANY_AGE
    return render(request, "safety/help.html", lines=help_lines(chosen), ages=AGE_LINKS, chosen=chosen)


async def list_items(request: Request) -> Response:
    """Which comments wait, the gravest first. Their words are a page further on."""
    ended = request.query_params.get("show") == "ended"
    page = await page_of(items_for(request.state.account, ended=ended), request)
    moment = now()
    items = [listed(item, moment) for item in page.items]
    return render(request, "safety/items.html", page=page, items=items, ended=ended)


async def show_item(request: Request) -> Response:
    """The words, with what matched marked. Every opening is on record."""
    item = await _get_own(request)
    await look_at(item.id, request.state.account)
    return _page(request, item, EndForm(prefix="end"), ReleaseForm(prefix="release"))


async def mark_seen(request: Request) -> Response:
    item = await _get_own(request)
    await see_item(item, request.state.account, now())
    await say(request, "Marked as seen. It stays here until you say what became of it.")
    return _to(request, item)


async def end(request: Request) -> Response:
    item = await _get_own(request)
    form = await bind(EndForm, request, prefix="end")
    if form.is_valid:
        try:
            await end_item(item, request.state.account, ItemState(form.end.data), form.reason.data, now())
        except Refusal as no:
            add_refusal(form, no)
        else:
            await say(request, "Ended. The words stay held unless you release them.")
            return _to(request, item)
    return await _again(request, item, form, ReleaseForm(prefix="release"))


async def release(request: Request) -> Response:
    item = await _get_own(request)
    form = await bind(ReleaseForm, request, prefix="release")
    if form.is_valid:
        try:
            await release_item(item, request.state.account, form.reason.data, now())
        except Refusal as no:
            add_refusal(form, no)
        else:
            await say(request, "Released. People who read comments can read this one now.")
            return _to(request, item)
    return await _again(request, item, EndForm(prefix="end"), form)


async def lines_for_desk(account: Account, moment: datetime) -> Sequence[DeskLine]:
    if not account.may(Role.SAFEGUARDING):
        return []
    lines = []
    if new := await items_for(account).filter(state=ItemState.NEW).count():
        waits = "1 comment waits" if new == 1 else f"{new:,} comments wait"
        lines.append(
            DeskLine(f"{waits} for a safeguarding lead to read", "safety_items", count=new, urgency=2)
        )
    if seen := await items_for(account).filter(state=ItemState.SEEN).count():
        waits = "1 comment was" if seen == 1 else f"{seen:,} comments were"
        lines.append(DeskLine(f"{waits} seen: say what became of it", "safety_items", count=seen))
    return lines


async def _get_own(request: Request) -> SafetyItem:
    item = await get_item(UUID(str(request.path_params["item_id"])))
    check_may(request, Role.SAFEGUARDING, item.consultation)
    return item


async def _again(request: Request, item: SafetyItem, end_form: Form, release_form: Form) -> Response:
    """The same page with what is wrong. It shows the words, so it is a look like any other."""
    return _page(request, await look_at(item.id, request.state.account), end_form, release_form)


def _page(request: Request, item: SafetyItem, end_form: Form, release_form: Form) -> Response:
    return render(
        request,
        "safety/item.html",
        item=item,
        line=listed(item, now()),
        parts=marked_parts(item.words, item.matches),
        is_open=item.state in OPEN,
        end_form=end_form,
        release_form=release_form,
    )


def _to(request: Request, item: SafetyItem) -> Response:
    return RedirectResponse(address(request, "safety_item", item_id=item.id), 303)


routes = [
    public("/help", show_help, "help"),
    staff("/staff/safety", list_items, "safety_items", Role.SAFEGUARDING),
    staff("/staff/safety/{item_id:uuid}", show_item, "safety_item", Role.SAFEGUARDING),
    staff("/staff/safety/{item_id:uuid}/seen", mark_seen, "safety_seen", Role.SAFEGUARDING, ("POST",)),
    staff("/staff/safety/{item_id:uuid}/end", end, "safety_end", Role.SAFEGUARDING, ("POST",)),
    staff("/staff/safety/{item_id:uuid}/release", release, "safety_release", Role.SAFEGUARDING, ("POST",)),
]

nav = (NavLink("Safety", "safety_items", (Role.SAFEGUARDING,)),)

desk = (lines_for_desk,)
