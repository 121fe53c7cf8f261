"""After a later strategy is loaded, each public page shows what hung on the earlier one in its new place."""

from typing import Any

import pytest

from feedback.consultations.models import ConsultationPriority
from feedback.contacts.asking import ask_to_hear, confirm_contact
from feedback.contacts.models import Contact, Wish
from feedback.core.clock import now, today
from feedback.core.models import Mail
from feedback.publishing.young_people import offered_quotes
from feedback.replies.telling import about_priority, tell_followers
from feedback.strategy.crosswalk import place_line, place_priority
from feedback.strategy.developing import link_development
from feedback.strategy.loading import load_strategy
from feedback.strategy.models import Line, Priority
from feedback.voices.always_open import HELPFUL_LINE
from tests.makers.consultations import make_consultation
from tests.makers.developments import make_development
from tests.makers.strategy import DAY, make_norfolk, small_document
from tests.publishing.making import make_reply
from tests.publishing.test_young_people import WORDS, on_the_page
from tests.web import make_account

BASE = "http://heard.test"


async def a_later_strategy(**more: Any) -> Priority:
    """Of one priority, which the earlier P4 became."""
    old = await Priority.get(code="P4")
    await load_strategy(small_document(**more), DAY)
    new = await Priority.get(strategy__is_current=True)
    await place_priority(await make_account(), old, [new.id], "The same idea.", DAY)
    return new


async def test_what_was_asked_replied_and_developed_stands_under_the_new_priority(client):
    await make_norfolk()
    old, elsewhere = await Priority.get(code="P4"), await Priority.get(code="P1")
    asked = await make_consultation(title="Work after school")
    await ConsultationPriority.create(consultation=asked, priority=old)
    reply = await make_reply(asked, old)
    other = await make_reply(await make_consultation(), elsewhere, slug="other", title="Another reply")
    development = await make_development()
    await link_development(await make_account(), development, [old.id], [])
    new = await a_later_strategy()
    for path in ("/replies", "/replies.atom", "/replies.json"):
        found = (await client.get(f"{path}?priority={new.slug}")).text
        assert (reply.title in found, other.title in found) == (True, False)
    assert development.title in (await client.get(f"/developments?priority={new.slug}")).text
    assert development.title not in (await client.get(f"/developments?priority={elsewhere.slug}")).text
    assert f"/consultations/{asked.slug}" in (await client.get(f"/priorities/{new.slug}")).text


@pytest.mark.parametrize("is_old_reply", [True, False])
async def test_who_follows_a_priority_hears_of_it_in_every_edition(db, is_old_reply):
    await make_norfolk()
    old = await Priority.get(code="P4")
    new = await a_later_strategy()
    for address, priority in (("old@example.org", old), ("new@example.org", new)):
        await ask_to_hear(address, about_priority(priority.slug), "A priority", Wish.NEWS, BASE, today())
        await confirm_contact(await Contact.get(address=address), today())
    await make_reply(await make_consultation(), old if is_old_reply else new)
    assert await tell_followers(db, now()) == 2
    told = await Mail.filter(subject__startswith="You said").values_list("to", flat=True)
    assert set(told) == {"old@example.org", "new@example.org"}


@pytest.mark.parametrize("text", ["Independent living", "Living independently: independent homes", ""])
async def test_young_peoples_words_stay_on_their_page(client, text):
    consultation, quote, _ = await on_the_page("PFAL4")
    items = [{"id": "PFAL1", "text": "Being healthy"}, {"id": "PFAL4", "text": text or "Having money"}]
    await a_later_strategy(pfal_outcomes={"priority_id": "P1", "items": items})
    page = (await client.get("/young-people")).text
    assert WORDS in page
    heading = text or "Independent living"  # under its own name where no outcome of today says the same
    assert page.index(f"<h2>{heading}") < page.index(WORDS)
    assert (WORDS in (await client.get("/young-people?outcome=PFAL4")).text) is bool(text)
    assert [one.quote.id for one in await offered_quotes(consultation)] == [quote.id]


async def test_ratings_of_our_pages_stand_under_the_line_that_took_the_place_of_theirs(client):
    await make_norfolk()
    old, p4 = await Line.get(code=HELPFUL_LINE), await Line.get(code="P4-W1")
    new = await a_later_strategy()
    page = f"/priorities/{new.slug}"
    assert "Was this page helpful?" not in (await client.get(page)).text.split("<main")[1].split("</main>")[0]
    line = await Line.get(code="P1-W1", priority=new)
    await place_line(await make_account(), old, [line.id], "The same idea.", DAY)
    await place_line(await make_account(), p4, [line.id], "It is part of it.", DAY)
    assert f"for “{line.text}”" in (await client.get(page)).text
