"""A number of the report opens the comments that it counted, and no other."""

import re
from html import unescape

import pytest

from feedback.core.roles import Role
from feedback.themes.models import Theme
from feedback.voices.about import About
from feedback.voices.models import Comment
from tests.makers.consultations import make_consultation
from tests.makers.themes import make_comments, make_theme
from tests.makers.voices import make_voice


@pytest.fixture
async def talked_about(db):
    consultation = await make_consultation()
    parents = await make_comments(consultation, 4, "A parent.", "parent_carer")
    young = await make_comments(consultation, 3, "Someone young.", "young_person", age_band="13-15")
    older = await make_comments(consultation, 2, "At college.", "young_person", age_band="16-17")
    about = About(group="parent_carer")
    twice = (await make_voice("Nothing.", "A parent. (9)", consultation=consultation, about=about)).comments
    second = [comment for comment in twice if comment.question_key == "q2"]
    await make_theme(consultation, "Buses", [*parents[:3], *young[:2], *older[:1], *second])
    return consultation


def links_of(page: str, wanted: str) -> set[str]:
    return {unescape(found) for found in re.findall(r'href="([^"]+)"', page) if re.search(wanted, found)}


@pytest.mark.parametrize(
    ("filters", "said", "alone"),
    [
        ("group=young_person", {"Someone young. (0)", "Someone young. (1)", "At college. (0)"}, 2),
        ("group=young_person&age_band=13-15", {"Someone young. (0)", "Someone young. (1)"}, 1),
        ("group=parent_carer&question=q1", {"A parent. (0)", "A parent. (1)", "A parent. (2)"}, 2),
    ],
)
async def test_the_links_of_a_filtered_report_keep_its_filters(
    client, sign_in, talked_about, filters, said, alone
):
    await sign_in(Role.ANALYST)
    report = f"/staff/consultations/{talked_about.slug}/report?{filters}"
    page = (await client.get(report)).text
    assert f"{len(said)} comments from {len(said)}" in re.sub(r" <span.*?</span>", "", page)
    (behind,) = links_of(page, "/themes/[0-9a-f-]{36}")
    listed = await client.get(behind)
    assert set(re.findall(r"(?:A parent|Someone young|At college)\. \(\d\)", listed.text)) == said
    assert "Show everyone’s" in listed.text
    (nowhere,) = links_of(page, r"/comments/no-theme\?")
    assert f"{alone} comment" in (await client.get(nowhere)).text.split('class="lead"')[1][:40]


async def test_a_list_keeps_its_filter_when_somebody_works_in_it(client, sign_in, talked_about):
    await sign_in(Role.ANALYST)
    where = f"/staff/consultations/{talked_about.slug}/comments?group=young_person"
    page = await client.get(where)
    assert "Only: Child or young person." in page.text
    read = re.search(r'action="([^"]+/read)"', page.text).group(1)
    back = unescape(re.search(r'name="back" value="([^"]+)"', page.text).group(1))
    comment = re.search(r'name="comment" value="([^"]+)"', page.text).group(1)
    sent = await client.post(read, data={"comment": comment, "back": back})
    assert sent.headers["location"].startswith(where)
    assert (await client.get(where.replace("young_person", "martians"))).status_code == 422


async def test_a_theme_that_cannot_be_given_keeps_what_was_typed(client, sign_in, talked_about):
    await sign_in(Role.ANALYST)
    back = f"/staff/consultations/{talked_about.slug}/comments?group=young_person"
    comment = await Comment.filter(consultation=talked_about, words="Someone young. (2)").get()
    theme = await Theme.get(title="Buses", frame__uses__consultation=talked_about)
    where = f"/staff/consultations/{talked_about.slug}/comments/{comment.id}/theme"
    typed = {"act": "code", "theme": str(theme.id), "part": "Somebody yuong", "back": back}
    again = await client.post(where, data=typed)
    assert again.status_code == 400
    assert "The part is not in this comment." in again.text.split('id="part')[1], "beside its field"
    assert 'value="Somebody yuong"' in again.text
    assert f'<option value="{theme.id}" selected>' in again.text
    assert f'name="back" value="{back}"' in again.text
    assert "Someone young. (2)" in again.text, "and the words to copy it from"
    done = await client.post(where, data=typed | {"part": "young"})
    assert done.headers["location"] == back
    nothing = await client.post(where, data=typed | {"theme": "", "part": "Someone"})
    assert "Choose a theme first." in nothing.text
    assert 'value="Someone"' in nothing.text
