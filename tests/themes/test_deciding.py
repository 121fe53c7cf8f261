"""One comment at a time, the most useful first; all of a person's word about it at once, and undone at once."""

import re

from feedback.core.roles import Role
from feedback.privacy.withdrawing import withdraw_voice
from feedback.themes.deciding import count_undecided, find_most_useful, get_asked, settle_comment
from feedback.themes.frames import find_use
from feedback.themes.learning import ASKED, learn_by_clock
from feedback.themes.mapping import map_of
from feedback.themes.models import AskNext, Coder, Coding, FrameUse, ThemeNear, ThemePlace
from feedback.voices.models import Voice
from tests.makers.checks import make_check
from tests.makers.consultations import make_consultation
from tests.makers.themes import DAY, NOW, make_comments, make_theme
from tests.themes.test_pages import at
from tests.themes.test_tallies import check_tallies
from tests.web import make_account

SAID = {
    "Buses": ("The school bus is late", "The bus driver is kind", "No bus stops in our village"),
    "Taxis": ("The taxi firm changes drivers", "A taxi came to the wrong gate", "The taxi is full"),
    "Plans": ("The plan took a year to write", "Nobody reads the plan", "The plan names the wrong school"),
}


async def make_three():
    """Three themes of nine comments each; about the taxis the machine is least sure."""
    consultation = await make_consultation()
    themes = {}
    for title, said in SAID.items():
        comments = [one for words in said for one in await make_comments(consultation, 3, words)]
        themes[title] = await make_theme(
            consultation, title, comments, confidence=0.5 if title == "Taxis" else 0.9
        )
    return consultation, themes


async def test_without_a_ranking_the_least_sure_comes_first(db):
    consultation, themes = await make_three()
    person = await make_account(Role.ANALYST)
    first = await find_most_useful(consultation, person)
    assert await Coding.filter(comment_id=first, theme=themes["Taxis"]).exists()
    assert await count_undecided(consultation) == 27


async def test_the_machine_ranks_by_the_clock_and_only_where_something_changed(db):
    consultation, themes = await make_three()
    uses = await FrameUse.all().count()
    assert await learn_by_clock(db, NOW) == uses
    assert await learn_by_clock(db, NOW) == 0
    use = await find_use(consultation)
    ranked = await AskNext.filter(use_id=use.id).order_by("place")
    assert len(ranked) == min(27, ASKED)
    person = await make_account(Role.ANALYST)
    assert await find_most_useful(consultation, person) == ranked[0].comment_id
    top = await Coding.filter(
        comment_id__in=[one.comment_id for one in ranked[:6]], theme=themes["Taxis"]
    ).count()
    assert top >= 3
    comment = (await Coding.filter(comment_id=ranked[0].comment_id).first().select_related("comment")).comment
    await settle_comment(consultation, comment, [themes["Plans"].id], person, NOW)
    assert await find_most_useful(consultation, person) == ranked[1].comment_id
    await withdraw_voice(await Voice.get(comments__id=ranked[1].comment_id), NOW, DAY)
    assert not await AskNext.filter(comment_id=ranked[1].comment_id).exists()
    assert await learn_by_clock(db, NOW) == 1
    assert not await AskNext.filter(comment_id__in=[comment.id, ranked[1].comment_id]).exists()


async def test_a_decision_is_a_yes_or_a_no_for_each_theme_that_it_touches(db):
    consultation, themes = await make_three()
    coding = await Coding.filter(theme=themes["Taxis"]).order_by("id").first().select_related("comment")
    person = await make_account(Role.ANALYST)
    asked = await get_asked(consultation, coding.comment)
    assert [theme.title for theme in asked.themes] == ["Taxis", "Buses", "Plans"]
    decided = await settle_comment(consultation, coding.comment, [themes["Buses"].id], person, NOW)
    assert set(decided) == {themes["Taxis"].id, themes["Buses"].id}
    found = await Coding.filter(comment_id=coding.comment.id).order_by("-belongs").select_related("theme")
    assert [(one.theme.title, one.belongs, one.coder) for one in found] == [
        ("Buses", True, Coder.PERSON),
        ("Taxis", False, Coder.PERSON),
    ]
    await check_tallies(consultation)


async def test_who_codes_a_comment_blind_is_not_asked_about_it(db):
    consultation, _ = await make_three()
    await learn_by_clock(db, NOW)
    _, first, _ = await make_check(consultation, 50)
    assert await find_most_useful(consultation, first) is None
    assert await find_most_useful(consultation, await make_account(Role.ANALYST)) is not None


async def test_a_person_decides_one_after_another_and_undoes_the_one_before(client, sign_in):
    consultation, themes = await make_three()
    await sign_in(Role.ANALYST)
    listed = (await client.get(at(consultation, "comments", "unsure"))).text
    for words in ("Decide one at a time", "What only the machine decided", "The least sure come first."):
        assert words in listed
    page = await client.get(at(consultation, "comments", "next"))
    there = re.search(r'action="([^"]+)" novalidate data-keys', page.text).group(1)
    assert "We are 50% sure" in page.text
    assert page.text.count("checked") == 1
    sent = await client.post(f"{there}?keys=off", data={"themes": [str(themes["Plans"].id)]})
    following = sent.headers["location"]
    assert "keys=off&undo=" in following
    page = (await client.get(following)).text
    assert "Undo the one before" in page
    undo = re.search(r'action="([^"]+/undo\?keys=off)"', page).group(1)
    decided = re.findall(r'name="theme" value="([^"]+)"', page)
    assert len(decided) == 2
    back = await client.post(undo, data={"theme": decided})
    assert back.headers["location"].split("?")[0] == there
    assert not await Coding.filter(coder=Coder.PERSON).exists()
    assert (await client.post(there, data={"themes": "not-a-theme"})).status_code == 400
    assert (await client.get(f"{there}?undo=x&theme=y")).status_code == 200


async def test_at_the_end_nothing_is_left_to_decide(client, sign_in):
    consultation = await make_consultation()
    theme = await make_theme(consultation, "Buses", await make_comments(consultation, 1))
    await sign_in(Role.ANALYST)
    page = await client.get(at(consultation, "comments", "next"))
    there = re.search(r'action="([^"]+)" novalidate data-keys', page.text).group(1)
    sent = await client.post(there, data={"themes": str(theme.id)})
    assert sent.headers["location"] == at(consultation, "themes")
    assert "Nothing to decide" in (await client.get(at(consultation, "comments", "next"))).text


async def test_the_map_says_in_a_table_what_it_draws(client, sign_in, db):
    consultation, themes = await make_three()
    await sign_in(Role.ANALYST)
    assert "is drawn a few minutes after" in (await client.get(at(consultation, "map"))).text
    await learn_by_clock(db, NOW)
    spots = await map_of(consultation)
    assert {spot.title for spot in spots} == set(SAID)
    assert [spot.number for spot in spots] == [1, 2, 3]
    for one in spots:
        for other in spots[one.number :]:
            assert (one.across - other.across) ** 2 + (one.down - other.down) ** 2 > 100
    assert await ThemeNear.filter(theme=themes["Buses"]).count() == 2
    assert all(0 <= place.across <= 1 and 0 <= place.down <= 1 for place in await ThemePlace.all())
    page = await client.get(at(consultation, "map"))
    assert page.text.count('<circle class="map__spot"') == 3
    assert page.text.count('<th scope="row">') == 3
