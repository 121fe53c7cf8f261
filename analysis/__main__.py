"""Themes of a file from the command line, and how well they agree with people's codes.

python -m analysis suggest comments.csv --text text --id id --out themes.json
python -m analysis measure themes.json coded.csv --labels labels
"""

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.comments import Comment

ENCODINGS = ("utf-8-sig", "cp1252")


class Unreadable(Exception):
    """What is wrong with what was given, as a sentence that says what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m analysis", description="Themes of comments in a file.")
    commands = parser.add_subparsers(dest="command", required=True)
    suggest = commands.add_parser("suggest", help="suggest themes for the comments of a CSV file")
    suggest.add_argument("file", type=Path)
    suggest.add_argument("--text", default="text", help="the column with the comments")
    suggest.add_argument("--id", default="id", help="the column that names each comment")
    suggest.add_argument("--zoom", choices=("broad", "fine"), default="broad")
    suggest.add_argument("--seed", type=int, default=0)
    suggest.add_argument("--out", type=Path, help="where to write the themes; the screen if left out")
    measure = commands.add_parser("measure", help="measure themes against people's codes")
    measure.add_argument("result", type=Path)
    measure.add_argument("gold", type=Path)
    measure.add_argument("--labels", default="labels", help="the column with the codes, | between several")
    measure.add_argument("--id", default="id", help="the column that names each comment")
    given = parser.parse_args(arguments)
    try:
        return _suggest(given) if given.command == "suggest" else _measure(given)
    except Unreadable as reason:
        print(reason, file=sys.stderr)
        return 2


def _suggest(given: argparse.Namespace) -> int:
    rows = list(_rows(given.file, [given.text]))
    comments, seen = [], set()
    for number, row in enumerate(rows, start=1):
        id_ = (row.get(given.id) or "").strip() or f"row {number}"
        if id_ in seen:
            raise Unreadable(f'Row {number}: "{id_}" is there twice. Name another column with --id.')
        seen.add(id_)
        comments.append(Comment(id_, row.get(given.text) or ""))
    if not comments:
        raise Unreadable(f"{given.file.name} has no comments in it.")

    from analysis.suggesting import suggest_themes  # noqa: PLC0415  (heavy)

    written = json.dumps(
        asdict(suggest_themes(comments, seed=given.seed, zoom=given.zoom)), ensure_ascii=False
    )
    if given.out is None:
        print(written)
        return 0
    try:
        given.out.write_text(written + "\n", encoding="utf-8")
    except OSError as reason:
        raise Unreadable(f"{given.out} cannot be written: {reason.strerror}.") from None
    return 0


def _measure(given: argparse.Namespace) -> int:
    from analysis.agreement import NO_THEME, SET_ASIDE, measure_agreement  # noqa: PLC0415  (heavy)

    result = _result(given.result)
    found: dict[str, str] = {}
    for coding in result["codings"]:
        found.setdefault(coding["comment"], coding["theme"])
    found.update((aside["comment"], SET_ASIDE) for aside in result["set_aside"])
    found.update((id_, NO_THEME) for id_ in result["no_theme"])
    gold = {
        (row.get(given.id) or "").strip(): row[given.labels].split("|")[0]
        for row in _rows(given.gold, [given.id, given.labels])
        if row.get(given.labels)
    }
    try:
        measured = measure_agreement(found, gold)
    except ValueError as reason:
        raise Unreadable(str(reason)) from None
    for name, value in asdict(measured).items():
        print(f"{name} {value:.4f}" if isinstance(value, float) else f"{name} {value}")
    return 0


def _result(path: Path) -> dict[str, Any]:
    try:
        result = json.loads(_text(path))
        for coding in result["codings"]:
            coding["comment"], coding["theme"]
        [aside["comment"] for aside in result["set_aside"]]
        list(result["no_theme"])
    except (ValueError, KeyError, TypeError):
        raise Unreadable(f"{path.name} is not a result of `suggest`.") from None
    return dict(result)


def _rows(path: Path, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    csv.field_size_limit(100_000_000)
    reader = csv.DictReader(io.StringIO(_text(path).replace("\x00", ""), newline=""))
    try:
        columns = reader.fieldnames or []
        if not columns:
            raise Unreadable(f"{path.name} is empty.")
        for column in needed:
            if column not in columns:
                raise Unreadable(
                    f'{path.name} has no column "{column}". It has: {", ".join(map(str, columns[:20]))}.'
                )
        yield from reader
    except csv.Error as reason:
        raise Unreadable(f"{path.name} is not a CSV file that can be read: {reason}.") from None


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as reason:
        raise Unreadable(f"{path} cannot be read: {reason.strerror}.") from None
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{path.name} is not text that can be read. Save it as CSV in UTF-8.")


if __name__ == "__main__":
    sys.exit(main())
