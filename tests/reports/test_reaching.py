"""Who was heard, beside who lives here: like with like, errors of the tables shown, small counts kept."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from analysis.reach import LESS, MORE, Living, compare, say_publicly
from analysis.suppression import Rules
from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.demo.county import STRATEGY
from feedback.people.models import AuditEntry
from feedback.reports.models import ReferenceSet
from feedback.reports.outreach import SOMEBODY_ELSE, outreach_of
from feedback.reports.reaching import reach_of, ways_of
from feedback.reports.references import (
    NewReference,
    read_dfe_rows,
    read_rows,
    references_from_strategy,
    store_reference,
)
from feedback.reports.versions import get_published, publish_version
from feedback.strategy.loading import load_strategy
from feedback.themes.tallies import refresh_tallies
from feedback.voices.about import About
from feedback.voices.models import Voice
from tests.makers.consultations import make_consultation
from tests.makers.themes import DAY
from tests.makers.voices import make_voice

TITLE = "Young people with EHCP in Norfolk by age range 2020 and 2021"


@pytest.fixture
async def seeds(db):
    await load_strategy(json.loads(STRATEGY.read_text(encoding="utf-8")), DAY)
    return {kept.key: kept for kept in await references_from_strategy()}


async def speak(consultation, count, **about):
    for number in range(count):
        await make_voice(f"The bus is late ({number}).", consultation=consultation, about=About(**about))


async def test_the_tables_of_the_strategy_come_with_what_is_wrong_with_them(seeds):
    assert sorted(seeds) == ["LC1", "LC2", "LC4"]  # LC3 adds up to 102.6 and has no clear base
    assert "The rows add up to 7,463, but the printed total is 7,753 (290 more)." in seeds["LC1"].caution
    assert "The rows add up to 97.9, not to 100." in seeds["LC4"].caution
    assert seeds["LC2"].caution == ""
    for kept in seeds.values():
        assert all((kept.source, kept.counted_on, kept.base, kept.licence))


async def test_loading_twice_keeps_one_of_each(seeds):
    await references_from_strategy()
    assert await ReferenceSet.all().count() == 3


async def test_only_like_is_compared_with_like(seeds):
    consultation = await make_consultation()
    await speak(consultation, 40, group="young_person", age_band="13-15", send_status="ehc_plan")
    await speak(consultation, 17, group="parent_carer", child_age_band="16-17", send_status="ehc_plan")
    await speak(consultation, 3, group="young_person", age_band="20-25", send_status="ehc_plan")
    await speak(consultation, 9, group="young_person", age_band="13-15", send_status="sen_support")
    await speak(consultation, 5, group="parent_carer", age_band="over-25", send_status="ehc_plan")
    ages = next(one for one in await reach_of(consultation) if one.title == TITLE)
    assert [(line.heard, line.of) for line in ages.lines] == [(40, 60), (17, 60), (3, 60)]
    assert [round(line.ratio, 2) for line in ages.lines] == [1.54, 0.78, 0.25]
    assert ages.unsaid == "8%"


async def test_the_public_reads_labels_and_no_small_number(seeds):
    consultation = await make_consultation()
    await speak(consultation, 40, group="young_person", age_band="13-15", send_status="ehc_plan")
    await speak(consultation, 17, group="young_person", age_band="16-17", send_status="ehc_plan")
    await speak(consultation, 3, group="young_person", age_band="20-25", send_status="ehc_plan")
    await refresh_tallies(consultation)
    version = await publish_version(consultation, None, DAY)
    (table,) = version.document["reach"]
    assert [(line["heard"], line["label"]) for line in table["lines"]] == [
        ("40", MORE),
        ("not shown", "cannot tell yet"),
        ("fewer than 5", LESS),
    ]
    assert [bool(line["ratio"]) for line in table["lines"]] == [True, False, False]
    assert "printed total is 7,753" in table["caution"]


async def test_a_table_that_changed_by_a_few_stays_as_it_was(seeds):
    consultation = await make_consultation()
    await speak(consultation, 30, group="young_person", age_band="13-15", send_status="ehc_plan")
    await speak(consultation, 30, group="young_person", age_band="16-17", send_status="ehc_plan")
    await refresh_tallies(consultation)
    first = await publish_version(consultation, None, DAY)
    await speak(consultation, 3, group="young_person", age_band="13-15", send_status="ehc_plan")
    await speak(consultation, 7, group="employer")
    await refresh_tallies(consultation)
    second = await publish_version(consultation, None, DAY + timedelta(days=1))
    assert second.number == 2
    assert second.document["reach"] == first.document["reach"]
    await speak(consultation, 6, group="young_person", age_band="13-15", send_status="ehc_plan")
    await refresh_tallies(consultation)
    third = await publish_version(consultation, None, DAY + timedelta(days=2))
    assert [line["heard"] for line in third.document["reach"][0]["lines"]] == ["39", "30", "no one yet"]


async def test_a_table_says_where_it_comes_from_or_is_refused(db):
    rows = [("Norwich", 100.0, ("norwich",)), ("Elsewhere", 300.0, ("elsewhere",))]
    whole = {"key": "d", "title": "Pupils", "source": "Census", "counted_on": "2021", "base": "All pupils",
             "licence": "OGL 3", "compares": "send_status", "rows": rows}  # fmt: skip
    for name in ("title", "source", "counted_on", "base", "licence"):
        with pytest.raises(Refusal, match="people must be able to check it"):
            await store_reference(NewReference(**(whole | {name: " "})), None)
    with pytest.raises(Refusal):
        await store_reference(NewReference(**(whole | {"compares": "district"})), None)
    with pytest.raises(Refusal):
        await store_reference(NewReference(**(whole | {"rows": [("Norwich", 0.0, ())]})), None)
    assert (await store_reference(NewReference(**whole), None)).title == "Pupils"


def test_rows_come_from_a_plain_file_and_from_the_departments():
    assert read_rows(b'name,amount,answers\n"A, B","1,200",11-12 13-15\n') == [
        ("A, B", 1200.0, ["11-12", "13-15"])
    ]
    dfe = (
        b"time_period,la_name,breakdown_topic,breakdown,ehc_plans,number_asd,number_slcn,number_semh,number_hi\n"
        b"2023,Norfolk,Total,Total,9000,2000,900,1500,80\n"
        b"2024,Norfolk,Total,Total,9500,2100,950,1600,\n"
        b"2024,Norfolk,Sex,Female,3000,500,200,400,30\n"
        b"2024,Suffolk,Total,Total,8000,1,1,1,1\n"
    )
    assert read_dfe_rows(dfe, "norfolk") == [
        ("communication", 3050.0, ["communication"]),
        ("feelings", 1600.0, ["feelings"]),
    ]
    for wrong in (b"a,b\n1,2\n", b"name,amount,answers\nA,many,x\n", b"\xff\xfe"):
        with pytest.raises(Refusal):
            read_rows(wrong)
    with pytest.raises(Refusal):
        read_dfe_rows(dfe, "Kent")


async def test_the_pages_show_it(client, sign_in, seeds):
    consultation = await make_consultation()
    await speak(consultation, 30, group="young_person", age_band="13-15", send_status="ehc_plan")
    await speak(consultation, 30, group="young_person", age_band="16-17", send_status="ehc_plan")
    await refresh_tallies(consultation)
    await sign_in(Role.PUBLISHER)
    page = await client.get(f"/staff/consultations/{consultation.slug}/reach")
    assert page.status_code == 200
    assert "30 of 60" in page.text
    loaded = await client.post(f"/staff/consultations/{consultation.slug}/reach/load")
    assert loaded.status_code == 303
    await client.post(f"/staff/consultations/{consultation.slug}/report/publish")
    public = await client.get(f"/consultations/{consultation.slug}/report")
    assert "These answers are from people who chose to answer." in public.text
    assert TITLE in public.text
    assert (await get_published(consultation)).reach[0]["title"] == TITLE


async def test_the_public_reads_the_licence_how_many_in_a_thousand_and_who_did_not_say(client, seeds):
    consultation = await make_consultation()
    await speak(consultation, 30, group="young_person", age_band="13-15", send_status="ehc_plan")
    await speak(consultation, 30, group="young_person", age_band="16-17", send_status="ehc_plan")
    await speak(consultation, 6, group="young_person", send_status="ehc_plan")
    await refresh_tallies(consultation)
    first = await publish_version(consultation, None, DAY)
    page = (await client.get(f"/consultations/{consultation.slug}/report")).text
    for words in (
        "Heard in 1,000",
        ">13.3<",
        "Published by the council.",
        "Did not say where they belong: 9%.",
    ):
        assert words in page
    await speak(consultation, 2, group="young_person", send_status="ehc_plan")
    await speak(consultation, 20, group="young_person", age_band="13-15", send_status="ehc_plan")
    await refresh_tallies(consultation)
    second = await publish_version(consultation, None, DAY + timedelta(days=1))
    (then,), (now,) = first.document["reach"], second.document["reach"]
    assert [line["heard"] for line in now["lines"]] == ["50", "30", "no one yet"]
    assert now["unsaid"] == then["unsaid"], "two more who did not say would stand out"


async def test_nobody_is_counted_by_the_thousand_where_they_are_a_few(seeds):
    lines = compare([40, 3, 17], [Living("a", 2000), Living("b", 3000), Living("c", 500)])
    assert [line.per_thousand for line in say_publicly(lines, Rules())] == ["20.0", "", ""]


async def test_staff_see_by_which_way_each_group_came_and_who_had_help(client, sign_in, seeds):
    consultation = await make_consultation()
    await speak(consultation, 3, group="young_person", helped="read")
    await speak(consultation, 2, group="parent_carer", helped="no")
    await Voice.filter(consultation_id=consultation.id, group="parent_carer").update(mode="paper")
    ways, table = await ways_of(consultation)
    assert ways == ["On this site", "On paper"]
    assert [(one.group, one.counts) for one in table] == [
        ("Child or young person", (3, 0)),
        ("Parent or carer", (0, 2)),
    ]
    await sign_in(Role.READER)
    page = (await client.get(f"/staff/consultations/{consultation.slug}/reach")).text
    assert "Which group came by which way" in page
    assert "Did someone help? No: 2; Someone helped me to read: 3." in page


async def test_tables_with_which_nobody_is_compared_are_shown_with_their_caution(client, seeds):
    page = (await client.get("/priorities")).text
    for words in (
        "SEND students in educational settings 2020",
        "Norfolk adds up to 102.6, England adds up to 104.3, not to 100. We compare nobody with it.",
        "Some numbers of this table may be wrong",
        "New EHC Plans issued within 20 weeks",
        ">20.1<",
    ):
        assert words in page
    assert TITLE not in page


async def test_a_gap_becomes_an_action_with_an_owner_and_a_day(seeds, client, sign_in):
    consultation = await make_consultation()
    await sign_in(Role.ANALYST, consultation=consultation)
    page = f"/staff/consultations/{consultation.slug}/reach"
    assert "Nothing is planned yet" in (await client.get(page)).text
    empty = await client.post(f"{page}/plan", data={"what": "Ring the colleges"})
    assert empty.status_code == 400
    for said in ("Choose a group", "Enter the role", "Give the day", "Ring the colleges"):
        assert said in empty.text
    sent = {
        "group": SOMEBODY_ELSE,
        "what": "Ring the colleges",
        "owner_role": "Head of colleges",
        **day_of(today()),
    }
    past = await client.post(f"{page}/plan", data=sent | day_of(today() - timedelta(days=1)))
    assert "today or later" in past.text
    assert (await client.post(f"{page}/plan", data=sent)).status_code == 303
    (planned,) = await outreach_of(consultation)
    assert planned.is_late(today() + timedelta(days=1))
    assert "Head of colleges" in (await client.get(page)).text
    for _ in range(2):
        assert (await client.post(f"{page}/{planned.id}/done")).status_code == 303
    assert "Done on" in (await client.get(page)).text
    assert await AuditEntry.filter(action="finish outreach").count() == 1
    assert (await client.post(f"{page}/{uuid4()}/done")).status_code == 404
    await sign_in(Role.READER, consultation=consultation)
    assert "Put it on the list" not in (await client.get(page)).text
    assert (await client.post(f"{page}/plan", data=sent)).status_code == 403


def day_of(day):
    return {"due_on-day": str(day.day), "due_on-month": str(day.month), "due_on-year": str(day.year)}
