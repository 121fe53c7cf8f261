"""`verify` recomputes a published report from the rows and says exactly what differs."""

import asyncio
import os
import sys
from datetime import timedelta

import pytest

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.privacy.withdrawing import withdraw_voice
from feedback.reports.commands import lines_of
from feedback.reports.models import ReportVersion
from feedback.reports.references import AGE, NewReference, store_reference
from feedback.reports.verifying import What, verify
from feedback.reports.versions import publish_version
from feedback.themes.coding import uncode_comment
from feedback.themes.models import Coding, Theme
from feedback.themes.report_models import Tally
from feedback.themes.tallies import refresh_tallies
from feedback.voices.about import About
from feedback.voices.models import Comment, CommentState, Door, Voice
from tests.makers.reports import make_reported
from tests.makers.themes import DAY, NOW, make_comments
from tests.makers.voices import make_voice
from tests.web import make_account

LIVING = NewReference(
    "ages",
    "Who lives here",
    "The council",
    "2026",
    "People with an EHC plan",
    "Open",
    AGE,
    (("Aged 11 to 15", 60.0, ("11-12", "13-15")), ("Aged 16 to 19", 40.0, ("16-17", "18-19"))),
)
LATER = DAY + timedelta(days=1)


def said(verified):
    return [one.sentence for one in verified.differences]


async def test_what_is_as_it_was_published_holds(db):
    consultation, *_ = await make_reported()
    version = await publish_version(consultation, None, DAY)
    verified = await verify(consultation.slug)
    assert verified.holds
    assert lines_of(verified) == [
        f"{consultation.slug}, version 1 of 2026-03-02",
        f"hash {version.hash}",
        "Every number and every quote is what the store says.",
    ]


async def test_it_catches_a_changed_quote(db):
    consultation, _, comments = await make_reported()
    await publish_version(consultation, None, DAY)
    async with transaction():
        await Comment.filter(id=comments[0].id).update(words="The bus is always early, thank you. (0)")
    (sentence,) = said(await verify(consultation.slug))
    assert sentence.endswith("under “Buses”: the words in the store are not the words that were published.")


async def test_it_knows_a_withdrawn_comment_by_its_tombstone(db):
    consultation, _, comments = await make_reported()
    await publish_version(consultation, None, DAY)
    await withdraw_voice(await Voice.get(id=comments[0].voice_id), NOW, LATER)
    verified = await verify(consultation.slug)
    quote, *counts = verified.differences
    assert quote.is_known
    assert "taken back on 3 March 2026; a tombstone stands for it" in quote.sentence
    assert [one.sentence for one in counts] == [
        "All people: the report says 50, the store says 49.",
        "All people, Parent or carer: the report says 30, the store says 29.",
        "“Buses”: the report says 33, the store says 32.",
        "“Buses”, Parent or carer: the report says 20, the store says 19.",
    ]
    assert verified.since == "Since it was published 0 came and 1 took back what they said."
    assert lines_of(verified)[-1] == "Differences: 5, of them known by a tombstone: 1."


async def test_it_catches_a_comment_that_went_without_a_tombstone(db):
    consultation, _, comments = await make_reported()
    await publish_version(consultation, None, DAY)
    async with transaction():
        await Comment.filter(id=comments[0].id).update(state=CommentState.WITHDRAWN)
    quote = next(one for one in (await verify(consultation.slug)).differences if one.what == What.QUOTE)
    assert not quote.is_known
    assert quote.sentence.endswith("its comment is withdrawn, and there is no tombstone.")


async def test_it_catches_a_changed_count(db):
    consultation, theme, comments = await make_reported()
    await publish_version(consultation, None, DAY)
    person = await make_account(Role.ANALYST)
    for comment in comments[3:5]:
        await uncode_comment(comment, theme, person, NOW)
    assert said(await verify(consultation.slug)) == [
        "“Buses”: the report says 33, the store says 31.",
        "“Buses”, Parent or carer: the report says 20, the store says 18.",
    ]


