"""Broad suggestions with their fine ones: seen together, adopted at either level."""

from analysis.comments import Coding as Found
from analysis.comments import SuggestedTheme, Suggestions
from feedback.core.roles import Role
from feedback.themes.adopting import adopt_suggestion
from feedback.themes.frames import find_frame
from feedback.themes.models import Coding, Suggestion, SuggestionRun, Theme
from feedback.themes.running import store_suggestions
from feedback.themes.suggesting import members_of, suggestion_cards
from feedback.themes.undoing import undo_change
from feedback.themes.waiting import count_suggestions
from tests.makers.consultations import make_consultation
from tests.makers.themes import NOW, make_comments, version_of
from tests.themes.test_pages import at
from tests.themes.test_tallies import check_tallies
from tests.web import make_account


def suggested(id_, label, parent=None, cohesion=0.5):
    return SuggestedTheme(id_, label, (), 0, (), parent, cohesion)


async def make_levels():
    """Two broad themes: travel holds buses and taxis, which share a comment; forms has one fine one only."""
    consultation = await make_consultation()
    comments = await make_comments(consultation, 10, group="parent_carer")
    placed = {"f1": comments[:4], "f2": comments[3:6], "f3": comments[6:]}
    themes = (
        suggested("t1", "Travel"),
        suggested("t2", "Paper"),
        suggested("f1", "Buses", "t1"),
        suggested("f2", "Taxis", "t1"),
        suggested("f3", "Forms", "t2"),
    )
    codings = tuple(
        Found(str(comment.id), theme, 0, 5, 0.6) for theme, held in placed.items() for comment in held
    )
    run = await SuggestionRun.create(consultation=consultation, started_at=NOW)
    await store_suggestions(run, Suggestions(themes, codings, (), (), {"name": "by hand 1"}))
    return consultation, run


async def by_label(run):
    return {one.label: one for one in await Suggestion.filter(run_id=run.id).order_by("position")}


async def test_a_run_keeps_both_levels_and_a_broad_one_of_a_single_fine_one_is_that(db):
    consultation, run = await make_levels()
    found = await by_label(run)
    assert list(found) == ["Travel", "Buses", "Taxis", "Forms"]
    assert found["Buses"].parent_id == found["Taxis"].parent_id == found["Travel"].id
    assert (found["Forms"].parent_id, found["Travel"].size, found["Forms"].size) == (None, 6, 4)
    assert len({one.comment_id for one in await members_of(found["Travel"])}) == 6
    cards = {
        card.suggestion.label: card
        for card in await suggestion_cards(
            await SuggestionRun.get(id=run.id), await make_account(Role.ANALYST)
        )
    }
    assert cards["Travel"].groups == (("Parent or carer", 6),)
    assert cards["Travel"].sure == "We are about 6 in 10 sure that a comment belongs here."
    assert await count_suggestions([consultation.id]) == {consultation.id: 2}


async def test_a_broad_one_is_adopted_with_the_comments_of_all_its_fine_ones(db):
    consultation, run = await make_levels()
    found = await by_label(run)
    person = await make_account(Role.ANALYST)
    theme = await adopt_suggestion(found["Travel"], person, NOW, 0)
    assert await Coding.filter(theme=theme).count() == 6
    assert await Suggestion.filter(run_id=run.id, adopted_as_id=None).values_list("label", flat=True) == [
        "Forms"
    ]
    await check_tallies(consultation)
    frame = await find_frame(consultation)
    await undo_change(frame, 1, person, NOW, 1)
    assert await Suggestion.filter(run_id=run.id, adopted_as_id=None).count() == 4


async def test_fine_ones_are_adopted_alone_and_the_broad_one_holds_the_rest(db):
    _, run = await make_levels()
    found = await by_label(run)
    buses = await adopt_suggestion(found["Buses"], None, NOW, 0)
    assert await Coding.filter(theme=buses).count() == 4
    travel = await adopt_suggestion(found["Travel"], None, NOW, 1)
    assert await Coding.filter(theme=travel).count() == 3
    other, run = await make_levels()
    found = await by_label(run)
    for label in ("Buses", "Taxis"):
        await adopt_suggestion(found[label], None, NOW, await version_of(other))
    assert await Suggestion.filter(run_id=run.id, adopted_as_id=None).values_list("label", flat=True) == [
        "Forms"
    ]


async def test_the_page_shows_broad_ones_with_the_fine_ones_inside(client, sign_in):
    consultation, run = await make_levels()
    found = await by_label(run)
    await sign_in(Role.ANALYST)
    page = await client.get(at(consultation, "themes"))
    assert "Look closer: 2 finer themes in “Travel”" in page.text
    assert page.text.index("Travel") < page.text.index("Buses") < page.text.index("Forms")
    assert "6 comments" in (await client.get(at(consultation, "suggestions", found["Travel"].id))).text
    prefix = f"s{found['Taxis'].position}-"
    data = {f"{prefix}title": "", f"{prefix}version": "0", f"{prefix}into": ""}
    wrong = await client.post(at(consultation, "suggestions", found["Taxis"].id, "adopt"), data=data)
    assert wrong.status_code == 400
    assert '<details class="govuk-details" open' in wrong.text
    await client.post(at(consultation, "themes", "adopt"), data={"version": "0"})
    assert sorted(
        await Theme.filter(title__in=["Travel", "Buses", "Forms"]).values_list("title", flat=True)
    ) == [
        "Forms",
        "Travel",
    ]
