"""This year's answers beside those of the survey that this one was copied from."""

from dataclasses import dataclass

from analysis.suppression import share_text
from feedback.core.errors import NotFound
from feedback.core.thresholds import note_on
from surveys.models import Survey
from surveys.results import QuestionResult, name_of, people_of, results_of

NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Compared:
    """One question as both asked it. `was_text` is how it read then, where that differs."""

    key: str
    text: str
    was_text: str
    columns: list[str]
    table: list[tuple[str, list[str]]]


async def get_source(survey: Survey) -> Survey:
    """The survey whose questions were copied, with its consultation."""
    source = await Survey.get_or_none(id=survey.copied_from_id).select_related("consultation")
    if source is None:
        raise NotFound
    return source


async def compare(survey: Survey, source: Survey) -> list[Compared]:
    """Every question that both asked, in the order of now. Groups are never added up (D7)."""
    people = [
        {name_of(speaker): number for speaker, number in (await people_of(one)).items()}
        for one in (source, survey)
    ]
    before = {result.key: result for result in (await results_of(source))[1]}
    return [
        _compared(before[now.key], now, people[0], people[1])
        for now in (await results_of(survey))[1]
        if now.key in before and before[now.key].kind is now.kind
    ]


def _compared(
    then: QuestionResult, now: QuestionResult, people_then: dict[str, int], people_now: dict[str, int]
) -> Compared:
    *asked, unknown, skipped = now.columns
    columns = [*asked, *(column for column in then.columns if column not in now.columns), unknown, skipped]
    table = []
    for speaker in sorted({*people_then, *people_now}):
        for word, result, people in (("then", then, people_then), ("now", now, people_now)):
            table.append((f"{speaker}, {word}", _cells(result, speaker, columns, people.get(speaker, 0))))
    was_text = then.text if then.text != now.text else ""
    return Compared(now.key, now.text, was_text, columns, table)


def _cells(result: QuestionResult, speaker: str, columns: list[str], people: int) -> list[str]:
    """Each count, with its share of the people who answered where there are enough for one, and a small one marked."""
    numbers = dict(result.table).get(speaker)
    found = dict(zip(result.columns, numbers or [0] * len(result.columns), strict=True))
    said = []
    for column in columns:
        if column not in found:
            said.append(NOT_ASKED)
            continue
        share = share_text(min(found[column], people), people, threshold=0)
        notes = ", ".join(note for note in (share, note_on(found[column])) if note)
        said.append(f"{found[column]:,} ({notes})" if notes else f"{found[column]:,}")
    return said
