"""One setting says below how many people a number is hidden: on the page, in its chart, in each file and count."""

import re
from collections.abc import Iterator

import pytest

from feedback.core.database import close_database, open_database
from feedback.core.roles import Role
from feedback.core.thresholds import suppress_below, use_threshold
from feedback.kit.rendering import TEMPLATES
from feedback.publishing.counting import refresh_counts
from feedback.reports.exporting import KINDS
from feedback.reports.versions import publish_version
from feedback.themes.models import Theme
from feedback.themes.tallies import refresh_tallies
from tests.databases import settings_for
from tests.makers.consultations import make_priority
from tests.makers.reports import make_closed
from tests.makers.themes import DAY, make_theme


@pytest.fixture
def ten() -> Iterator[None]:
    before = suppress_below()
    use_threshold(10)
    yield
    use_threshold(before)


async def test_the_setting_reaches_the_process(db, settings):
    assert suppress_below() == 5
    await close_database()
    await open_database(settings_for(settings.database_url, HEARD_SUPPRESS_BELOW="12"))
    assert suppress_below() == 12
    await close_database()
    await open_database(settings)
    assert suppress_below() == 5


async def test_one_setting_hides_it_everywhere(client, sign_in, ten):
    consultation, comments = await make_closed(parent_carer=47, young_person=31)
    parents, young = comments["parent_carer"], comments["young_person"]
    await make_theme(consultation, "Buses", [*parents[:23], *young[:17]])
    await make_theme(consultation, "Taxis", parents[:7])
    await refresh_tallies(consultation)
    await publish_version(consultation, None, DAY)
    public = f"/consultations/{consultation.slug}/report"
    page = (await client.get(public)).text
    assert "fewer than 10" in page
    assert "We do not show a number from 1 to 9" in page
    assert "fewer than 5" not in page
    seen = page.split("<main", 1)[1].split("</main>", 1)[0]
    for kind in ("csv", "json"):
        seen += (await client.get(f"{public}.{kind}")).text.split('"quotes"')[0]
    words = re.sub(
        r"<(?:rect|svg|text)[^>]*>|[0-9a-f]{32,}|[0-9a-f-]{36}|(?:x|y|width|height)=\"[^\"]*\"", " ", seen
    )
    assert "fewer than 10" in words
    assert not re.search(r">\s*7\s*<|,7,|: 7\b|\b7 people", words)
    assert sorted(KINDS) == ["csv", "docx", "json", "pdf", "xlsx"]


async def test_staff_see_which_numbers_must_not_leave(client, sign_in, ten):
    consultation, comments = await make_closed(parent_carer=47)
    await make_theme(consultation, "Taxis", comments["parent_carer"][:7])
    await sign_in(Role.READER)
    page = (await client.get(f"/staff/consultations/{consultation.slug}/report")).text
    assert re.search(r"7 <span[^>]*>do not publish</span>", page)


async def test_no_page_promises_another_number_than_the_setting(client, sign_in, ten):
    consultation, comments = await make_closed(parent_carer=47)
    theme = await make_theme(consultation, "Taxis", comments["parent_carer"][:7])
    priority = await make_priority()
    await Theme.filter(id=theme.id).update(priority_id=priority.id)
    await refresh_tallies(consultation)
    await publish_version(consultation, None, DAY)
    await refresh_counts(DAY, 10)
    for path in (f"/priorities/{priority.slug}", f"/consultations/{consultation.slug}"):
        page = (await client.get(path)).text
        assert "1 to 9" in page, path
        assert "1 to 4" not in page, path
    for template in TEMPLATES.rglob("*.html"):
        assert "1 to 4" not in template.read_text(encoding="utf-8"), template.name
    await sign_in(Role.READER)
    staff = (await client.get(f"/staff/priorities/{priority.slug}")).text
    assert re.search(r"7 people[^<]*<span class=\"when\">do not publish", staff)
