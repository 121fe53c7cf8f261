"""The line of the strategy that a suggestion is nearest to: offered, never linked by itself."""

from analysis.comments import Coding, Span, Suggestions
from feedback.core.roles import Role
from feedback.strategy.models import Line
from feedback.themes.adopting import adopt_suggestion
from feedback.themes.models import Suggestion, SuggestionRun
from feedback.themes.nearest_lines import find_nearest_lines
from feedback.themes.running import store_suggestions
from tests.makers.consultations import make_consultation
from tests.makers.strategy import make_norfolk
from tests.makers.themes import NOW, make_comments
from tests.themes.test_pages import at
from tests.themes.test_zoom import suggested
from tests.web import make_account

SKILLS = "All those working with or volunteering to support CYP have the right skills"


def found_in(comments, label):
    theme = suggested("t1", label)
    spans = tuple(Span(str(one.id), 0, len(one.words)) for one in comments)
    codings = tuple(Coding(one.comment, "t1", one.start, one.end, 0.6) for one in spans)
    theme = type(theme)("t1", label, (), len(spans), spans, None, 0.5)
    return Suggestions((theme,), codings, (), (), {"name": "by hand 1"})


async def test_the_nearest_line_is_offered_and_linked_by_nobody(client, sign_in):
    await make_norfolk()
    consultation = await make_consultation()
    said = await make_comments(
        consultation, 3, "The staff have no training and need better skills", "parent_carer"
    )
    found = found_in(said, "Training of staff")
    lines = await find_nearest_lines(found)
    line = await Line.get(id=lines["t1"])
    assert line.text.startswith(SKILLS)
    run = await SuggestionRun.create(consultation=consultation, started_at=NOW)
    await store_suggestions(run, found, lines=lines)
    await sign_in(Role.ANALYST)
    assert SKILLS in (await client.get(at(consultation, "themes"))).text
    suggestion = await Suggestion.get(run_id=run.id).select_related("run__consultation")
    theme = await adopt_suggestion(suggestion, await make_account(Role.ANALYST), NOW, 0, "Training")
    assert theme.priority_id is None
    page = (await client.get(at(consultation, "themes", theme.id, "edit"))).text
    assert SKILLS in page
    assert "That is the machine’s guess. You decide." in page


async def test_without_a_strategy_or_a_near_line_nothing_is_offered(db):
    consultation = await make_consultation()
    said = await make_comments(consultation, 2, "The volcano erupted")
    found = found_in(said, "Volcano")
    assert await find_nearest_lines(found) == {}
    await make_norfolk()
    assert await find_nearest_lines(found) == {}
