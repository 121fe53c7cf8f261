"""The theme report as a file, from the very report that the page shows."""

import csv
import io

from feedback.themes.report import Count, Report


def report_as_csv(report: Report) -> str:
    """The same numbers as a file. A cell that a spreadsheet could take for a formula is kept as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["Theme", "Comments", "People", "Share of people", *(one.label for one in report.columns)]
    )
    everyone = [_in_file(report.comments), _in_file(report.voices), ""]
    writer.writerow(["Everyone", *everyone, *(_in_file(one.voices) for one in report.columns)])
    for line in report.themes:
        cells = [_in_file(line.comments), _in_file(line.voices), line.voices.share]
        writer.writerow([_as_text(line.title), *cells, *map(_in_file, line.cells)])
    blank = [""] * len(report.columns)
    writer.writerow(["No theme yet", _in_file(report.no_theme), "", "", *blank])
    return out.getvalue()


def _in_file(count: Count) -> str:
    if count.number is None:
        return count.text
    return f"{count.number} ({count.note})" if count.note else str(count.number)


def _as_text(title: str) -> str:
    return f"'{title}" if title[:1] in ("=", "+", "-", "@", "\t", "\r") else title
