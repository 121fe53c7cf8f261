"""Results for staff: counts only, since words are for analysts."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.roles import Role
from feedback.core.thresholds import note_on
from feedback.kit.access import check_may
from feedback.kit.charts import Cell, GroupRow
from feedback.kit.rendering import render
from surveys.asking import get_survey
from surveys.comparing import compare, get_source
from surveys.results import QuestionResult, results_of

COUNTS = (Role.READER, Role.ANALYST)


async def show_results(request: Request) -> Response:
    survey = await get_survey(request.path_params["slug"])
    check_may(request, COUNTS, survey.consultation)
    total, results = await results_of(survey)
    spreads = {result.key: _spread(result) for result in results if result.kind.is_scale}
    return render(
        request, "surveys/results.html", survey=survey, total=total, results=results, spreads=spreads
    )


def _spread(result: QuestionResult) -> tuple[list[str], list[GroupRow]]:
    """A row for each step with a bar for each kind of speaker: how answers spread, and no mean (D72)."""
    rows = [
        GroupRow(column, tuple(_cell(numbers[place]) for _, numbers in result.table))
        for place, column in enumerate(result.columns)
    ]
    return [speaker for speaker, _ in result.table], rows


def _cell(number: int) -> Cell:
    note = note_on(number)
    return Cell(number, f"{number:,}, {note}" if note else "")


async def show_comparison(request: Request) -> Response:
    """Beside the survey it was copied from, for those who may see the numbers of both."""
    survey = await get_survey(request.path_params["slug"])
    check_may(request, COUNTS, survey.consultation)
    source = await get_source(survey)
    check_may(request, COUNTS, source.consultation)
    compared = await compare(survey, source)
    return render(request, "surveys/compare.html", survey=survey, source=source, compared=compared)
