"""Young people's pages can be read at nine, other public pages at eleven."""

from feedback.core.roles import Role
from feedback.strategy.models import Priority
from tests.contracts.county import make_county
from tests.makers.surveys import make_survey
from tests.reading_age import reading_of
from tests.surveys.test_answering import ANSWERS, answer, begin, check_key, send
from tests.web import make_account

YOUNG, OTHERS = 9.0, 11.0
# The strategy's own words stand on these pages as they were published.
QUOTING = 1.0


def test_hard_words_and_long_sentences_are_found():
    easy = reading_of("<main><p>We read what you say. Then we tell you what we did.</p></main>")
    hard = reading_of(
        "<main><p>Multi-agency commissioning arrangements necessitate consideration.</p></main>"
    )
    assert easy.age < 8 < 15 < hard.age


async def test_young_people_can_read_what_they_meet(client, db):
    survey = await make_survey()
    slug = survey.slug
    pages = {path: (await client.get(path)).text for path in (f"/s/{slug}", "/help", "/receipt", "/display")}
    await begin(client, survey)
    for number, typed in enumerate(ANSWERS, 1):
        pages[f"question {number}"] = (await client.get(f"/s/{slug}/q/{number}")).text
        await answer(client, survey, number, **typed)
    key = await check_key(client, survey)
    pages["check"] = (await client.get(f"/s/{slug}/check")).text
    pages["stop"] = (await client.get(f"/s/{slug}/stop")).text
    await send(client, survey, key)
    pages["thanks"] = (await client.get(f"/s/{slug}/thanks")).text
    pages["nowhere"] = (await client.get("/nowhere")).text
    hard = {name: reading_of(page) for name, page in pages.items() if reading_of(page).age > YOUNG}
    assert not hard


async def test_members_of_the_youth_forum_can_read_their_pages(client, db):
    county = await make_county(db, await make_account(Role.EDITOR))
    paths = ["/youth", "/youth/join", "/youth/back", "/youth/left"]
    pages = {path: (await client.get(path)).text for path in paths}
    client.cookies.set("youth", county.tokens["youth"], domain="heard.test", path="/")
    ids = county.ids
    paths = ["", "/idea", "/thanks", "/mine", "/leave", f"/requests/{ids['request_id']}"]
    paths += [f"/wordings/{ids['test_id']}", f"/replies/{ids['asked_id']}"]
    pages |= {f"member {path}": (await client.get(f"/youth{path}")).text for path in paths}
    hard = {name: reading_of(page) for name, page in pages.items() if reading_of(page).age > YOUNG}
    assert not hard


async def test_everybody_else_can_read_theirs(client, db):
    await make_county(db, await make_account(Role.EDITOR))
    paths = [
        "/",
        "/consultations",
        "/replies",
        "/privacy",
        "/cookies",
        "/accessibility",
        "/about",
        "/youth/asked",
    ]
    hard = {
        path: found for path in paths if (found := reading_of((await client.get(path)).text)).age > OTHERS
    }
    assert not hard
    for priority in await Priority.all():
        answer = await client.get(f"/priorities/{priority.slug}")
        assert answer.status_code == 200
        found = reading_of(answer.text)
        assert found.age <= OTHERS + QUOTING, found
