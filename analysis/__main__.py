"""Themes of a file from the command line, codes to a frame, and how well either agrees with people.

python -m analysis suggest comments.csv --out themes.json
python -m analysis code comments.csv --frame frame.json --examples coded.csv --out codings.json
python -m analysis measure codings.json coded.csv --second second.csv

`analysis/result.schema.json` describes what is written.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.comments import Comment, Suggestions
from analysis.files import (
    Unreadable,
    read_codes,
    read_column,
    read_comments,
    read_earlier,
    read_examples,
    read_frame,
    read_result,
)
from analysis.resuming import ResumingEngine, WrongVectors
from analysis.spreading import Cluster, ClusterFailed, Spread, one_by_one
from analysis.starting import import_nltk_alone
from analysis.vectors import ENGINES, Engine, EngineMissing, engine_named


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        return int({"suggest": _suggest, "code": _code, "measure": _measure}[given.command](given))
    except (Unreadable, EngineMissing, WrongVectors, ClusterFailed) as reason:
        print(reason, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description="Themes of comments in a file.")
    commands = parser.add_subparsers(dest="command", required=True)
    suggest = commands.add_parser("suggest", help="suggest themes for the comments of a CSV file")
    code = commands.add_parser("code", help="code the comments of a CSV file to a code frame")
    for command in (suggest, code):
        command.add_argument("file", type=Path)
        command.add_argument("--text", default="text", help="the column with the comments")
        command.add_argument("--id", default="id", help="the column that names each comment")
        command.add_argument("--engine", choices=ENGINES, default="static")
        command.add_argument(
            "--resume", type=Path, help="a file to keep vectors in, so that a cut run goes on"
        )
        command.add_argument("--dask", metavar="ADDRESS", help="the scheduler of a Dask cluster to work on")
        command.add_argument("--out", type=Path, help="where to write the result; the screen if left out")
    suggest.add_argument("--question", help="a column; the comments of each value are themed by themselves")
    suggest.add_argument("--zoom", choices=("broad", "fine"), default="broad")
    suggest.add_argument(
        "--before",
        type=Path,
        help="what an earlier run wrote; a few more comments do not reshuffle its themes",
    )
    suggest.add_argument("--seed", type=int, default=0)
    code.add_argument("--frame", type=Path, required=True, help="JSON: titles, descriptions, examples, rules")
    code.add_argument("--examples", type=Path, help="a CSV file of comments that people coded to the frame")
    measure = commands.add_parser("measure", help="measure a result against people's codes")
    measure.add_argument("result", type=Path)
    measure.add_argument("gold", type=Path)
    measure.add_argument("--second", type=Path, help="the codes of a second person")
    measure.add_argument("--id", default="id", help="the column that names each comment")
    measure.add_argument("--text", default="text", help="the column with the comments, if GOLD has one")
    measure.add_argument(
        "--by", help="a column of GOLD, such as the group of speakers; each is measured apart"
    )
    for command in (code, measure):
        command.add_argument(
            "--labels", default="labels", help="the column with the codes, | between several"
        )
    return parser


def _suggest(given: argparse.Namespace) -> int:
    asked = read_comments(given.file, given.text, given.id, given.question)
    before = read_earlier(given.before) if given.before else None
    import_nltk_alone()

    from analysis.suggesting import suggest_themes  # noqa: PLC0415  (heavy)

    engine = _engine(given)
    results = []
    with _spread(given) as spread:
        for number, (question, comments) in enumerate(asked.items(), start=1):
            made = suggest_themes(
                comments, seed=given.seed, zoom=given.zoom, engine=engine, spread=spread, before=before
            )
            found = asdict(made)
            if given.question:
                _under_question(found, question, f"q{number}-")
            results.append(found)
    whole = results[0]
    for more in results[1:]:
        for part in ("themes", "codings", "set_aside", "no_theme", "voices_of_few"):
            whole[part] = [*whole[part], *more[part]]
    _write(whole, given.out)
    return 0


def _engine(given: argparse.Namespace) -> Engine:
    engine = engine_named(given.engine)
    if given.resume and given.dask:
        raise Unreadable("--resume keeps vectors on this machine, --dask makes them on others: choose one.")
    return ResumingEngine(engine, given.resume) if given.resume else engine


def _spread(given: argparse.Namespace) -> AbstractContextManager[Spread]:
    return Cluster(given.dask) if given.dask else nullcontext(one_by_one)


def _under_question(found: dict[str, Any], question: str, prefix: str) -> None:
    for theme in found["themes"]:
        theme["id"] = prefix + theme["id"]
        theme["parent"] = theme["parent"] and prefix + theme["parent"]
        theme["near"] = [prefix + near for near in theme["near"]]
        theme["question"] = question
    for few in found["voices_of_few"]:
        few["nearest"] = few["nearest"] and prefix + few["nearest"]
    for coding in found["codings"]:
        coding["theme"] = prefix + coding["theme"]


def _code(given: argparse.Namespace) -> int:
    frame = read_frame(given.frame)
    examples = read_examples(given.examples, given.text, given.id, given.labels) if given.examples else []
    comments: list[Comment] = read_comments(given.file, given.text, given.id)[""]
    known = {theme.title for theme in frame.themes}
    unknown = sorted({example.theme for example in examples} - known)
    if examples and len(unknown) == len({example.theme for example in examples}):
        raise Unreadable(
            f"No code of {given.examples.name} is a title of {given.frame.name}, for example: {unknown[0]}."
        )
    if unknown:
        print(f"Not in the frame, so left out: {', '.join(unknown)}.", file=sys.stderr)

    from analysis.coding import code_to_frame  # noqa: PLC0415  (heavy)

    engine = _engine(given)
    with _spread(given) as spread:
        coded = code_to_frame(comments, frame, examples, engine, spread)
    _write(asdict(coded), given.out)
    return 0


def _measure(given: argparse.Namespace) -> int:
    result = read_result(given.result)
    gold = read_codes(given.gold, given.id, given.labels)
    second = read_codes(given.second, given.id, given.labels) if given.second else None

    from analysis.measuring import measure_result  # noqa: PLC0415  (heavy)

    texts = read_column(given.gold, given.id, given.text)
    groups = read_column(given.gold, given.id, given.by, needed=True) if given.by else None
    try:
        measured = measure_result(result, gold, second, texts or None, groups)
    except ValueError as reason:
        raise Unreadable(str(reason)) from None
    for figure in measured.figures:
        if figure.low is None or figure.high is None:
            print(f"{figure.name:24} {figure.value:.0f}")
        else:
            print(f"{figure.name:24} {figure.value:.4f}  ({figure.low:.4f} to {figure.high:.4f})")
    if measured.reliability:
        print("confidence    codings  mean    right")
        for one in measured.reliability:
            print(
                f"{one.low:.1f} to {one.high:.1f}    {one.codings:7}  {one.confidence:.3f}   {one.right:.3f}"
            )
    for note in measured.notes:
        print(note)
    return 0


def _write(result: dict[str, Any] | Suggestions, out: Path | None) -> None:
    written = json.dumps(result, ensure_ascii=False)
    if out is None:
        # The screen may know fewer letters than people wrote.
        sys.stdout.buffer.write(written.encode("utf-8", "surrogatepass") + b"\n")
        return
    try:
        out.write_text(written + "\n", encoding="utf-8", errors="surrogatepass")
    except OSError as reason:
        raise Unreadable(f"{out} cannot be written: {reason.strerror}.") from None


if __name__ == "__main__":
    sys.exit(main())
