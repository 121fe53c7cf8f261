"""Read what people give to the command line, and say in a sentence what is wrong with it."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.comments import (
    CodeFrame,
    Coding,
    Comment,
    Example,
    FrameTheme,
    SuggestedTheme,
    Suggestions,
)

ENCODINGS = ("utf-8-sig", "cp1252")
LONGEST_FIELD = 1_000_000_000
BETWEEN_COLUMNS = (",", ";", "\t")
BETWEEN_CODES = "|"


class Unreadable(Exception):
    """What is wrong with what was given, as a sentence that says what to do."""


def read_comments(path: Path, text: str, id: str, question: str | None = None) -> dict[str, list[Comment]]:
    """The comments of a file under the question that each answers; one empty question if there is no column."""
    asked: dict[str, list[Comment]] = {}
    seen: set[str] = set()
    for number, row in enumerate(rows(path, [text, question] if question else [text]), start=1):
        name = (row.get(id) or "").strip() or f"row {number}"
        if name in seen:
            raise Unreadable(f'Row {number}: "{name}" is there twice. Name another column with --id.')
        seen.add(name)
        under = (row.get(question) or "").strip() if question else ""
        asked.setdefault(under, []).append(Comment(name, row.get(text) or ""))
    if not asked:
        raise Unreadable(f"{path.name} has no comments in it.")
    return asked


def read_codes(path: Path, id: str, labels: str) -> dict[str, frozenset[str]]:
    """The codes that a person gave to each comment; rows without a code are left out."""
    found: dict[str, frozenset[str]] = {}
    for number, row in enumerate(rows(path, [id, labels]), start=1):
        name, codes = (row.get(id) or "").strip() or f"row {number}", _codes(row.get(labels))
        if codes:
            found[name] = found.get(name, frozenset()) | frozenset(codes)
    if not found:
        raise Unreadable(f'{path.name} has no codes in its column "{labels}".')
    return found


def read_column(path: Path, id: str, column: str, needed: bool = False) -> dict[str, str]:
    """What a column says of each comment; nothing where the file has no such column, unless it is needed."""
    asked = [column] if needed else []
    return {
        (row.get(id) or "").strip() or f"row {number}": row[column]
        for number, row in enumerate(rows(path, asked), start=1)
        if row.get(column)
    }


def read_examples(path: Path, text: str, id: str, labels: str) -> list[Example]:
    """What people coded, one example for each code of a comment."""
    found: list[Example] = []
    for number, row in enumerate(rows(path, [text, labels]), start=1):
        name, words = (row.get(id) or "").strip() or f"row {number} of {path.name}", row.get(text) or ""
        found.extend(Example(code, words, name) for code in _codes(row.get(labels)) if words.strip())
    if not found:
        raise Unreadable(f'{path.name} has no coded comments: are the codes in a column "{labels}"?')
    return found


def read_frame(path: Path) -> CodeFrame:
    """A code frame: a list of themes, or an object with one under "codes" or "themes"."""
    try:
        given = json.loads(read_text(path))
    except (ValueError, RecursionError):
        raise Unreadable(f"{path.name} is not JSON. A frame lists themes with title and examples.") from None
    codes = given.get("codes", given.get("themes")) if isinstance(given, dict) else given
    if not isinstance(codes, list) or not codes:
        raise Unreadable(f'{path.name} has no list of themes under "codes".')
    themes = [_theme(path, number, code) for number, code in enumerate(codes, start=1)]
    titles = [theme.title for theme in themes]
    for title in titles:
        if titles.count(title) > 1:
            raise Unreadable(f'{path.name}: the title "{title}" is there twice.')
    return CodeFrame(tuple(themes))


def _theme(path: Path, number: int, code: Any) -> FrameTheme:
    title = code.get("title") if isinstance(code, dict) else None
    if not isinstance(title, str) or not title.strip():
        raise Unreadable(f"{path.name}: theme {number} has no title.")
    lists = []
    for name in ("examples", "must_have", "must_not_have"):
        texts = code.get(name) or []
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise Unreadable(f'{path.name}: "{name}" of "{title}" is not a list of texts.')
        lists.append(tuple(texts))
    description = code.get("description") or ""
    if not isinstance(description, str):
        raise Unreadable(f'{path.name}: the description of "{title}" is not a text.')
    return FrameTheme(title.strip(), title.strip(), description, *lists)


def read_result(path: Path) -> dict[str, Any]:
    """What `suggest` or `code` wrote."""
    try:
        result = json.loads(read_text(path))
        for coding in result["codings"]:
            str(coding["comment"]), str(coding["theme"]), float(coding.get("confidence", 1))
        [(theme["id"], theme["label"]) for theme in result["themes"]]
        [aside["comment"] for aside in result["set_aside"]]
        list(result["no_theme"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable(f"{path.name} is not a result of `suggest` or `code`.") from None
    return dict(result)


def read_earlier(path: Path) -> Suggestions:
    """What an earlier run found, as far as another one begins from it: the themes and whose they were."""
    result = read_result(path)
    themes = [
        SuggestedTheme(one["id"], one["label"], (), 0, (), one.get("parent"), 0.0) for one in result["themes"]
    ]
    codings = [Coding(one["comment"], one["theme"], 0, 0, 1.0) for one in result["codings"]]
    return Suggestions(tuple(themes), tuple(codings), (), (), {})


def rows(path: Path, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a CSV file that has the columns needed; ; and tab between columns are understood too."""
    text = read_text(path)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text, needed))
    before = csv.field_size_limit(LONGEST_FIELD)  # of the whole process, so it is put back
    try:
        columns = reader.fieldnames or []
        if not columns:
            raise Unreadable(f"{path.name} is empty.")
        for column in needed:
            if column not in columns:
                names = ", ".join(str(name)[:60] for name in columns[:20])
                raise Unreadable(f'{path.name} has no column "{column}". It has: {names}.')
        yield from reader
    except csv.Error as reason:
        raise Unreadable(f"{path.name} is not a CSV file that can be read: {reason}.") from None
    finally:
        csv.field_size_limit(before)


def _delimiter(text: str, needed: Sequence[str]) -> str:
    head = text[:10_000].split("\n", 1)[0].strip()
    for sign in BETWEEN_COLUMNS:
        if set(needed) <= {name.strip('"\r') for name in head.split(sign)}:
            return sign
    return ","


def read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as reason:
        raise Unreadable(f"{path} cannot be read: {reason.strerror}.") from None
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{path.name} is not text that can be read. Save it as CSV in UTF-8.")


def _codes(given: str | None) -> list[str]:
    return [code.strip() for code in re.split(r"\|", given or "") if code.strip()]
