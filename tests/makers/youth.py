"""The Youth Forum with members, for tests, by the verbs that the pages call."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx2

from feedback.core.clock import now, today
from feedback.people.models import Account, Organisation
from feedback.people.organisations import add_organisation
from feedback.voices.keep_codes import code_of, new_client_key
from feedback.youth.inviting import code_on, make_cards, waiting_cards
from feedback.youth.joining import find_member, join
from feedback.youth.models import ForumRequest, YouthMember
from feedback.youth.requesting import Wish, answer_request, ask_forum, count_votes, put_to_vote, vote
from tests.makers.forums import make_forum
from tests.makers.people import make_account

LATER = today() + timedelta(days=21)
_counted = count(1)


@dataclass
class Youth:
    """The forum and its worker."""

    organisation: Organisation
    worker: Account


@dataclass
class Young:
    """A member with the code that they keep and the secret of their browser."""

    member: YouthMember
    code: str
    token: str


async def make_youth_forum() -> Youth:
    forum = await make_forum(kind="youth_forum")
    return Youth(forum.organisation, forum.first)


async def make_card(youth: Youth, day: date | None = None) -> str:
    """The words of a new card."""
    day = day or today()
    await make_cards(youth.organisation, 1, youth.worker, day)
    return code_on((await waiting_cards(youth.organisation, day))[-1])


async def make_member(youth: Youth, nickname: str = "") -> Young:
    key = new_client_key()
    card = await make_card(youth)
    let_in = await join(card, nickname or f"Otter{next(_counted)}", False, key, today())
    found = await find_member(let_in.token, today())
    assert found is not None
    return Young(found, code_of(key), let_in.token)


async def make_members(youth: Youth, number: int) -> list[Young]:
    return [await make_member(youth) for _ in range(number)]


def wish(**more: Any) -> Wish:
    fields: dict[str, Any] = {
        "topic": "Rooms to be quiet in",
        "what": "Where would you put a quiet room?",
        "why": "We build two rooms next year.",
        "can_change": "Where they are. Not how many.",
        "needed_by": LATER,
    }
    return Wish(**(fields | more))


async def make_service(name: str = "") -> Organisation:
    return await add_organisation(None, name or f"Service {next(_counted)}", "health", now())


async def make_request(youth: Youth, service: Organisation | None = None, **more: Any) -> ForumRequest:
    service = service or await make_service()
    return await ask_forum(youth.organisation, service, wish(**more), await make_account(), today())


async def make_accepted(youth: Youth, service: Organisation | None = None, yes: int = 6) -> ForumRequest:
    """Asked, voted on and accepted; the service has not fed back."""
    request = await make_request(youth, service)
    await put_to_vote(request, youth.worker)
    for young in await make_members(youth, yes):
        await vote(request, young.member, True)
    await count_votes(request, youth.worker)
    await answer_request(request, True, "We want quiet rooms.", youth.worker, today())
    await request.refresh_from_db()
    return request


def let_in(browser: httpx2.AsyncClient, young: Young) -> None:
    """The browser belongs to this member from now on."""
    browser.cookies.set("youth", young.token, domain="heard.test", path="/")
