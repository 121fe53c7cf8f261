"""Comments and results as files: CSV in, JSON out and in again. What is wrong is said in a sentence."""

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.comments import Comment, Suggestions

MOST_ROWS = 1_000_000
ENCODINGS = ("utf-8-sig", "cp1252")

Row = dict[str, str]


class BadFile(Exception):
    """The file cannot be used; the sentence says why and what to do."""


def read_rows(path: Path, *columns: str) -> list[Row]:
    """The rows of a CSV file with a heading, which must hold `columns`."""
    text = _text_of(path)
    csv.field_size_limit(16 * 1024 * 1024)
    try:
        reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
        names = [name for name in reader.fieldnames or () if name]
        missing = [column for column in columns if column not in names]
        if missing:
            raise BadFile(f"{path.name} has no column “{missing[0]}”. It has: {', '.join(names) or 'none'}.")
        rows = [{name: row[name] or "" for name in names} for row in reader]
    except csv.Error as problem:
        raise BadFile(f"{path.name} is not a CSV file that can be read: {problem}.") from None
    if not rows:
        raise BadFile(f"{path.name} has no rows under its heading.")
    if len(rows) > MOST_ROWS:
        raise BadFile(f"{path.name} has more than {MOST_ROWS:,} rows. Cut it into parts.")
    return rows


def read_comments(path: Path, text: str, id_column: str) -> list[Comment]:
    """Comments in the order of the file. Without the id column, rows are numbered from 1."""
    rows = read_rows(path, text)
    has_ids = id_column in rows[0]
    comments = [
        Comment(row[id_column] if has_ids else str(number), row[text].replace("\x00", ""))
        for number, row in enumerate(rows, 1)
    ]
    seen: set[str] = set()
    for comment in comments:
        if comment.id in seen:
            raise BadFile(f"{path.name} has the id “{comment.id[:80]}” twice. Ids must differ.")
        seen.add(comment.id)
    return comments


def write_suggestions(path: Path, found: Suggestions) -> None:
    result = asdict(found)
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


def read_result(path: Path) -> dict[str, Any]:
    try:
        result = json.loads(_text_of(path))
    except ValueError:
        raise BadFile(f"{path.name} is not JSON.") from None
    if not isinstance(result, dict) or not isinstance(result.get("codings"), list):
        raise BadFile(f"{path.name} holds no codings. Make it with: python -m analysis suggest")
    return result


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise BadFile(f"{path} cannot be read: {problem.strerror}.") from None
    if not content.strip():
        raise BadFile(f"{path.name} is empty.")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(f"{path.name} is not text. Save it as CSV in UTF-8.")
