"""A published report is frozen with a number and a hash, and cannot misquote."""

import json
from datetime import timedelta

import pytest

from feedback.core.clock import long_date
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.privacy.withdrawing import withdraw_voice
from feedback.reports.models import QuoteReference, ReportVersion
from feedback.reports.quoting import commit, quotes_in_the_way
from feedback.reports.versions import (
    get_published,
    hash_of,
    publish_due_versions,
    publish_version,
    report_in,
    versions_of,
)
from feedback.safety.models import SafetyItem
from feedback.themes.editions import publish_report
from feedback.themes.models import Coding, PublicQuote
from feedback.themes.quotes import check_quote, choose_quote, drop_quote
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment, CommentState, Voice
from tests.makers.consultations import make_consultation
from tests.makers.reports import make_closed, make_quoted, make_reported
from tests.makers.themes import DAY, NOW, make_comments, make_theme
from tests.web import make_account

LATER = DAY + timedelta(days=1)


async def test_a_version_has_a_number_a_day_and_a_hash_and_no_words(db):
    consultation, theme, said = await make_reported()
    version = await publish_version(consultation, None, DAY)
    assert (version.number, version.published_on, version.hash) == (1, DAY, hash_of(version.document))
    assert report_in(version).themes[0].id == str(theme.id)
    kept = json.dumps(version.document)
    assert said[0].words not in kept
    assert str(said[0].id) not in kept
    assert len(version.document["quotes"]) == 2


async def test_a_version_says_on_which_day_a_voice_that_it_quotes_nowhere_went(db):
    consultation, _, said = await make_reported()
    version = await publish_version(consultation, None, DAY)
    quoted = await QuoteReference.filter(version=version).values_list("comment_id", flat=True)
    unquoted = next(comment for comment in said if comment.id not in quoted)
    assert (await get_published(consultation)).corrections == []
    await withdraw_voice(await Voice.get(id=unquoted.voice_id), NOW, LATER)
    (correction,) = (await get_published(consultation)).corrections
    assert correction.startswith(f"On {long_date(LATER)} somebody took back what they said.")


async def test_the_hash_is_the_same_when_the_store_gives_the_document_back(db):
    consultation, *_ = await make_reported()
    version = await publish_version(consultation, None, DAY)
    again = await ReportVersion.get(id=version.id)
    assert hash_of(again.document) == version.hash
    again.document["report"]["voices"]["number"] += 1
    assert hash_of(again.document) != version.hash


async def test_publishing_the_same_twice_makes_no_second_version(db):
    consultation, *_ = await make_reported()
    first = await publish_version(consultation, None, DAY)
    assert (await publish_version(consultation, None, LATER)).id == first.id
    assert len(await versions_of(consultation)) == 1


async def test_a_new_quote_makes_a_new_version_and_the_old_one_stays(db):
    consultation, _, said = await make_reported()
    first = await publish_version(consultation, None, DAY)
    await make_quoted(said[1])
    second = await publish_version(consultation, None, DAY)
    assert second.number == 2
    assert [one.number for one in await versions_of(consultation)] == [2, 1]
    assert len((await get_published(consultation)).quotes) == 3
    assert len((await get_published(consultation, 1)).quotes) == 2
    assert (await ReportVersion.get(id=first.id)).document == first.document


async def test_quotes_are_shown_from_the_store_and_can_be_checked_by_anybody(db):
    consultation, _, said = await make_reported()
    await publish_version(consultation, None, DAY)
    shown = (await get_published(consultation)).quotes
    assert {quote.words for quote in shown} == {said[0].words, said[-1].words}
    assert all(commit(quote.salt, quote.words) == quote.commitment for quote in shown)


async def change_comment(comment: Comment, **values: object) -> None:
    async with transaction():
        await Comment.filter(id=comment.id).update(**values)


async def spoil(how: str, comment: Comment) -> None:
    async with transaction():
        if how == "words":
            await Comment.filter(id=comment.id).update(words="Something that nobody checked.")
        elif how == "span":
            await Coding.filter(comment_id=comment.id).update(end=len(comment.words) + 9)
        elif how == "other span":
            await Coding.filter(comment_id=comment.id).update(start=4)
        elif how == "consent":
            await Voice.filter(id=comment.voice_id).update(may_quote=False)
        elif how == "held":
            await Comment.filter(id=comment.id).update(state=CommentState.HELD)
        elif how == "watched":
            await SafetyItem.create(
                comment_id=comment.id,
                consultation_id=comment.consultation_id,
                words=comment.words,
                raised_at=NOW,
            )
        else:
            await Comment.filter(id=comment.id).update(state=CommentState.WITHDRAWN)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("words", "not the words that were checked"),
        ("span", "not a stretch of what was said"),
        ("other span", "not the words that were checked"),
        ("consent", "did not say that we may use their words"),
        ("held", "its comment is held"),
        ("watched", "with the safeguarding lead"),
        ("withdrawn", "was taken back"),
    ],
)
async def test_it_refuses_and_names_the_quote(db, how, why):
    consultation, _, said = await make_reported()
    quote = await PublicQuote.get(coding__comment_id=said[0].id)
    await spoil(how, said[0])
    with pytest.raises(Refusal, match=why) as refused:
        await publish_version(consultation, None, DAY)
    assert "“Buses”" in refused.value.sentence
    assert quote.id.hex[:8] in refused.value.sentence
    assert "bus is late" not in refused.value.sentence
    assert await versions_of(consultation) == []


