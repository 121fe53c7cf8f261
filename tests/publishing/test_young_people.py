"""Young people's words by life outcome: consented, checked by two, safe, of a large enough group, gone at once."""

from datetime import UTC, date, datetime

import pytest

from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.privacy.withdrawing import stop_quoting, withdraw_voice
from feedback.publishing.models import VoiceQuote
from feedback.publishing.young_people import offered_quotes, place_quote, read_voice_page
from feedback.safety.models import SafetyItem
from feedback.strategy.models import Outcome
from feedback.themes.editions import publish_report
from feedback.themes.models import Coding
from feedback.themes.quotes import check_quote, choose_quote
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment, CommentState, Voice
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account
from tests.makers.replies import make_theme, make_voice
from tests.makers.strategy import make_norfolk

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TODAY = date(2026, 5, 4)
WORDS = "I want my own flat one day"


async def a_quote(people: int = 12, silent: int = 6, is_checked: bool = True, **about: str):
    """A young person's words, chosen and checked for the public report of a consultation.

    `people` young people speak of the theme, and `silent` of something else, as do some of the parents.
    """
    consultation = await make_consultation()
    own = await make_voice(consultation, WORDS, **({"spoken_by": "own"} | about))
    others = [await make_voice(consultation, f"A home, number {number}") for number in range(people - 1)]
    for number in range(silent):
        await make_voice(consultation, f"Buses, number {number}")
    parents = [await make_voice(consultation, f"A house {n}", group="parent_carer") for n in range(17)]
    spoken = [own, *others, *parents[:11]]
    theme = await make_theme(consultation, "A home", [one.comments[0] for one in spoken])
    await refresh_tallies(consultation)
    await publish_report(consultation, None, TODAY)
    coding = await Coding.get(comment_id=own.comments[0].id, theme=theme)
    quote = await choose_quote(coding, await make_account(), TODAY)
    if is_checked:
        await check_quote(quote, await make_account(name="Bea"), TODAY)
    return consultation, quote, own


async def on_the_page(code: str = "PFAL4"):
    """A quote that everybody can read."""
    await make_norfolk()
    consultation, quote, own = await a_quote()
    outcome = await Outcome.get(code=code)
    await place_quote(await make_account(), consultation, quote.id, outcome, TODAY)
    return consultation, quote, own


async def shown() -> dict[str, list[str]]:
    page = await read_voice_page()
    return {part.outcome.code: [one.words for one in part.quotes] for part in page if part.quotes}


async def test_it_stands_under_its_outcome_and_can_be_filtered(client):
    await on_the_page()
    assert await shown() == {"PFAL4": [WORDS]}
    page = await client.get("/young-people")
    assert WORDS in page.text
    assert "A home" in page.text
    assert "12 young people" in page.text
    assert WORDS in (await client.get("/young-people?outcome=PFAL4")).text
    assert WORDS not in (await client.get("/young-people?outcome=PFAL1")).text
    assert (await client.get("/young-people?outcome=PFAL9")).status_code == 404


async def test_the_code_takes_it_away_at_once(client):
    _, _, own = await on_the_page()
    await client.get(f"/r/{own.code}")
    assert (await client.post("/receipt/delete")).status_code == 303
    page = await client.get("/young-people")
    assert WORDS not in page.text
    assert "somebody took their words back" in page.text
    assert not await VoiceQuote.exists()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("how", ["withdrawn", "consent", "held", "open item", "another group"])
async def test_what_may_be_shown_is_asked_each_time(how):
    consultation, _, own = await on_the_page()
    comment = own.comments[0]
    if how == "withdrawn":
        await withdraw_voice(own.voice, NOW, TODAY)
    elif how == "consent":
        await stop_quoting(own.voice, TODAY)
    elif how == "held":
        await Comment.filter(id=comment.id).update(state=CommentState.HELD)
    elif how == "open item":
        await SafetyItem.create(
            comment_id=comment.id, consultation_id=consultation.id, words="", raised_at=NOW
        )
    else:
        await Voice.filter(id=own.voice.id).update(group="parent_carer")
    assert await shown() == {}


@pytest.mark.usefixtures("db")
async def test_a_group_of_fewer_than_ten_is_not_pointed_at():
    await make_norfolk()
    consultation, quote, _ = await a_quote(people=9, silent=0)
    outcome = await Outcome.get(code="PFAL1")
    with pytest.raises(Refusal, match="fewer than ten young people"):
        await place_quote(await make_account(), consultation, quote.id, outcome, TODAY)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("is_checked", "about"),
    [(False, {}), (True, {"spoken_by": "for_one"}), (True, {"group": "parent_carer"})],
    ids=["unchecked", "for somebody", "parent"],
)
async def test_only_a_young_persons_own_checked_words_are_offered(is_checked, about):
    await make_norfolk()
    consultation, quote, _ = await a_quote(people=13, is_checked=is_checked, **about)
    assert await offered_quotes(consultation) == []
    outcome = await Outcome.get(code="PFAL1")
    with pytest.raises(Refusal, match="cannot be on the page"):
        await place_quote(await make_account(), consultation, quote.id, outcome, TODAY)


async def test_a_publisher_places_moves_and_removes_it(client, sign_in):
    await make_norfolk()
    consultation, quote, _ = await a_quote()
    await sign_in(Role.PUBLISHER, consultation=consultation)
    page = f"/staff/consultations/{consultation.slug}/young-people"
    assert WORDS in (await client.get(page)).text
    for code in ("PFAL2", "PFAL3"):
        assert (await client.post(f"{page}/{quote.id}", data={"outcome": code})).status_code == 303
        assert await shown() == {code: [WORDS]}
    assert (await client.post(f"{page}/{quote.id}", data={"outcome": "PFAL9"})).status_code == 422
    assert (await client.post(f"{page}/{quote.id}", data={"outcome": ""})).status_code == 303
    assert await shown() == {}
    elsewhere = await make_consultation()
    other = f"/staff/consultations/{elsewhere.slug}/young-people/{quote.id}"
    assert (await client.post(other, data={"outcome": "PFAL2"})).status_code == 403
