"""Replies and reports as the public sees them, made without the people who check them."""

from dataclasses import asdict
from datetime import date
from typing import Any

from feedback.consultations.models import Consultation
from feedback.people.models import Account
from feedback.replies.models import Reply, ReplyLine, ReplyState, Status
from feedback.strategy.models import Line, Priority
from feedback.themes.models import CodeFrame, Theme
from feedback.themes.report import Count, Report, ThemeLine
from feedback.themes.report_models import ReportEdition

DAY = date(2026, 5, 4)


async def make_account() -> Account:
    account, _ = await Account.get_or_create(
        {"name": "Sam", "password_hash": "!", "created_on": DAY}, email="sam@heard.test"
    )
    return account


async def make_reply(consultation: Consultation, priority: Priority, *lines: Line, **more: Any) -> Reply:
    account = await make_account()
    fields: dict[str, Any] = {
        "slug": "late-taxis",
        "title": "Late taxis",
        "you_said": "The taxi comes late.",
        "status": Status.DOING,
        "what": "There is one number to call.",
        "owner_role": "Head of travel",
        "state": ReplyState.PUBLISHED,
        "published_on": DAY,
        "heard": {"total": "42", "groups": []},
    }
    reply = await Reply.create(
        consultation=consultation, priority=priority, written_by=account, **(fields | more)
    )
    for line in lines:
        await ReplyLine.create(reply=reply, line=line)
    return reply


def count(number: int | None) -> Count:
    return Count(number, f"{number:,}" if number is not None else "fewer than 5")


async def make_report(consultation: Consultation, priority: Priority, **voices: int | None) -> ReportEdition:
    """A published report: each theme's title with how many spoke of it, None where that is hidden."""
    frame = await CodeFrame.create(title="What people say", made_on=DAY)
    lines = []
    for title, number in voices.items():
        theme = await Theme.create(frame=frame, title=title.replace("_", " "), priority=priority, made_on=DAY)
        lines.append(ThemeLine(str(theme.id), theme.title, "", "", count(number), count(number)))
    report = Report(
        slug=consultation.slug,
        title=consultation.title,
        audience="public",
        sentence="",
        comments=count(120),
        voices=count(90),
        read=count(120),
        no_theme=count(5),
        set_aside=count(0),
        themes=tuple(lines),
    )
    return await ReportEdition.create(
        consultation=consultation, report=asdict(report), voices=90, published_on=DAY
    )
