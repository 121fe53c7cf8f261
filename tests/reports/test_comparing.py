"""Where groups part and what changed: only from numbers that are shown, and only where it is more than chance."""

from datetime import timedelta

from analysis.suppression import Rules
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.database import transaction
from feedback.core.roles import Role
from feedback.reports.comparing import NO_CHANGE, NO_PARTING, change_since_last_time, where_groups_part
from feedback.reports.versions import find_version, publish_version, report_in
from feedback.themes.models import Coder, Coding, FrameUse, Theme
from feedback.themes.report import Report
from feedback.themes.tallies import refresh_tallies
from tests.makers.consultations import make_consultation
from tests.makers.people_as_numbers import say
from tests.makers.reports import make_closed
from tests.makers.themes import DAY, make_comments, make_suggestions, make_theme

RULES = Rules()
PARENTS, YOUNG = "parent_carer", "young_person"


def people(parents: tuple[int, int], young: tuple[int, int]) -> Report:
    """So many of so many parents and young people speak of buses."""
    said = [(PARENTS, ["buses"])] * parents[0] + [(PARENTS, [])] * (parents[1] - parents[0])
    said += [(YOUNG, ["buses"])] * young[0] + [(YOUNG, [])] * (young[1] - young[0])
    return say(said, RULES)


def test_it_says_where_two_groups_part():
    assert where_groups_part(people((40, 60), (20, 80)), RULES) == [
        "“buses”: 67 in 100 of “Parent or carer” spoke of it, and 25 in 100 of “Child or young person”. "
        "That is 42 points apart (likely between 25 and 55)."
    ]


def test_the_larger_share_comes_first():
    (sentence,) = where_groups_part(people((20, 80), (40, 60)), RULES)
    assert sentence.startswith("“buses”: 67 in 100 of “Child or young person” spoke of it, and 25 in 100 of")


def test_what_chance_could_make_is_not_said():
    assert where_groups_part(people((20, 40), (24, 40)), RULES) == [NO_PARTING]


def test_small_groups_and_hidden_numbers_are_not_compared():
    assert where_groups_part(people((15, 19), (2, 60)), RULES) == []
    assert where_groups_part(people((30, 60), (3, 60)), RULES) == []


async def make_year(before: Consultation | None, parents: int, speak: int, days: int) -> Consultation:
    """A consultation that began so many days later; with `before`, read with its themes."""
    consultation, comments = await make_closed(parent_carer=parents)
    async with transaction():
        await Consultation.filter(id=consultation.id).update(opened_on=DAY + timedelta(days=days))
    await consultation.refresh_from_db()
    said = comments[PARENTS][:speak]
    if before is None:
        await make_theme(consultation, "Buses", said)
    else:
        theme, use = await Theme.get(title="Buses"), await FrameUse.get(consultation_id=before.id)
        await FrameUse.create(frame_id=use.frame_id, consultation=consultation)
        (suggestion,) = await make_suggestions(consultation, {"Buses": said})
        from_machine = [member async for member in suggestion.members.all().order_by("id")]
        await code_all(theme, from_machine)
    await refresh_tallies(consultation)
    await publish_version(consultation, None, DAY + timedelta(days=days + 30))
    return consultation


async def code_all(theme, members):
    await Coding.bulk_create(
        [
            Coding(
                comment_id=one.comment_id,
                theme=theme,
                start=0,
                end=one.end,
                coder=Coder.MACHINE,
                frame_version=1,
            )
            for one in members
        ]
    )


async def test_it_is_compared_with_the_last_consultation_with_the_same_themes(db):
    last = await make_year(None, 60, 20, days=0)
    now = await make_year(last, 60, 48, days=365)
    version = await find_version(now)
    assert version.document["change"] == {
        "compared_with": f"“{last.title}”, version 1 of 2026-04-01",
        "version": f"{last.slug}/1",
        "lines": [
            "“Buses”: 80 in 100 spoke of it, 33 in 100 last time. That is 47 in 100 more "
            "(likely between 29 and 60)."
        ],
        "unclear": [],
    }
    assert (await find_version(last)).document["change"] is None


async def test_a_change_that_chance_could_make_is_said_to_be_none(db):
    last = await make_year(None, 60, 30, days=0)
    now = await make_year(last, 60, 33, days=365)
    change = (await find_version(now)).document["change"]
    assert change["lines"] == [NO_CHANGE]
    assert change["unclear"] == [
        "“Buses”: 55 in 100 spoke of it, 50 in 100 last time. That may be chance "
        "(likely between 13 in 100 fewer and 22 more)."
    ]


async def test_staff_see_what_changed_on_the_page_and_in_their_files(client, sign_in):
    last = await make_year(None, 60, 20, days=0)
    now = await make_year(last, 60, 48, days=365)
    await sign_in(Role.READER)
    staff = f"/staff/consultations/{now.slug}/report"
    clear = "33 in 100 last time. That is 47 in 100 more"
    assert clear in (await client.get(staff)).text
    assert any(clear in one for one in (await client.get(f"{staff}.json")).json()["said"])
    assert clear not in (await client.get(f"{staff}?age_band=13-15")).text
    public = (await client.get(f"/consultations/{now.slug}/report")).text
    assert clear in public
    assert "chance alone" not in public


async def test_without_an_earlier_one_those_who_came_since_are_compared(db):
    consultation = await make_consultation(state=ConsultationState.OPEN)
    first = await make_comments(consultation, 40, group=PARENTS)
    theme = await make_theme(consultation, "Buses", first[:8])
    await refresh_tallies(consultation)
    before = await publish_version(consultation, None, DAY)
    more = await make_comments(consultation, 40, group=PARENTS)
    (suggestion,) = await make_suggestions(consultation, {"Buses": more[:36]})
    await code_all(theme, [member async for member in suggestion.members.all().order_by("id")])
    await refresh_tallies(consultation)
    after = await publish_version(consultation, None, DAY + timedelta(days=1))
    assert after.document["change"] == {
        "compared_with": "version 1 of 2026-03-02",
        "version": f"{consultation.slug}/1",
        "lines": [
            "40 people came since.",
            "“Buses”: 90 in 100 spoke of it, 20 in 100 among those before them. That is 70 in 100 more "
            "(likely between 50 and 81).",
        ],
        "unclear": [],
    }
    assert await change_since_last_time(consultation, report_in(before), None, RULES) is None
