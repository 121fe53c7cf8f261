"""What waits for those who read what was said: lines of the staff start page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.roles import Role
from feedback.kit.desk import DeskLine
from feedback.kit.rendering import plural
from feedback.themes.blind import waiting_checks
from feedback.themes.models import RunOf
from feedback.themes.waiting import count_quotes_to_check, count_suggestions, count_unread


async def find_desk_lines(account: Any, moment: datetime) -> Sequence[DeskLine]:
    if not account.may(Role.ANALYST):
        return []
    asked = Consultation.exclude(state=ConsultationState.DRAFT).order_by("closes_on", "title", "id")
    limit = account.limited_to(Role.ANALYST)
    consultations = await (asked if limit is None else asked.filter(id__in=list(limit)))
    keys = [consultation.id for consultation in consultations]
    unread = await count_unread(keys)
    to_check = await count_quotes_to_check(keys, account)
    offered = await count_suggestions(keys)
    new = await count_suggestions(keys, RunOf.NEW)
    lines = [
        DeskLine(
            f"Code {plural(left, 'comment')} on your own in “{check.consultation.title}”",
            "check",
            {"slug": check.consultation.slug, "blind_id": check.id},
            left,
        )
        for check, left in await waiting_checks(account)
    ]
    for consultation in consultations:
        where = {"slug": consultation.slug}
        named = f"“{consultation.title}”"
        if number := unread.get(consultation.id, 0):
            sentence = f"Read {plural(number, 'comment')} in {named} that nobody has read"
            lines.append(DeskLine(sentence, "unread_comments", where, number))
        if number := to_check.get(consultation.id, 0):
            sentence = f"Check {plural(number, 'quote')} for the public report of {named}"
            lines.append(DeskLine(sentence, "quotes", where, number))
        if number := new.get(consultation.id, 0):
            sentence = (
                f"Something new is being said in {named}: look at {plural(number, 'group')} of comments"
            )
            lines.append(DeskLine(sentence, "themes", where, number))
        number = offered.get(consultation.id, 0)
        if number and consultation.state is not ConsultationState.REPLIED:
            sentence = f"Look at {plural(number, 'suggested theme')} in {named}"
            lines.append(DeskLine(sentence, "themes", where, number))
    return lines
