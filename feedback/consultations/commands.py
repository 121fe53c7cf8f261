"""`add-consultation TITLE`: a draft to bring comments into, or one that is always open."""

from datetime import date, datetime

import click

from feedback.consultations.details import LEVELS, Details
from feedback.consultations.lifecycle import add_consultation, announce_consultation, open_consultation
from feedback.consultations.models import Level
from feedback.consultations.rules import missing_for_opening
from feedback.core.clock import today
from feedback.core.commands import run_with_database

A_DAY = click.DateTime(formats=["%Y-%m-%d"])
PURPOSE = "We want to know what people think about this, so that we can make it better."
CAN_CHANGE = "What we do about the things that people tell us."
CANNOT_CHANGE = "The law, and how much money there is."
DECIDER = "The SEND strategy team"


async def add(details: Details, slug: str) -> str:
    """Add it, and open or announce it where everything that people need to know is there."""
    consultation = await add_consultation(details, today(), slug=slug)
    made = f"“{consultation.title}” is there as {consultation.slug}."
    gaps = missing_for_opening(consultation, today())
    if gaps:
        return f"{made} It is a draft. Before it can open: {'; '.join(gap.sentence for gap in gaps)}."
    if consultation.opens_on is not None and consultation.opens_on > today():
        await announce_consultation(consultation, today())
        return f"{made} It is announced, and opens by itself on its first day."
    await open_consultation(consultation, today())
    return f"{made} It is open."


@click.command("add-consultation")
@click.argument("title")
@click.option("--slug", default="", help="Its address. Without one it is made from the title.")
@click.option("--purpose", default=PURPOSE, help="Why you ask.")
@click.option("--level", type=click.Choice([level.value for level in LEVELS]), default=Level.ASKING.value)
@click.option("--can-change", default=CAN_CHANGE)
@click.option("--cannot-change", default=CANNOT_CHANGE)
@click.option("--background", default="", help="What people need to know to answer well.")
@click.option("--easy-background", default="", help="The same in easy words. Both open together.")
@click.option("--decider", default=DECIDER, help="A role or a group, not a person's name.")
@click.option("--decision-month", type=A_DAY, help="Any day of the month, like 2026-09-01.")
@click.option("--opens", type=A_DAY, help="The first day, like 2026-03-02.")
@click.option("--closes", type=A_DAY, help="The last day. Without one it is always open.")
@click.option("--audience", "audiences", multiple=True, default=("young_person", "parent_carer"))
@click.option("--draft", is_flag=True, help="Leave out what a draft does not need, so that nothing opens.")
def add_one(
    title: str,
    slug: str,
    purpose: str,
    level: str,
    can_change: str,
    cannot_change: str,
    background: str,
    easy_background: str,
    decider: str,
    decision_month: datetime | None,
    opens: datetime | None,
    closes: datetime | None,
    audiences: tuple[str, ...],
    draft: bool,
) -> None:
    """Add a consultation. With dates it opens and closes by itself; without a last day it is always open."""
    details = Details(
        title=title,
        purpose=purpose,
        level=Level(level),
        is_decision_open=None if draft else level != Level.TELLING.value,
        can_change=can_change,
        cannot_change=cannot_change,
        background=background,
        easy_background=easy_background,
        decider=decider,
        decision_month=_day(decision_month),
        opens_on=_day(opens),
        closes_on=_day(closes),
        is_permanent=closes is None and opens is None and not draft,
        audiences=audiences,
    )
    click.echo(run_with_database(lambda _: add(details, slug)))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
