"""Forums with their representatives and views, for tests, by the verbs that the pages call."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import httpx2

from feedback.consultations.models import Consultation
from feedback.core.clock import now
from feedback.forums.drafting import Standing, add_point, begin_view, get_view, write_standing
from feedback.forums.models import ForumView, Representative
from feedback.forums.releasing import agree_release, ask_release
from feedback.forums.representing import get_seat, invite_representative
from feedback.people.accounts import get_account
from feedback.people.models import Account, Organisation
from feedback.people.sessions import open_session
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account

DAY = date(2026, 3, 20)
SITE = "http://heard.test"
LAST_DAY = date(2099, 4, 30)
POINTS = ("The taxis come late and nobody rings.", "Nobody told us that the route would change.")

_counted = count(1)


@dataclass
class Forum:
    """An organisation with three people: two officers and one who is not."""

    organisation: Organisation
    first: Account
    second: Account
    third: Account
    seats: dict[str, Representative]


async def make_forum(**more: Any) -> Forum:
    number = next(_counted)
    organisation = await Organisation.create(
        **({"slug": f"voice-{number}", "name": f"Family Voice {number}", "kind": "forum"} | more)
    )
    by = await make_account()
    seats, accounts = {}, {}
    for name, is_officer in (("first", True), ("second", True), ("third", False)):
        email = f"{name}{number}@forum.test"
        seat = await invite_representative(
            by, organisation, email, f"{name.title()} of {number}", now(), is_officer=is_officer, site=SITE
        )
        seats[name] = await get_seat(seat.id)
        accounts[name] = await get_account(seat.account_id)
    return Forum(organisation, accounts["first"], accounts["second"], accounts["third"], seats)


def standing(**more: Any) -> Standing:
    fields: dict[str, Any] = {
        "speaks_for": 140,
        "gathered": ("meeting", "questions"),
        "gathered_from": date(2026, 2, 1),
        "gathered_until": date(2026, 2, 20),
        "agree": 120,
        "disagree": 12,
        "minority": "Some would keep the old routes.",
        "may_quote": True,
    }
    return Standing(**(fields | more))


async def make_draft(
    forum: Forum, consultation: Consultation | None = None, *points: str, **more: Any
) -> ForumView:
    """A view that has all it needs and that nobody has asked to send."""
    consultation = consultation or await make_consultation(closes_on=LAST_DAY)
    view = await begin_view(forum.seats["first"], consultation, forum.first, DAY)
    for words in points or POINTS:
        await add_point(view, "quality", words, forum.first)
    await write_standing(view, standing(**more), 1, forum.second)
    return await get_view(forum.seats["first"], view.id)


async def send(forum: Forum, view: ForumView) -> ForumView:
    view = await get_view(forum.seats["first"], view.id)
    await ask_release(view, forum.first, view.changes, DAY, SITE)
    view = await get_view(forum.seats["first"], view.id)
    await agree_release(view, forum.second, view.changes, DAY, SITE)
    return await get_view(forum.seats["first"], view.id)


async def make_sent(
    forum: Forum, consultation: Consultation | None = None, *points: str, **more: Any
) -> ForumView:
    return await send(forum, await make_draft(forum, consultation, *points, **more))


async def come_in(browser: httpx2.AsyncClient, account: Account) -> None:
    """The browser acts as this representative from now on."""
    token = await open_session(account, now())
    browser.cookies.set("session", token, domain="heard.test", path="/")
