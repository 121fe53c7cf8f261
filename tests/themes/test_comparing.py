"""What differs from the run before, told in sentences and shown in the workspace."""

from dataclasses import replace
from datetime import timedelta

from analysis.comments import Coding as Found
from analysis.comments import Suggestions, VoicesOfFew
from feedback.core.roles import Role
from feedback.themes.comparing import read_before, tell_changes
from feedback.themes.models import SuggestionRun
from feedback.themes.running import store_suggestions
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation
from tests.makers.themes import NOW, make_comments
from tests.themes.test_pages import at
from tests.themes.test_zoom import suggested


def run_of(placed):
    """What a run finds that puts these comments under these labels."""
    themes = tuple(suggested(f"t{place}", label) for place, label in enumerate(placed, 1))
    codings = tuple(
        Found(str(comment.id), theme.id, 0, 5, 0.6) for theme in themes for comment in placed[theme.label]
    )
    return Suggestions(themes, codings, (), (), {"name": "by hand 1"})


async def store(consultation, found, day):
    run = await SuggestionRun.create(consultation=consultation, started_at=NOW + timedelta(days=day))
    changes = tell_changes(await read_before(run), found)
    await store_suggestions(run, found, changes)
    return changes


async def test_a_second_run_says_what_grew_split_merged_and_is_new_or_gone(db):
    consultation = await make_consultation()
    said = await make_comments(consultation, 40, group="parent_carer")
    first = {
        "Taxis": said[:6],
        "Plans": said[6:14],
        "Food": said[14:18],
        "Meals": said[18:22],
        "Toys": said[22:24],
    }
    assert await store(consultation, run_of(first), 0) == []
    second = {
        "Taxis": said[:6] + said[24:30],
        "Plans": said[6:11],
        "Reviews": said[11:14],
        "Lunch": said[14:22],
        "Parking": said[30:34],
    }
    changes = await store(consultation, run_of(second), 1)
    assert set(changes) == {
        "“Taxis” grew from 6 to 12 comments.",
        "“Plans” is now “Plans” and “Reviews”.",
        "“Food” and “Meals” are one theme now: “Lunch”.",
        "“Parking” is new: 4 comments.",
        "“Toys” is gone.",
    }
    assert await store(consultation, run_of(second), 2) == []


async def test_the_workspace_says_what_changed(client, sign_in):
    consultation = await make_consultation()
    said = await make_comments(consultation, 12, group="parent_carer")
    await store(consultation, run_of({"Taxis": said[:4]}), 0)
    await store(consultation, run_of({"Taxis": said[:8], "Plans": said[8:]}), 1)
    await sign_in(Role.ANALYST)
    page = (await client.get(at(consultation, "themes"))).text
    assert "What changed since we last looked" in page
    assert "“Taxis” grew from 4 to 8 comments." in page
    assert "“Plans” is new: 4 comments." in page


async def test_voices_of_few_have_a_list_of_their_own(client, sign_in):
    consultation = await make_consultation()
    said = await make_comments(consultation, 5, group="parent_carer")
    found = run_of({"Taxis": said})
    few = tuple(VoicesOfFew((str(one.id),), "t1", 0.1, "Hardly anything resembles it.") for one in said[3:])
    await store(consultation, replace(found, voices_of_few=few), 0)
    await Comment.filter(id=said[4].id).update(state=CommentState.WITHDRAWN)
    await sign_in(Role.ANALYST)
    page = (await client.get(at(consultation, "comments", "few"))).text
    assert "1 comment." in page
    assert said[3].words in page
    assert all(one.words not in page for one in (*said[:3], said[4]))
