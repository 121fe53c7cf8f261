"""Counts of answers, by question and by who speaks."""

import re

from feedback.core.roles import Role
from feedback.voices.models import VoiceState
from surveys.models import Response
from surveys.results import results_of
from tests.makers.surveys import make_survey
from tests.surveys.test_answering import answer, begin, check_key, send
from tests.web import new_client


async def take_part(app, survey, group, words, answers):
    async with new_client(app) as person:
        await begin(person, survey)
        for number, typed in enumerate(answers, 1):
            await answer(person, survey, number, **typed)
        for number, value in enumerate((words, group), 1):
            await person.post(f"/s/{survey.slug}/about/{number}", data={"go": "next", "answer": value})
        await send(person, survey, await check_key(person, survey))


async def test_groups_and_whose_words_are_never_merged(app, client, sign_in):
    survey = await make_survey(kinds=("some_of", "long_text"), asks_about=["spoken_by", "group"])
    noise = await make_survey(kinds=("some_of",), asks_about=["spoken_by", "group"])
    await take_part(app, noise, "young_person", "own", [{"answer": ["c1"]}])
    words = {"answer": "The bus is late"}
    await take_part(app, survey, "young_person", "own", [{"answer": ["c1", "c2"]}, words])
    await take_part(app, survey, "young_person", "with_help", [{"answer": "unknown"}, {"unknown": "y"}])
    await take_part(app, survey, "parent_carer", "own", [{"answer": ["c1"]}, {"go": "skip"}])
    await take_part(app, survey, "parent_carer", "own", [{"answer": ["c1"]}, {"go": "skip"}])
    total, (some, text) = await results_of(survey)
    assert total == 4
    assert some.columns == ["A friend", "A plan", "A quiet room", "I don’t know", "Skipped"]
    assert some.table == [
        ("Parent or carer: My own words", [2, 0, 0, 0, 0]),
        ("Child or young person: My own words", [1, 1, 0, 0, 0]),
        ("Child or young person: My own words, and someone helped me", [0, 0, 0, 1, 0]),
    ]
    assert [numbers for _, numbers in text.table] == [[0, 0, 2], [1, 0, 0], [0, 1, 0]]
    gone = (await Response.filter(survey_id=survey.id, voice__group="young_person").select_related("voice"))[
        0
    ]
    gone.voice.state = VoiceState.WITHDRAWN
    await gone.voice.save()
    assert (await results_of(survey))[0] == 3
    await sign_in(Role.READER)
    page = (await client.get(f"/staff/surveys/{survey.slug}/results")).text
    assert "3 responses" in page
    assert "The bus is late" not in page
    assert len(re.findall(r">2 <span[^>]*>do not publish</span>", page)) == 2


async def test_small_numbers_of_a_scale_are_marked_in_its_chart(app, client, sign_in):
    survey = await make_survey(kinds=("five_faces",), asks_about=["spoken_by", "group"])
    await take_part(app, survey, "young_person", "own", [{"answer": "face5"}])
    await sign_in(Role.READER)
    page = (await client.get(f"/staff/surveys/{survey.slug}/results")).text
    assert "1, do not publish" in page