async def test_the_page_names_what_is_in_the_way(db):
    consultation, _, said = await make_reported()
    await publish_version(consultation, None, DAY)
    report = (await get_published(consultation)).report
    assert await quotes_in_the_way(consultation, report) == []
    await change_comment(said[0], state=CommentState.HELD)
    (problem,) = await quotes_in_the_way(consultation, report)
    assert problem.quote.coding.comment_id == said[0].id


@pytest.mark.parametrize("how", ["words", "consent", "held", "watched", "withdrawn"])
async def test_what_may_not_be_shown_any_more_is_not_shown(db, how):
    consultation, _, said = await make_reported()
    await publish_version(consultation, None, DAY)
    await spoil(how, said[0])
    gone, kept = sorted((await get_published(consultation)).quotes, key=lambda quote: quote.words)
    assert (gone.words, gone.salt, gone.instead) == ("", "", "These words are not shown at the moment.")
    assert kept.words == said[-1].words


async def test_a_stretch_that_staff_took_back_is_gone_though_another_of_the_same_comment_stays(db):
    consultation, _, said = await make_reported()
    theme = await make_theme(consultation, "Taxis", [said[0]])
    coding = await Coding.get(theme_id=theme.id)
    await Coding.filter(id=coding.id).update(start=0, end=7)
    quote = await choose_quote(await Coding.get(id=coding.id), await make_account(Role.ANALYST), DAY)
    await check_quote(quote, await make_account(Role.ANALYST), DAY)
    await refresh_tallies(consultation)
    await publish_version(consultation, None, DAY)
    shown = {one.words for one in (await get_published(consultation)).quotes}
    assert {said[0].words, said[0].words[:7]} <= shown
    await drop_quote(quote, await make_account(Role.ANALYST))
    assert {one.words for one in (await get_published(consultation)).quotes} == shown - {
        said[0].words[:7]
    } | {""}


async def test_a_withdrawn_voice_leaves_a_tombstone_in_every_version(db):
    consultation, _, said = await make_reported()
    await publish_version(consultation, None, DAY)
    await make_quoted(said[1])
    await publish_version(consultation, None, DAY)
    voice = await Voice.get(id=said[0].voice_id)
    await withdraw_voice(voice, NOW, LATER)
    for number in (1, 2):
        published = await get_published(consultation, number)
        (correction,) = published.corrections
        assert "Somebody took these words back on 3 March 2026." in correction
        assert all(said[0].words != quote.words for quote in published.quotes)
    for reference in await QuoteReference.filter(comment_id=said[0].id):
        assert (reference.salt, reference.group_label, reference.withdrawn_on) == ("", "", LATER)


async def test_a_quote_needs_a_second_person(db):
    consultation, comments = await make_closed(parent_carer=12)
    await make_theme(consultation, "Buses", comments["parent_carer"])
    coding = await Coding.get(comment_id=comments["parent_carer"][0].id)
    first, second = await make_account(Role.ANALYST), await make_account(Role.ANALYST)
    quote = await choose_quote(coding, first, DAY)
    await publish_version(consultation, None, DAY)
    assert (await get_published(consultation)).quotes == ()
    with pytest.raises(Refusal, match="somebody else"):
        await check_quote(quote, first, DAY)
    await check_quote(quote, second, DAY)
    with pytest.raises(Refusal):
        await check_quote(quote, second, DAY)


async def test_a_quote_names_a_group_only_where_ten_of_it_say_so(db):
    consultation, comments = await make_closed(parent_carer=30, young_person=20)
    parents, young = comments["parent_carer"], comments["young_person"]
    await make_theme(consultation, "Buses", [*parents[:14], *young[:7]])
    await make_quoted(parents[0])
    await make_quoted(young[0])
    await publish_version(consultation, None, DAY)
    named = sorted(quote.group for quote in (await get_published(consultation)).quotes)
    assert named == ["", "Parent or carer"]


async def test_it_refuses_where_a_hidden_number_can_be_worked_out(db):
    """An edition that was kept from before hides one group and shows everybody and all others."""
    consultation, *_ = await make_reported()
    edition = await publish_report(consultation, None, DAY)
    edition.report["columns"][0]["voices"] |= {"number": None, "text": "not shown", "share": ""}
    await edition.save()
    with pytest.raises(Refusal, match="All people: from the numbers that are shown"):
        await publish_version(consultation, None, DAY)
    assert await versions_of(consultation) == []


async def test_the_schedule_publishes_what_ended_and_nothing_else(db):
    closed, _ = await make_closed(parent_carer=12)
    running = await make_consultation()
    await make_comments(running, 12)
    for consultation in (closed, running):
        await refresh_tallies(consultation)
    await publish_due_versions(db, NOW)
    assert (await get_published(closed)).report.voices.number == 12
    with pytest.raises(NotFound):
        await get_published(running)


async def test_the_schedule_leaves_a_report_that_may_not_be_published(db):
    consultation, _, said = await make_reported()
    other, _ = await make_closed(parent_carer=12)
    await refresh_tallies(other)
    await spoil("held", said[0])
    await publish_due_versions(db, NOW)
    assert await versions_of(consultation) == []
    assert len(await versions_of(other)) == 1
