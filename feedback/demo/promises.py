"""What the county develops and promises: the Local Offer's own list, and three things of this year."""

from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.publishing.priorities import themes_in_replies, tie_themes
from feedback.strategy.developing import (
    DevelopmentWords,
    add_development,
    link_development,
    move_development,
    say_outcome,
)
from feedback.strategy.development_models import Development, Promise, Recommendation, Stage
from feedback.strategy.loading_developments import load_developments, read_local_offer
from feedback.strategy.models import Line, Priority
from feedback.strategy.promising import Promised, keep_promise, make_promise, renew_promise
from feedback.strategy.reviewing import (
    Respond,
    add_finding,
    add_recommendation,
    add_review,
    respond_to_review,
)

# A person of the county says what serves what; the page itself links nothing.
SERVES = {
    "DEV1": ("P2",),
    "DEV2": ("P2-N1",),
    "DEV3": ("P4",),
    "DEV4": ("P3-N3",),
    "DEV5": ("P2",),
    "DEV7": ("P4",),
    "DEV9": ("P4",),
}
TRANSPORT = "The transport team"


async def add_developments(staff: Staff, calendar: Calendar) -> None:
    """Goes through the verbs, on days before today; the promise of the course stays unheard."""
    await load_developments(read_local_offer(), calendar.day(-200), staff.lead)
    for development in await Development.exclude(code="").order_by("code"):
        await _link(staff, development, *SERVES.get(development.code, ()))
    target = await Promise.get(code="DEV9-TARGET")
    await keep_promise(
        staff.lead,
        target,
        "All 28 job coaches were trained. 24 of them still work as one.",
        calendar.day(-190),
    )
    page = await Promise.get(code="PROM1")
    await renew_promise(
        staff.lead,
        page,
        "The Youth Forum wants to choose the words itself. They meet again next month.",
        calendar.day(45),
        calendar.day(-96),
    )
    await _later_starts(staff, calendar)
    await _quiet_rooms(staff, calendar)
    await _taxi_review(staff, calendar)


async def _later_starts(staff: Staff, calendar: Calendar) -> None:
    """A pilot with an outcome, and one that is over without."""
    words = DevelopmentWords(
        title="Travel training in the summer holidays",
        summary="Two weeks of practice on the real bus, with a trainer, before the first day at college.",
        audiences=("young_person", "parent_carer"),
        areas=("King’s Lynn", "Thetford"),
        starts_on=calendar.day(-130),
        ends_on=calendar.day(-100),
        question="Do young people travel alone in October, and do they feel safe?",
    )
    pilot = await add_development(
        staff.lead,
        words,
        Stage.PILOT,
        calendar.day(-140),
        said="Eighteen places, chosen with the two colleges.",
    )
    await say_outcome(
        staff.lead,
        pilot,
        "Most of those who took part travelled alone in October. Families said that one week would be too "
        "short. We will offer it each summer, and in Norwich too.",
        Stage.ONGOING,
        calendar.day(-60),
    )
    await _link(staff, pilot, "P4", "P4-N1")
    words = DevelopmentWords(
        title="One number to call about school transport",
        summary="One phone number, answered by a person from half past six, for every taxi and minibus firm.",
        audiences=("parent_carer", "professional"),
        starts_on=calendar.day(-100),
        ends_on=calendar.day(-12),
        question="Do people get an answer within five minutes?",
    )
    pilot = await add_development(
        staff.lead, words, Stage.PILOT, calendar.day(-105), said="Three firms in the west take part."
    )
    await _link(staff, pilot, "P2")


async def _quiet_rooms(staff: Staff, calendar: Calendar) -> None:
    words = DevelopmentWords(
        title="A quiet room at every SEND event",
        summary="A calm room with a person in it, at each Roadshow and forum that the county runs.",
        audiences=("public",),
    )
    room = await add_development(
        staff.lead,
        words,
        Stage.PLANNED,
        calendar.day(-80),
        said="Young people asked for it at the summer Roadshow.",
    )
    promised = Promised(
        text="The rooms of the spring Roadshow, with pictures, so that you know them before you come.",
        check_on=calendar.day(30),
        owner="The events team",
    )
    await move_development(
        staff.lead,
        room,
        Stage.COMING_SOON,
        "All three halls have a room that we can use.",
        calendar.day(-20),
        promised=promised,
    )
    await _link(staff, room, "P1", "P1-N3")
    line = await Line.get(code="P3-N2", priority__strategy__is_current=True)
    late = Promised(
        text="A map of the Local Offer with places that have a changing place.",
        check_on=calendar.day(-34),
        owner="The Local Offer team",
        line=line.id,
    )
    await make_promise(staff.lead, late, calendar.day(-120))


async def _taxi_review(staff: Staff, calendar: Calendar) -> None:
    """A review of this year: one recommendation has an answer, one a “we cannot”, one none yet."""
    words = DevelopmentWords(
        title="Review of how taxi drivers are trained",
        summary="The parent carer forum and two young people rode along and looked at how drivers are trained.",
        audiences=("young_person", "parent_carer", "professional"),
    )
    review_of = await add_development(
        staff.lead,
        words,
        Stage.RESPONDING,
        calendar.day(-50),
        said="The review was handed over to the council.",
    )
    review = await add_review(
        staff.lead, review_of, "The parent carer forum", "", "Twelve families, nine drivers and two schools."
    )
    await add_finding(
        staff.lead, review, "Half of the drivers had heard nothing about autism before they started."
    )
    asked: list[Recommendation] = [
        await add_recommendation(staff.lead, review, text)
        for text in (
            "Every driver meets the family before the first journey",
            "Young people help to train drivers",
            "The same driver stays for a whole school year",
        )
    ]
    cannot = "We cannot promise it: drivers change jobs. We ask firms to tell you a week before."
    for one, text, stage in (
        (asked[0], "It stands in the contracts that start in September.", Stage.PLANNED),
        (asked[2], cannot, Stage.NOT_DOING),
    ):
        respond = Respond(text=text, stage=stage, owner=TRANSPORT)
        await respond_to_review(staff.lead, review, respond, [one.id], calendar.day(-30))
    await _link(staff, review_of, "P2", "P2-N1")


async def _link(staff: Staff, development: Development, *codes: str) -> None:
    """Tie it to priorities and lines of the current strategy. A line brings its priority."""
    lines = await Line.filter(code__in=list(codes), priority__strategy__is_current=True).order_by("id")
    named = await Priority.filter(code__in=list(codes), strategy__is_current=True).order_by("id")
    priorities = {line.priority_id for line in lines} | {priority.id for priority in named}
    await link_development(staff.lead, development, sorted(priorities), [line.id for line in lines])


async def tie_lines(staff: Staff) -> None:
    """Confirm what the public replies suggest: which themes are about which line."""
    for line in await Line.filter(priority__strategy__is_current=True).order_by("id"):
        themes = await themes_in_replies(line)
        if themes:
            await tie_themes(staff.lead, line, themes)
