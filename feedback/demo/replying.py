"""You said, we did: the lead writes, the second person checks and publishes."""

from typing import Any

from feedback.consultations.lifecycle import reply_consultation
from feedback.consultations.models import Consultation
from feedback.demo.county import Calendar
from feedback.demo.following_up import agree, find_outcome, judge, record_meeting
from feedback.demo.people import Staff
from feedback.demo.theming import Themes, telling_words
from feedback.replies.models import Decision, Reply, Status
from feedback.replies.quoting import Quote
from feedback.replies.updating import Position, publish_update, write_update
from feedback.replies.writing import Draft, check_reply, publish_reply, write_reply
from feedback.strategy.models import Line, Priority
from feedback.themes.models import Theme


async def write_replies(
    consultation: Consultation, plan: dict[str, Any], themes: Themes, staff: Staff, calendar: Calendar
) -> None:
    decision = await record_meeting(consultation, staff, calendar)
    for planned in plan["replies"]:
        # What the machine did not find as a theme of its own is part of the next that the plan names.
        theme = next((themes[key] for key in planned["themes"] if key in themes), None)
        if theme is None:
            continue
        reply = await _write(consultation, planned, theme, staff, calendar, decision)
        if planned["published"] is None:
            continue
        day = calendar.day(planned["published"])
        await check_reply(staff.second, reply, day)
        await agree(reply, staff, calendar, planned["published"])
        await publish_reply(staff.second, reply, day)
        if "update" in planned:
            await _update(reply, planned["update"], staff, calendar)
    await judge(consultation, calendar)
    if plan["replied"] is not None:
        await reply_consultation(consultation, calendar.day(plan["replied"]), staff.lead)


async def _write(
    consultation: Consultation,
    planned: dict[str, Any],
    theme: Theme,
    staff: Staff,
    calendar: Calendar,
    decision: Decision | None,
) -> Reply:
    decided_on = calendar.find_day(planned["decided"])
    priority = await Priority.get(code=planned["priority"], strategy__is_current=True)
    draft = Draft(
        title=planned["title"],
        you_said=planned["you_said"],
        status=Status(planned["status"]),
        what=planned["what"],
        why=planned["why"],
        what_else=planned["what_else"],
        owner_role=planned["owner"],
        priority=priority,
        decided_on=decided_on,
        outcome=await find_outcome(planned["title"]),
        decision=decision if decision and decision.decided_on == decided_on else None,
        next_update_on=calendar.find_day(planned["next"]),
    )
    lines = await Line.filter(priority_id=priority.id, code__in=planned["lines"])
    quotes = [
        Quote(coding.comment.id, coding.start, coding.end)
        for coding in await telling_words(consultation, theme, planned["quotes"])
    ]
    return await write_reply(
        staff.lead,
        consultation,
        draft,
        [theme.id],
        [line.id for line in lines],
        quotes,
    )


async def _update(reply: Reply, planned: dict[str, Any], staff: Staff, calendar: Calendar) -> None:
    day = calendar.day(planned["published"])
    position = Position(
        Status(planned["status"]), planned["what"], planned["why"], calendar.find_day(planned["next"])
    )
    update = await write_update(staff.lead, reply, position, day)
    await publish_update(staff.second, update, day)
