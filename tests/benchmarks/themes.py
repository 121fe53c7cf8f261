"""How good themes and codings are, and what they cost: `python -m tests.benchmarks.themes --data DIR [--peers]`.

DIR holds files with the columns id, text, labels (| between several), source and perhaps subcode, and code
frames `*codebook.json`. Themes are measured inside one source, at fine zoom, on comments with one code: AMI,
where a comment left without a theme is a group of its own. Coding learns from 20 comments a code (mean of three
draws) or from the quotes of a frame. Nothing here knows a set by name. Costs are measured in a process of
their own, on one thread.
"""

import argparse
import csv
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from analysis.agreement import f1_scores
from analysis.coding import Coder
from analysis.comments import CodeFrame, Comment, Example, FrameTheme
from analysis.files import read_frame
from analysis.suggesting import suggest_themes
from analysis.vectors import ENGINES, Engine, Vectors, engine_named
from tests.benchmarks.theme_peers import PEERS

EXAMPLES_A_CODE, FEWEST_A_CODE, SEEDS, ASKED = 20, 40, 3, 2_000
Row = dict[str, str]
Groups = Callable[[list[str]], list[str]]
Table = list[tuple[str, dict[str, str]]]


class Remembering:
    """An engine that places each text once, for several measures of quality."""

    def __init__(self, engine: Engine) -> None:
        self.name, self._engine = engine.name, engine
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._engine.embed(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def one_code(row: Row, column: str) -> bool:
    code = row.get(column) or ""
    return bool(code) and "|" not in code and not code.startswith("(no ")


def themes_of(engine: Engine) -> Groups:
    def groups(texts: list[str]) -> list[str]:
        comments = [Comment(str(at), text) for at, text in enumerate(texts)]
        found = suggest_themes(comments, engine=engine, zoom="fine")
        named = {one.comment: "set aside" for one in found.set_aside}
        named.update((id_, f"alone {id_}") for id_ in found.no_theme)
        for coding in found.codings:
            named.setdefault(coding.comment, coding.theme)
        return [named[str(at)] for at in range(len(texts))]

    return groups


def grouping(rows: list[Row], column: str, groups: dict[str, list[str]]) -> float:
    """The mean over the sources of a file of AMI with the codes of a column."""
    found = []
    for source, named in groups.items():
        mine = [row for row in rows if row["source"] == source]
        kept = [at for at, row in enumerate(mine) if one_code(row, column)]
        if len({mine[at][column] for at in kept}) > 1:
            found.append(
                adjusted_mutual_info_score([mine[at][column] for at in kept], [named[at] for at in kept])
            )
    return float(np.mean(found)) if found else float("nan")


def quality_of_groups(rows: list[Row], groups: Groups) -> dict[str, str]:
    by_source: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row["text"])
    named = {source: groups(texts) for source, texts in by_source.items()}
    return {
        f"AMI {column}": f"{grouping(rows, column, named):.3f}"
        for column in ("labels", "subcode")
        if column in rows[0]
    }


def quality_of_coding(rows: list[Row], column: str, engine: Engine) -> str | None:
    """Micro and macro F1 after 20 examples a code, for codes with 40 comments or more."""
    counts = Counter(row[column] for row in rows if one_code(row, column))
    codes = sorted(code for code, times in counts.items() if times >= FEWEST_A_CODE)
    if len(codes) < 3:
        return None
    frame = CodeFrame(tuple(FrameTheme(code, code) for code in codes))
    scores = []
    for seed in range(SEEDS):
        chance = np.random.default_rng(seed)
        examples, rest = [], []
        for code in codes:
            mine = [row for row in rows if row[column] == code]
            order = chance.permutation(len(mine))
            examples += [Example(code, mine[at]["text"]) for at in order[:EXAMPLES_A_CODE]]
            rest += [mine[at] for at in order[EXAMPLES_A_CODE:]]
        asked = [rest[at] for at in chance.permutation(len(rest))[:ASKED]]
        comments = [Comment(str(at), row["text"]) for at, row in enumerate(asked)]
        scores.append(_f1(Coder(frame, examples, engine), comments, [{row[column]} for row in asked]))
    micro, macro = np.mean(scores, axis=0)
    return f"{micro:.3f} / {macro:.3f}"


