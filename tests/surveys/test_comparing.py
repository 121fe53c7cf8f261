"""A survey copied from last year's: what it takes along, and both years' answers side by side."""

from feedback.consultations.models import ConsultationState
from feedback.core.clock import now
from feedback.core.roles import Role
from surveys import building, readiness
from surveys.building import Wording
from surveys.comparing import compare
from surveys.models import Question, Survey, SurveyState
from tests.makers.consultations import make_consultation
from tests.makers.surveys import LAST_DAY, make_survey
from tests.surveys.test_results import take_part

ASKS = ["spoken_by", "group"]
FEW = "{} (do not publish)"


async def copied_survey(source: Survey) -> Survey:
    target = await make_consultation(title="This year", closes_on=LAST_DAY)
    return await building.copy_survey(source, target, "Your journey, again", None)


async def test_a_copy_says_where_it_came_from(client, sign_in):
    source = await make_survey(kinds=("one_of", "five_faces"))
    target = await make_consultation(state=ConsultationState.DRAFT)
    await sign_in(Role.EDITOR)
    made = await client.post(
        f"/staff/consultations/{target.slug}/surveys", data={"title": "Again", "source": source.slug}
    )
    copy = await Survey.get(consultation=target)
    assert (copy.copied_from_id, copy.state) == (source.id, SurveyState.DRAFT)
    page = (await client.get(made.headers["location"])).text
    assert "Its questions were copied from" in page
    assert f"/staff/surveys/{source.slug}" in page


async def test_then_and_now_stand_beside_each_other_for_each_kind_of_speaker(app, client, sign_in):
    source = await make_survey(kinds=("one_of", "long_text"), asks_about=ASKS)
    for value in ("c1", "c1", "c2"):
        await take_part(app, source, "young_person", "own", [{"answer": value}, {"go": "skip"}])
    copy = await copied_survey(source)
    wording = Wording("one_of", "How do you get there?", labels=("Bus", "Train"), use="To plan")
    stamp = building.question_stamp(await building.get_question(copy, "q1"))
    await building.change_question(copy, "q1", wording, stamp, None)
    await building.remove_question(copy, "q2", await stamp_of(copy), None)
    await building.add_question(copy, Wording("short_text", "Why?"), None)
    await readiness.make_ready(copy, now(), None)
    copy = await Survey.get(id=copy.id).select_related("consultation")
    for group in ("young_person", "parent_carer"):
        await take_part(app, copy, group, "own", [{"answer": "c1"}, {"answer": "Because"}])
    (only,) = await compare(copy, source)
    assert (only.text, only.was_text) == ("How do you get there?", "How do you get to school?")
    assert only.columns == ["Bus", "Train", "Taxi", "I walk", "I don’t know", "Skipped"]
    assert only.table == [
        (
            "Child or young person: My own words, then",
            [FEW.format(2), "not asked", FEW.format(1), "0", "0", "0"],
        ),
        (
            "Child or young person: My own words, now",
            [FEW.format(1), "0", "not asked", "not asked", "0", "0"],
        ),
        ("Parent or carer: My own words, then", ["0", "not asked", "0", "0", "0", "0"]),
        ("Parent or carer: My own words, now", [FEW.format(1), "0", "not asked", "not asked", "0", "0"]),
    ]
    await sign_in(Role.READER)
    page = (await client.get(f"/staff/surveys/{copy.slug}/compare")).text
    assert "It read differently then:" in page
    assert (
        f"/staff/surveys/{copy.slug}/compare"
        in (await client.get(f"/staff/surveys/{copy.slug}/results")).text
    )


async def stamp_of(survey: Survey) -> str:
    return await building.order_stamp(await building.get_latest_version(survey))


async def test_a_share_stands_beside_a_count_where_enough_people_answered(app):
    source = await make_survey(kinds=("yes_no_not_sure",), asks_about=ASKS)
    copy = await copied_survey(source)
    await readiness.make_ready(copy, now(), None)
    copy = await Survey.get(id=copy.id).select_related("consultation")
    for number in range(20):
        await take_part(app, copy, "young_person", "own", [{"answer": "yes" if number < 15 else "no"}])
    (only,) = await compare(copy, source)
    assert dict(only.table)["Child or young person: My own words, now"][:2] == ["15 (75%)", "5 (25%)"]


async def test_new_questions_and_choices_never_take_the_place_of_last_years(db):
    source = await make_survey(kinds=("one_of", "long_text", "short_text"))
    await Question.filter(version__survey_id=source.id, key="q1").update(
        choices=[{"value": "c1", "label": "Bus"}, {"value": "c7", "label": "Tram"}]
    )
    copy = await copied_survey(source)
    for key in ("q3", "q2"):
        await building.remove_question(copy, key, await stamp_of(copy), None)
    assert (await building.add_question(copy, Wording("short_text", "Why?"), None)).key == "q4"
    await Question.filter(version__survey_id=copy.id, key="q1").update(choices=[])
    stamp = building.question_stamp(await building.get_question(copy, "q1"))
    wording = Wording("one_of", "How?", labels=("Boat", "Bike"))
    changed = await building.change_question(copy, "q1", wording, stamp, None)
    assert [choice["value"] for choice in changed.choices] == ["c8", "c9"]


async def test_the_numbers_of_both_years_need_the_right_to_both(client, sign_in):
    source = await make_survey(kinds=("one_of",))
    copy = await copied_survey(source)
    await sign_in(Role.READER, consultation=await copy.consultation)
    assert (await client.get(f"/staff/surveys/{copy.slug}/compare")).status_code == 403
    await sign_in(Role.READER)
    assert (await client.get(f"/staff/surveys/{copy.slug}/compare")).status_code == 200
    assert (await client.get(f"/staff/surveys/{source.slug}/compare")).status_code == 404
