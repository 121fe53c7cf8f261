"""`verify` looks at all that stands around the numbers too: what changed, agreement, labels, owners, earlier days."""

from datetime import timedelta

import pytest

from feedback.core.database import transaction
from feedback.reports.models import QuoteReference, ReportVersion
from feedback.reports.verifying import What, verify
from feedback.reports.versions import hash_of, publish_version
from feedback.themes.models import Theme
from feedback.themes.tallies import refresh_tallies
from tests.makers.reports import make_reported
from tests.makers.themes import DAY, make_comments
from tests.web import make_organisation

LATER = DAY + timedelta(days=1)


async def rewrite(version: ReportVersion) -> None:
    """Somebody changes the document and its hash with it."""
    changed = {"document": version.document, "hash": hash_of(version.document)}
    async with transaction():
        await ReportVersion.filter(id=version.id).update(**changed)


async def found_in(name: str) -> list[tuple[What, str]]:
    return [(one.what, one.sentence) for one in (await verify(name)).differences]


@pytest.fixture
async def twice(db):
    """A report that was renewed: many came, and only a few of one group."""
    consultation, theme, _ = await make_reported()
    await publish_version(consultation, None, DAY)
    await make_comments(consultation, 26, group="parent_carer")
    await make_comments(consultation, 1, group="young_person")
    await refresh_tallies(consultation)
    version = await publish_version(consultation, None, LATER)
    assert version.document["report"]["columns_as_of"] == DAY.isoformat()
    assert await found_in(f"{consultation.slug}/2") == []
    return consultation, theme, version


async def test_it_works_out_again_what_changed(twice):
    consultation, _, version = twice
    assert version.document["change"]["version"] == f"{consultation.slug}/1"
    version.document["change"]["lines"][0] = "400 people came since."
    await rewrite(version)
    [(what, sentence)] = await found_in(f"{consultation.slug}/2")
    assert (what, sentence) == (
        What.CHANGE,
        "What changed is not what the numbers of the two reports say.",
    )


async def test_numbers_of_an_earlier_day_are_those_of_the_version_of_that_day(twice):
    consultation, _, version = twice
    column = version.document["report"]["columns"][0]
    label, said = column["label"], column["voices"]["text"]
    column["voices"] |= {"number": 44, "text": "44"}
    line = version.document["report"]["themes"][0]
    line["cells_as_of"] = DAY.isoformat()
    line["cells"][1] |= {"number": 45, "text": "45"}
    await rewrite(version)
    sentences = [
        sentence for what, sentence in await found_in(f"{consultation.slug}/2") if what == What.COUNT
    ]
    assert f"All people, {label}: the report says 44, the version of that day says {said}." in sentences
    assert any("“Buses”, Parent or carer: the report says 45, the version" in one for one in sentences)


async def test_it_catches_a_label_under_a_quote(db):
    consultation, *_ = await make_reported()
    version = await publish_version(consultation, None, DAY)
    reference = await QuoteReference.filter(version_id=version.id).order_by("position").first()
    version.document["quotes"][0]["group"] = "Taxi driver"
    await rewrite(version)
    async with transaction():
        await QuoteReference.filter(id=reference.id).update(group_label="Taxi driver")
    [(what, sentence)] = await found_in(consultation.slug)
    assert what == What.QUOTE
    assert "under “Buses”: it names “Taxi driver” as its speaker, and it may name “" in sentence


async def test_it_catches_agreement_and_who_answers_for_a_theme(db):
    consultation, theme, _ = await make_reported()
    version = await publish_version(consultation, None, DAY)
    version.document["agreed"] = "Two people agreed at F1 0.93."
    await rewrite(version)
    body = await make_organisation()
    async with transaction():
        await Theme.filter(id=theme.id).update(owner_id=body.id)
    assert await found_in(consultation.slug) == [
        (What.THEME, f"“Buses”: nobody answers for it in the report, {body.name} now."),
        (
            What.AGREEMENT,
            "Agreement: the report says “Two people agreed at F1 0.93.” The store says “nothing”",
        ),
    ]