def quality_from_quotes(frame: CodeFrame, rows: list[Row], engine: Engine) -> str | None:
    """Micro and macro F1 over the codes of a frame, learned from its quotes alone."""
    titles = {theme.title for theme in frame.themes}
    gold = [set((row["labels"] or "").split("|")) & titles for row in rows]
    kept = [at for at, codes in enumerate(gold) if codes]
    if len(kept) < len(rows) / 2:
        return None
    comments = [Comment(str(at), rows[at]["text"]) for at in kept]
    micro, macro = _f1(Coder(frame, (), engine), comments, [gold[at] for at in kept])
    return f"{micro:.3f} / {macro:.3f}"


def _f1(coder: Coder, comments: list[Comment], gold: list[set[str]]) -> tuple[float, float]:
    found: dict[str, set[str]] = defaultdict(set)
    for coding in coder.code(comments):
        found[coding.comment].add(coding.theme)
    return f1_scores([found[comment.id] for comment in comments], gold)


def quality(data: Path, name: str) -> Table:
    engine = Remembering(engine_named(name))
    table: Table = []
    frames = [read_frame(path) for path in sorted(data.glob("*codebook.json"))]
    for path in sorted(data.glob("*.csv")):
        rows = read(path)
        for row in rows:
            row.setdefault("source", "")
        measured = quality_of_groups(rows, themes_of(engine))
        if len({row["source"] for row in rows}) == 1:
            for column in ("labels", "subcode"):
                f1 = quality_of_coding(rows, column, engine) if column in rows[0] else None
                if f1:
                    measured[f"F1 {column}"] = f1
        for frame in frames:
            f1 = quality_from_quotes(frame, rows, engine)
            if f1:
                measured["F1 from quotes"] = f1
        table.append((path.stem, measured))
    return table


def cost(path: Path, name: str, most: int) -> dict[str, float]:
    """CPU-seconds and peak memory of one run from start to end, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.themes", "--one-run", str(path), name, str(most)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def one_run(path: Path, name: str, most: int) -> None:
    import resource  # noqa: PLC0415  (not on every machine)

    texts = [row["text"] for row in read(path)]
    texts = [texts[at % len(texts)] + (f" {at}" if at >= len(texts) else "") for at in range(most)]
    if name in PEERS:
        PEERS[name](texts)
    else:
        themes_of(engine_named(name))(texts)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}))


def milliseconds_a_comment(name: str) -> float:
    """Coding one new comment against 40 themes, once the frame is learned."""
    themes = [
        FrameTheme(str(n), f"Theme {n}", "", tuple(f"Subject {n} word{m} {n * m}" for m in range(9)))
        for n in range(40)
    ]
    coder = Coder(CodeFrame(tuple(themes)), engine=engine_named(name))
    comments = [
        Comment(str(n), f"The bus to school number {n} came late again. Nobody told us.") for n in range(50)
    ]
    coder.code(comments[:1])
    start = time.perf_counter()
    for comment in comments:
        coder.code([comment])
    return (time.perf_counter() - start) / len(comments) * 1000


def show(table: Table) -> None:
    for row, measured in table:
        for name, value in measured.items():
            print(f"{row:28} {name:18} {value}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of coded comments")
    parser.add_argument("--peers", action="store_true", help="what other tools make of the same comments")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both if left out")
    parser.add_argument(
        "--comments", type=int, default=5_000, help="how many comments to measure the cost with"
    )
    parser.add_argument("--one-run", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one_run:
        one_run(Path(given.one_run[0]), given.one_run[1], int(given.one_run[2]))
        return
    if given.data is None:
        parser.error("name a folder of coded comments with --data")
    files = sorted(given.data.glob("*.csv"))
    largest = max(files, key=lambda path: path.stat().st_size)
    spent: dict[str, dict[str, float]] = {}
    for name in given.engine or ENGINES:
        print(f"\n{name}")
        show(quality(given.data, name))
        spent[name] = cost(largest, name, given.comments)
        print(f"one new comment, 40 themes: {milliseconds_a_comment(name):.1f} ms")
    if given.peers:
        for name, groups in PEERS.items():
            print(f"\n{name}")
            show(
                [
                    (path.stem, quality_of_groups([{"source": "", **row} for row in read(path)], groups))
                    for path in files
                ]
            )
            spent[name] = cost(largest, name, given.comments)
    print(f"\n{given.comments} comments of {largest.stem}, start to end, and CPU-seconds as a ratio to ours")
    for name, used in spent.items():
        ratios = "  ".join(
            f"{used['cpu'] / spent[engine]['cpu']:.1f} x {engine}" for engine in ENGINES if engine in spent
        )
        print(f"{name:28} {used['cpu']:.1f} CPU-s, {used['megabytes']:.0f} MB  {ratios}")


if __name__ == "__main__":
    main()
