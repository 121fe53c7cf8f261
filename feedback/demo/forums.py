"""Two forums that do not agree: who speaks for them, what they sent, and what the council made of it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from feedback.consultations.models import Consultation
from feedback.core.clock import now as clock_now
from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.forums.backing import answer_as_member, ask_members
from feedback.forums.drafting import Standing, add_point, begin_view, get_view, write_standing
from feedback.forums.models import ForumView, Representative
from feedback.forums.releasing import agree_release, ask_release
from feedback.forums.representing import get_seat, invite_representative
from feedback.forums.signing_in import make_link
from feedback.forums.understanding import dispute_summary, write_summary
from feedback.people.models import Organisation
from feedback.people.organisations import add_organisation

WORDS = Path(__file__).resolve().parents[1] / "demo_forums.json"
SITE = "http://localhost"  # of mails that tell of the county’s past, which nobody waits for


@cache
def read_forums() -> dict[str, Any]:
    forums: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return forums


async def add_forum_views(consultation: Consultation, staff: Staff, calendar: Calendar) -> None:
    """What forums said to this consultation while it was open, and what became of it since."""
    for planned in read_forums()["views"]:
        if planned["consultation"] == consultation.slug:
            seats = await _seats(planned["forum"], staff, calendar)
            view = await _write(planned, consultation, seats, calendar)
            await _ask_members(planned, view, seats, calendar)
            if planned["sent"] is not None:
                view = await _send(view, seats, calendar, planned["sent"])
                await _sum_up(planned, view, seats, staff, calendar)


async def first_link(base_url: str) -> str | None:
    """A link that signs in for a forum: the demo has no mail server to bring one. None without the forums."""
    email = read_forums()["forums"][0]["people"][0]["email"]
    seat = await Representative.get_or_none(account__email=email, ended_on=None)
    if seat is None:
        return None
    token, _ = await make_link(seat, clock_now())
    return f"{base_url}/forum/link/{token}"


async def _seats(number: int, staff: Staff, calendar: Calendar) -> list[Representative]:
    """Who speaks for a forum, officers first; invited when the county first hears of the forum."""
    planned = read_forums()["forums"][number]
    organisation = await Organisation.get_or_none(name=planned["name"])
    if organisation is None:
        moment = calendar.noon(-180)
        organisation = await add_organisation(staff.lead, planned["name"], "forum", moment)
        for person in planned["people"]:
            await invite_representative(
                staff.lead,
                organisation,
                person["email"],
                person["name"],
                moment,
                is_officer=person["officer"],
                site=SITE,
            )
    emails = [person["email"] for person in planned["people"]]
    found = await Representative.filter(organisation_id=organisation.id).prefetch_related("account")
    seats = sorted(found, key=lambda seat: emails.index(seat.account.email))
    return [await get_seat(seat.id) for seat in seats]


async def _write(
    planned: dict[str, Any], consultation: Consultation, seats: list[Representative], calendar: Calendar
) -> ForumView:
    view = await begin_view(seats[0], consultation, seats[0].account, calendar.day(planned["from"]))
    for number, (part, words) in enumerate(planned["points"]):
        await add_point(view, part, words, seats[number % len(seats)].account)
    standing = Standing(
        speaks_for=planned["speaks_for"],
        gathered=tuple(planned["gathered"]),
        gathered_from=calendar.day(planned["from"]),
        gathered_until=calendar.day(planned["until"]),
        agree=planned["agree"],
        disagree=planned["disagree"],
        minority=planned["minority"],
        may_quote=planned["may_quote"],
    )
    await write_standing(view, standing, 1, seats[1].account)
    return await get_view(seats[0], view.id)


async def _ask_members(
    planned: dict[str, Any], view: ForumView, seats: list[Representative], calendar: Calendar
) -> None:
    asked = planned.get("members")
    if asked is None:
        return
    await ask_members(view, seats[0].account)
    for number in range(asked["backs"] + asked["dissents"]):
        words = asked["sentences"][number] if number < len(asked["sentences"]) else ""
        await answer_as_member(
            view,
            f"member {number}",
            number < asked["backs"],
            number < asked["also_alone"],
            words,
            calendar.day(planned["until"]),
        )


async def _send(view: ForumView, seats: list[Representative], calendar: Calendar, offset: int) -> ForumView:
    first, second, day = seats[0], seats[1], calendar.day(offset)
    view = await get_view(first, view.id)
    await ask_release(view, first.account, view.changes, day, SITE)
    view = await get_view(second, view.id)
    await agree_release(view, second.account, view.changes, day, SITE)
    return await get_view(first, view.id)


async def _sum_up(
    planned: dict[str, Any],
    view: ForumView,
    seats: list[Representative],
    staff: Staff,
    calendar: Calendar,
) -> None:
    for number, summary in enumerate(planned["summaries"]):
        await write_summary(view, summary["words"], number, staff.lead, calendar.day(summary["day"]), SITE)
        dispute = summary.get("dispute")
        if dispute:
            day = calendar.day(dispute["day"])
            await dispute_summary(view, dispute["words"], number + 1, seats[0].account, day)
