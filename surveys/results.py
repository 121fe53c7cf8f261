"""What was answered, counted by the database: by question and by who speaks, never merged (D7)."""

from collections import defaultdict
from dataclasses import dataclass, field

from feedback.core.database import rows
from feedback.voices.about import label_of
from surveys.asking import as_asked
from surveys.kinds import UNKNOWN_LABEL, Asked, Choice, Kind
from surveys.models import AnswerState, Question, Survey

COUNTS = """
    SELECT q.key AS question, v."group" AS speaker, v.spoken_by AS words, a.state AS state, a.value AS value,
           COUNT(DISTINCT r.id) AS number
    FROM answer a
    JOIN response r ON r.id = a.response_id
    JOIN question q ON q.id = a.question_id
    JOIN voice v ON v.id = r.voice_id
    WHERE r.survey_id = ? AND v.state = ?
    GROUP BY q.key, v."group", v.spoken_by, a.state, a.value
"""

PEOPLE = """
    SELECT v."group" AS speaker, v.spoken_by AS words, COUNT(*) AS number
    FROM response r JOIN voice v ON v.id = r.voice_id
    WHERE r.survey_id = ? AND v.state = ?
    GROUP BY v."group", v.spoken_by
"""

Speaker = tuple[str, str]
MOST_COLUMNS = 8


@dataclass
class QuestionResult:
    """A column for each choice, then not known and skipped apart; a row for each kind of speaker."""

    key: str
    text: str
    kind: Kind
    columns: list[str]
    table: list[tuple[str, list[int]]] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        """Whether there are so many columns that they read better one below the other."""
        return len(self.columns) > MOST_COLUMNS


async def results_of(survey: Survey) -> tuple[int, list[QuestionResult]]:
    """How many responses there are, and each question's counts over all versions, newest wording first."""
    people = await people_of(survey)
    counts: dict[str, dict[tuple[Speaker, str, str], int]] = defaultdict(dict)
    for row in await rows(COUNTS, [survey.id, "live"]):
        speaker = (row["speaker"], row["words"])
        counts[row["question"]][speaker, row["state"], row["value"]] = int(row["number"])
    speakers = sorted(people)
    results = [
        _result(newest, choices, counts[newest.key], speakers) for newest, choices in await _questions(survey)
    ]
    return sum(people.values()), results


async def people_of(survey: Survey) -> dict[Speaker, int]:
    """How many responses there are from each kind of speaker."""
    found = await rows(PEOPLE, [survey.id, "live"])
    return {(row["speaker"], row["words"]): int(row["number"]) for row in found}


async def _questions(survey: Survey) -> list[tuple[Asked, list[Choice]]]:
    """Each key once, as it was last worded, with every choice that any version offered."""
    versions = Question.filter(version__survey_id=survey.id).order_by("-version__number", "position", "id")
    found: dict[str, tuple[Asked, list[Choice]]] = {}
    for row in await versions:
        asked = as_asked(row)
        offered = list(asked.kind.choices_of(asked))
        if row.key not in found:
            found[row.key] = (asked, offered)
        else:
            choices = found[row.key][1]
            known = {choice.value for choice in choices}
            choices.extend(choice for choice in offered if choice.value not in known)
    return list(found.values())


def _result(
    asked: Asked, choices: list[Choice], counts: dict[tuple[Speaker, str, str], int], speakers: list[Speaker]
) -> QuestionResult:
    counted = asked.kind.result_cells(choices)
    cells = [(AnswerState.ANSWERED.value, cell.value) for cell in counted]
    labels = [cell.label for cell in counted]
    cells += [(AnswerState.UNKNOWN.value, ""), (AnswerState.SKIPPED.value, "")]
    result = QuestionResult(asked.key, asked.text, asked.kind, [*labels, UNKNOWN_LABEL, "Skipped"])
    for speaker in speakers:
        numbers = [counts.get((speaker, state, value), 0) for state, value in cells]
        result.table.append((name_of(speaker), numbers))
    return result


def name_of(speaker: Speaker) -> str:
    group, words = speaker
    return f"{label_of('group', group)}: {label_of('spoken_by', words)}"