async def test_it_catches_who_was_heard_and_what_forums_add(db):
    consultation, *_ = await make_reported()
    await store_reference(LIVING, None)
    young = About(group="young_person", age_band="13-15", send_status="ehc_plan")
    heard = [
        await make_voice(f"The bus is full ({number}).", consultation=consultation, about=young)
        for number in range(20)
    ]
    view = await make_voice("Routes change too late.", consultation=consultation, door=Door.FORUM)
    await Voice.filter(id=view.voice.id).update(speaks_for=140)
    await refresh_tallies(consultation)
    await publish_version(consultation, None, DAY)
    assert (await verify(consultation.slug)).holds
    async with transaction():
        await Voice.filter(id=view.voice.id).update(speaks_for=200)
        await Voice.filter(id__in=[one.voice.id for one in heard[:6]]).update(age_band="18-19")
    found = {one.what: one.sentence for one in (await verify(consultation.slug)).differences}
    assert {What.GROUPS, What.REACH} <= set(found)
    assert "about 140 people" in found[What.GROUPS]
    assert "about 200 people" in found[What.GROUPS]
    assert "Who lives here, Aged 16 to 19: the report says no one yet" in found[What.REACH]


async def test_it_counts_the_rows_and_not_the_tallies(db):
    consultation, theme, comments = await make_reported()
    await publish_version(consultation, None, DAY)
    async with transaction():
        await Coding.filter(comment_id=comments[4].id).delete()
    assert said(await verify(consultation.slug))[0] == "“Buses”: the report says 33, the store says 32."
    async with transaction():
        await Tally.filter(theme_id=theme.id).update(voices=40)
    assert said(await verify(consultation.slug))[-1].endswith("are not what the rows add up to.")


async def test_it_catches_a_document_that_somebody_changed(db):
    consultation, *_ = await make_reported()
    version = await publish_version(consultation, None, DAY)
    version.document["report"]["themes"][0]["voices"] |= {"number": 43, "text": "43"}
    async with transaction():
        await ReportVersion.filter(id=version.id).update(document=version.document)
    assert said(await verify(consultation.slug)) == [
        "The stored document is not the one that was published.",
        "“Buses”: the report says 43, the store says 33.",
    ]


async def test_it_says_that_a_theme_has_another_name_or_is_gone(db):
    consultation, theme, _ = await make_reported()
    await publish_version(consultation, None, DAY)
    async with transaction():
        await Theme.filter(id=theme.id).update(title="Late buses")
    assert said(await verify(consultation.slug)) == ["“Buses” is called “Late buses” now."]
    async with transaction():
        await Theme.filter(id=theme.id).update(state="retired")
    assert "“Buses” is no theme in use any more." in said(await verify(consultation.slug))


async def test_a_number_that_stayed_as_it_was_said_is_no_difference(db):
    consultation, *_ = await make_reported()
    await publish_version(consultation, None, DAY)
    await make_comments(consultation, 6, group="parent_carer")
    await make_comments(consultation, 1, group="young_person")
    await refresh_tallies(consultation)
    version = await publish_version(consultation, None, LATER)
    assert version.number == 2
    assert version.document["report"]["columns_as_of"] == "2026-03-02"
    assert (await verify(f"{consultation.slug}/2")).holds
    first = await verify(f"{consultation.slug}/1")
    assert "All people: the report says 50, the store says 57." in said(first)
    assert first.since == "Since it was published 7 came and 0 took back what they said."


@pytest.mark.parametrize("name", ["nowhere", "{slug}/9", "{slug}/two"])
async def test_a_report_that_is_not_there_is_refused(db, name):
    consultation, *_ = await make_reported()
    await publish_version(consultation, None, DAY)
    with pytest.raises(Refusal):
        await verify(name.format(slug=consultation.slug))


async def test_the_command_ends_with_1_where_it_differs(db, environ):
    consultation, _, comments = await make_reported()
    await publish_version(consultation, None, DAY)
    ended, output = await run_command(consultation.slug, environ)
    assert (ended, "Every number and every quote is what the store says." in output) == (0, True)
    async with transaction():
        await Comment.filter(id=comments[0].id).update(words="Nobody ever said a thing like this.")
    ended, output = await run_command(f"{consultation.slug}/1", environ)
    assert (ended, "not the words that were published" in output) == (1, True)


async def run_command(name, environ):
    command = [sys.executable, "-m", "feedback", "verify", name]
    process = await asyncio.create_subprocess_exec(
        *command, env=os.environ | environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()
