"""Files of coded comments for the benchmarks of themes: columns id, text, labels, source and perhaps subcode."""

import csv
from pathlib import Path

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.setdefault("source", "")
    return rows


def texts_of(path: Path, number: int) -> list[str]:
    """So many texts of a file, from its first on; when they run out they come again with a number behind."""
    texts = [row["text"] for row in read(path)]
    return [texts[at % len(texts)] + (f" {at}" if at >= len(texts) else "") for at in range(number)]


def one_code(row: Row, column: str) -> bool:
    code = row.get(column) or ""
    return bool(code) and "|" not in code and not code.startswith("(no ")
