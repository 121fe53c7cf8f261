"""Recompute a published version from the rows, and say exactly what is not as it was published."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from analysis.reach import say_publicly
from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import Consultation
from feedback.core.errors import NotFound, Refusal
from feedback.reports.auditing import told_between, told_by
from feedback.reports.citing import of_change, of_earlier_days
from feedback.reports.comparing import where_groups_part
from feedback.reports.differences import Difference, What, count_changed
from feedback.reports.models import QuoteReference, ReportVersion
from feedback.reports.quoting import commit, words_at
from feedback.reports.reaching import reach_of
from feedback.reports.versions import (
    find_version,
    find_version_before,
    hash_of,
    references_of,
    report_in,
    withdrawn_voices,
)
from feedback.themes.agreement import say_in_public
from feedback.themes.frames import themes_of
from feedback.themes.in_groups import say_in_groups
from feedback.themes.public_report import say_report
from feedback.themes.quotes import safe_labels
from feedback.themes.report_models import Counted, Dimension, Tally
from feedback.themes.report_parts import EVERYONE, Count, Numbers, Report, ThemeLine
from feedback.themes.small_numbers import rules_here
from feedback.themes.tallies import Counts, count
from feedback.voices.models import Comment, CommentState, VoiceState


@dataclass(frozen=True)
class Verified:
    version: ReportVersion
    slug: str
    differences: tuple[Difference, ...]
    since: str  # who came and went after it was published

    @property
    def holds(self) -> bool:
        return not self.differences


async def find_named(name: str) -> tuple[Consultation, ReportVersion]:
    """The version that somebody names: "getting-to-school" for the newest, "getting-to-school/2" for one."""
    slug, _, number = name.partition("/")
    if number and not (number.isascii() and number.isdigit() and len(number) < 9):
        raise Refusal(f"“{number}” is no number of a version. Write {slug}/2, for example.")
    try:
        consultation = await get_consultation(slug)
    except NotFound:
        raise Refusal(f"There is no consultation “{slug}”.") from None
    version = await find_version(consultation, int(number) if number else None)
    if version is None:
        raise Refusal(f"“{slug}” has no such version of its report.")
    return consultation, version


async def verify(name: str) -> Verified:
    consultation, version = await find_named(name)
    counted = await count(consultation.id)
    found = [
        *_of_document(version),
        *await _of_quotes(version),
        *await _of_counts(consultation, version, counted),
        *await _of_groups(consultation, report_in(version)),
        *await _of_reach(consultation, version),
        *await of_change(version),
        *await _of_agreement(consultation, version),
        *await _of_tallies(consultation, counted),
        *await _of_secrets(version),
    ]
    return Verified(version, consultation.slug, tuple(found), await _since(consultation, version, counted))


def _of_document(version: ReportVersion) -> Iterator[Difference]:
    if hash_of(version.document) != version.hash:
        yield Difference(What.DOCUMENT, "The stored document is not the one that was published.")
    if where_groups_part(report_in(version), rules_here()) != version.document.get("parting", []):
        yield Difference(What.DOCUMENT, "Where groups part is not what the numbers of the report say.")


async def _of_quotes(version: ReportVersion) -> list[Difference]:
    references = await references_of(version)
    found = await Comment.filter(id__in=[one.comment_id for one in references]).select_related("voice")
    comments = {comment.id: comment for comment in found}
    promised = [quote["commitment"] for quote in version.document["quotes"]]
    differences = []
    if promised != [one.commitment for one in references]:
        differences.append(Difference(What.QUOTE, "The quotes are not those of the document."))
    labels = safe_labels(report_in(version))
    for one, quote in zip(references, version.document["quotes"], strict=False):
        name, comment = f"Quote {one.position}, under “{one.theme.title}”", comments.get(one.comment_id)
        if difference := _of_quote(one, comment, name):
            differences.append(difference)
        elif comment is not None:
            label = labels.get((str(one.theme_id), comment.voice.group), "")
            if not quote["group"] == one.group_label == label:
                said, there = quote["group"] or one.group_label or "nobody", label or "nobody"
                sentence = f"{name}: it names “{said}” as its speaker, and it may name “{there}”."
                differences.append(Difference(What.QUOTE, sentence))
    return differences


def _of_quote(reference: QuoteReference, comment: Comment | None, name: str) -> Difference | None:
    if reference.withdrawn_on is not None:
        day = f"{reference.withdrawn_on.day} {reference.withdrawn_on:%B %Y}"
        return Difference(What.QUOTE, f"{name}: taken back on {day}; a tombstone stands for it.", True)
    if comment is None or comment.state == CommentState.WITHDRAWN or comment.voice.state != VoiceState.LIVE:
        return Difference(What.QUOTE, f"{name}: its comment is withdrawn, and there is no tombstone.")
    if comment.state == CommentState.HELD:
        return Difference(What.QUOTE, f"{name}: its comment is held.")
    if not comment.voice.may_quote:
        return Difference(What.QUOTE, f"{name}: its speaker does not let us use these words any more.")
    words = words_at(comment, reference.start, reference.end)
    if words is None or commit(reference.salt, words) != reference.commitment:
        return Difference(
            What.QUOTE, f"{name}: the words in the store are not the words that were published."
        )
    return None


async def _of_counts(consultation: Consultation, version: ReportVersion, counted: Counts) -> list[Difference]:
    report = report_in(version)
    themes = await themes_of(consultation)
    now = say_report(consultation, themes, numbers_in(counted), rules_here())
    differences = [
        *_of_total(report, now),
        *_of_columns(report, now),
        *(one for line in report.themes for one in _of_line(line, report, now)),
    ]
    return [*differences, *await of_earlier_days(version)]


async def _of_agreement(consultation: Consultation, version: ReportVersion) -> list[Difference]:
    """How far two people agreed, where that was checked."""
    said, is_now = version.document.get("agreed", ""), await say_in_public(consultation)
    if said == is_now:
        return []
    sentence = f"Agreement: the report says “{said or 'nothing'}” The store says “{is_now or 'nothing'}”"
    return [Difference(What.AGREEMENT, sentence)]


async def _of_groups(consultation: Consultation, report: Report) -> list[Difference]:
    """What forums add, with its range of people who spoke twice (D78)."""
    is_now = await say_in_groups(consultation, "public")
    if is_now == report.in_groups:
        return []
    said, there = report.in_groups or "nothing", is_now or "nothing"
    return [Difference(What.GROUPS, f"Views of forums: the report says “{said}” The store says “{there}”")]


async def _of_reach(consultation: Consultation, version: ReportVersion) -> list[Difference]:
    """Who was heard beside who lives here. A table that stayed as it was said is an earlier version’s."""
    found = {reach.title: say_publicly(reach.lines, rules_here()) for reach in await reach_of(consultation)}
    differences = []
    for table in version.document.get("reach", ()):
        if table["as_of"] != version.document["published_on"]:
            continue
        now = {line.name: asdict(line) for line in found.get(table["title"], ())}
        for line in table["lines"]:
            there = now.get(line["name"])
            if there is None or any(said != there[part] for part, said in line.items()):
                name, is_now = f"{table['title']}, {line['name']}", _in_words(there)
                sentence = f"{name}: the report says {_in_words(line)}, the store says {is_now}."
                differences.append(Difference(What.REACH, sentence))
    return differences


def _in_words(line: Mapping[str, str] | None) -> str:
    return ", ".join(line[part] for part in ("heard", "ratio", "label") if line[part]) if line else "nothing"


def _of_total(report: Report, now: Report) -> Iterator[Difference]:
    for name, said, is_now in (
        ("people", report.voices, now.voices),
        ("comments", report.comments, now.comments),
    ):
        if said.text != is_now.text:
            yield count_changed(f"All {name}", said, is_now)
    if report.read.share != now.read.share:
        yield count_changed("Read by staff", Count(None, report.read.share), Count(None, now.read.share))


def _of_columns(report: Report, now: Report) -> Iterator[Difference]:
    if report.columns_as_of:
        return
    cells = {column.value: column.voices for column in now.columns}
    for column in report.columns:
        is_now = cells.get(column.value, Count(0, "0"))
        if column.voices.text != is_now.text:
            yield count_changed(f"All people, {column.label}", column.voices, is_now)


def _of_line(line: ThemeLine, report: Report, now: Report) -> Iterator[Difference]:
    is_now = next((one for one in now.themes if one.id == line.id), None)
    if is_now is None:
        yield Difference(What.THEME, f"“{line.title}” is no theme in use any more.")
        return
    if is_now.title != line.title:
        yield Difference(What.THEME, f"“{line.title}” is called “{is_now.title}” now.")
    if is_now.owner != line.owner:
        owner, owner_now = line.owner or "nobody", is_now.owner or "nobody"
        sentence = f"“{line.title}”: {owner} answers for it in the report, {owner_now} now."
        yield Difference(What.THEME, sentence)
    if not line.as_of and line.voices.text != is_now.voices.text:
        yield count_changed(f"“{line.title}”", line.voices, is_now.voices)
    if line.as_of or line.cells_as_of or report.columns_as_of:
        return
    cells = {column.value: cell for column, cell in zip(now.columns, is_now.cells, strict=True)}
    for column, cell in zip(report.columns, line.cells, strict=True):
        there = cells.get(column.value, Count(0, "0"))
        if cell.text != there.text:
            yield count_changed(f"“{line.title}”, {column.label}", cell, there)


async def _of_tallies(consultation: Consultation, counted: Counts) -> list[Difference]:
    """Whether the tallies that every page reads are what the rows add up to."""
    kept: Mapping[tuple[str, ...], tuple[int, ...]] = {
        (one.counted.value, str(one.theme_id or ""), one.question_key, one.dimension.value, one.value): (
            one.comments,
            one.voices,
        )
        for one in await Tally.filter(consultation_id=consultation.id, comments__gt=0).order_by("id")
    }
    rows: Mapping[tuple[str, ...], tuple[int, ...]] = {
        (cell.counted, str(cell.theme_id), cell.question_key, cell.dimension, cell.value): tuple(numbers)
        for cell, numbers in counted.items()
    }
    wrong = sum(kept.get(key) != rows.get(key) for key in {*kept, *rows})
    return (
        [Difference(What.TALLY, f"{wrong:,} kept tallies are not what the rows add up to.")] if wrong else []
    )


async def _of_secrets(version: ReportVersion) -> list[Difference]:
    """Whether the report gives a small number away, alone or beside the version before it (D59, D62)."""
    report, rules = report_in(version), rules_here()
    told = await asyncio.to_thread(told_by, report, rules.threshold)
    earlier = await find_version_before(version)
    if earlier is not None:
        before = report_in(earlier)
        told += await asyncio.to_thread(told_between, before, report, rules.threshold, rules.step)
    titles = {line.id: line.title for line in report.themes}
    return [
        Difference(
            What.TOLD, f"“{titles.get(name.split('/')[0], 'All people')}”: a small number can be worked out."
        )
        for name in told
    ]


async def _since(consultation: Consultation, version: ReportVersion, counted: Counts) -> str:
    _, people = numbers_in(counted).all_of(Counted.EVERYTHING)
    gone = await withdrawn_voices(consultation) - version.withdrawn
    came = people + gone - version.voices
    return f"Since it was published {max(came, 0):,} came and {gone:,} took back what they said."


def numbers_in(counted: Counts) -> Numbers:
    """What a report of everybody needs of a full count."""
    wanted = (Dimension.ALL, Dimension.GROUP)
    return Numbers(
        {
            (cell.counted, str(cell.theme_id), cell.dimension, cell.value): (numbers.comments, numbers.voices)
            for cell, numbers in counted.items()
            if not cell.question_key and cell.dimension in wanted
        },
        EVERYONE,
    )
