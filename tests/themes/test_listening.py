"""Comments that fit no theme and resemble each other are a task for a person: something new is being said."""

from feedback.core.roles import Role
from feedback.privacy.withdrawing import withdraw_voice
from feedback.themes.adopting import adopt_suggestion
from feedback.themes.frames import find_frame
from feedback.themes.listening import find_new, listen_by_clock
from feedback.themes.models import (
    Coding,
    RunOf,
    Suggestion,
    SuggestionMember,
    SuggestionRun,
    Theme,
    Unmatched,
)
from feedback.themes.suggesting import find_last_run
from feedback.voices.models import Voice
from tests.makers.consultations import make_consultation
from tests.makers.themes import DAY, NOW, make_comments, make_theme, version_of
from tests.themes.test_pages import at
from tests.web import make_account


async def make_new():
    """A theme about buses, and eight people who speak of the heating, which no theme holds."""
    consultation = await make_consultation()
    theme = await make_theme(
        consultation, "Buses", await make_comments(consultation, 8, "The school bus is late")
    )
    new = await make_comments(consultation, 8, "The heating in the classroom is broken and it is cold")
    frame = await find_frame(consultation)
    await Unmatched.bulk_create([Unmatched(frame_id=frame.id, comment_id=one.id) for one in new])
    return consultation, theme, new


async def test_it_hears_what_is_new_once_and_again_when_more_is_said(db):
    consultation, _, new = await make_new()
    assert await listen_by_clock(db, NOW) == 1
    assert await listen_by_clock(db, NOW) == 0
    (card,) = await find_new(consultation, await make_account(Role.ANALYST))
    assert card.suggestion.size == 8
    assert "cold" in card.quotes[0]
    assert (await find_last_run(consultation)).about == RunOf.ALL
    await withdraw_voice(await Voice.get(comments__id=new[0].id), NOW, DAY)
    assert not await SuggestionMember.filter(comment_id=new[0].id).exists()
    assert await listen_by_clock(db, NOW) == 1
    assert [
        one.suggestion.size for one in await find_new(consultation, await make_account(Role.ANALYST))
    ] == [7]
    assert await SuggestionRun.filter(about=RunOf.NEW).count() == 1


async def test_it_is_quiet_when_a_person_has_taken_it_up(db):
    consultation, _, _ = await make_new()
    await listen_by_clock(db, NOW)
    (card,) = await find_new(consultation, await make_account(Role.ANALYST))
    theme = await adopt_suggestion(card.suggestion, None, NOW, await version_of(consultation))
    assert await Coding.filter(theme=theme).count() == 8
    assert await listen_by_clock(db, NOW) == 0
    assert await find_new(consultation, await make_account(Role.ANALYST)) == []
    assert await Suggestion.filter(adopted_as_id=theme.id).exists()


async def test_it_is_a_task_on_the_start_page_and_in_the_workspace(client, sign_in, db):
    consultation, _, _ = await make_new()
    await listen_by_clock(db, NOW)
    await sign_in(Role.ANALYST)
    assert "Something new is being said in" in (await client.get("/staff")).text
    page = await client.get(at(consultation, "themes"))
    assert "Something new is being said" in page.text
    (card,) = await find_new(consultation, await make_account(Role.ANALYST))
    address = at(consultation, "suggestions", card.suggestion.id, "adopt")
    sent = await client.post(address, data={"n1-title": "Cold rooms", "n1-version": "1", "n1-into": ""})
    assert sent.status_code == 303
    assert await Theme.filter(title="Cold rooms").exists()
    assert "Something new" not in (await client.get(at(consultation, "themes"))).text
