"""Every recommendation of a review shows until somebody answers it (D54)."""

import pytest

from feedback.core.errors import Refusal
from feedback.strategy.development_models import Recommendation, Stage
from feedback.strategy.developments import reviews_with_open_recommendations
from feedback.strategy.reviewing import (
    Respond,
    add_finding,
    add_recommendation,
    add_review,
    find_review,
    open_recommendations,
    respond_to_review,
)
from tests.makers.developments import DAY, make_development, make_local_offer
from tests.web import make_account

CHANGED = Respond(text="The measures changed.", stage=Stage.DONE, owner="Head of therapies")


async def test_of_the_countys_speech_therapy_review_exactly_four_are_open(db):
    found = await make_local_offer()
    still_open = await open_recommendations(found["DEV5"])
    assert [one.code for one in still_open] == ["DEV5-R3", "DEV5-R4", "DEV5-R5", "DEV5-R6"]
    assert await reviews_with_open_recommendations() == {found["DEV5"].id: 4}
    page = await find_review(found["DEV5"])
    assert [response.code for response in page.general] == ["DEV5-A2"]
    assert len(page.findings) == 3
    assert len(page.asked[1].recommendation.parts) == 2


async def test_an_answer_closes_what_it_answers_and_nothing_else(db):
    found = await make_local_offer()
    account, page = await make_account(), await find_review(found["DEV5"])
    third = await Recommendation.get(code="DEV5-R3")
    await respond_to_review(account, page.review, CHANGED, [third.id], DAY)
    assert [one.code for one in await open_recommendations(found["DEV5"])] == [
        "DEV5-R4",
        "DEV5-R5",
        "DEV5-R6",
    ]
    await respond_to_review(account, page.review, CHANGED, [], DAY)
    assert len(await open_recommendations(found["DEV5"])) == 3


async def test_a_review_of_our_own_from_the_first_finding_to_the_last_answer(db):
    await make_local_offer()
    account, development = await make_account(), await make_development()
    assert await find_review(development) is None
    review = await add_review(account, development, "The youth council", "May 2026", "Forty young people.")
    with pytest.raises(Refusal, match="a review here already"):
        await add_review(account, development, "Somebody else", "", "")
    await add_finding(account, review, "Rooms are loud.")
    first = await add_recommendation(account, review, "Make them quiet.", ["In Norwich", "In Thetford"])
    second = await add_recommendation(account, review, "Ask us again in a year.")
    assert [one.code for one in await open_recommendations(development)] == ["R1", "R2"]
    await respond_to_review(account, review, CHANGED, [first.id, second.id], DAY)
    assert await open_recommendations(development) == []
    assert development.id not in await reviews_with_open_recommendations()


async def test_a_recommendation_of_another_review_is_not_answered_here(db):
    found = await make_local_offer()
    account, development = await make_account(), await make_development()
    review = await add_review(account, development, "The youth council", "", "")
    theirs = (await open_recommendations(found["DEV5"]))[0]
    with pytest.raises(Refusal, match="of this review"):
        await respond_to_review(account, review, CHANGED, [theirs.id], DAY)
    assert len(await open_recommendations(found["DEV5"])) == 4
