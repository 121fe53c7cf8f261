"""The theme report as a file, from the very report that the page shows."""

import csv
import io

from feedback.themes.report import Count, Report
from feedback.voices.importing import safe_cell


def report_as_csv(report: Report) -> str:
    """The same numbers as a file. A cell that a spreadsheet could take for a formula is kept as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    comments = ["Comments"] if report.audience == "staff" else []
    labels = [safe_cell(column.label) for column in report.columns]
    writer.writerow(["Theme", *comments, "People", "Share of people", *labels])
    everyone = [column.voices for column in report.columns]
    rows = [("Everyone", report.comments, report.voices, everyone)]
    rows += [(line.title, line.comments, line.voices, list(line.cells)) for line in report.themes]
    for title, in_comments, in_voices, cells in rows:
        counted = [_in_file(in_comments)] if comments else []
        writer.writerow(
            [safe_cell(title), *counted, _in_file(in_voices), in_voices.share, *map(_in_file, cells)]
        )
    if report.audience == "staff":
        writer.writerow(["No theme yet", _in_file(report.no_theme)])
    return out.getvalue()


def _in_file(count: Count) -> str:
    if count.number is None:
        return count.text
    return f"{count.number} ({count.note})" if count.note else str(count.number)
