"""How good themes and codings are, and what they cost: `python -m tests.benchmarks.themes --data DIR [--peers]`.

DIR holds files with the columns id, text, labels (| between several), source and perhaps subcode, and code
frames `*codebook.json`. Themes are measured inside one source, at fine zoom, on comments with one code: AMI,
where a comment left without a theme is a group of its own. Coding learns from 20 comments a code (mean of three
draws) or from the quotes of a frame. Nothing here knows a set by name. Costs are measured in processes of
their own, on one thread. One table in Markdown goes to the screen.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
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
from analysis.vectors import ENGINES, Engine, Parts, Vectors, Weights, engine_named, wholes
from tests.benchmarks.comment_files import Row, one_code, read, texts_of
from tests.benchmarks.theme_peers import PEERS, missing_peers

EXAMPLES_A_CODE, FEWEST_A_CODE, SEEDS, ASKED = 20, 40, 3, 2_000
Groups = Callable[[list[str]], list[str]]
Table = list[tuple[str, dict[str, str]]]
Cost = tuple[float, float]


class Remembering:
    """An engine that places each text once, for several measures of quality."""

    def __init__(self, engine: Engine) -> None:
        self.name, self._engine = engine.name, engine
        self._known: dict[object, Vectors] = {}

    def weigh(self, texts: Sequence[str]) -> Weights:
        return self._engine.weigh(texts)

    def embed(
        self, texts: Sequence[str], weights: Weights | None = None, parts: Parts | None = None
    ) -> Vectors:
        spans = parts if parts is not None else wholes(texts)
        how = None if weights is None else hash(weights.tobytes())
        keys = [(text, how, tuple(mine)) for text, mine in zip(texts, spans, strict=True)]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        rows = self._engine.embed([text for text, _, _ in new], weights, [mine for _, _, mine in new])
        ends = np.cumsum([0, *(len(mine) for _, _, mine in new)])
        self._known.update((key, rows[ends[at] : ends[at + 1]]) for at, key in enumerate(new))
        return np.vstack([self._known[key] for key in keys]) if keys else rows


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


def quality(data: Path, name: str, coding: bool) -> Table:
    engine = Remembering(engine_named(name))
    table: Table = []
    frames = [read_frame(path) for path in sorted(data.glob("*codebook.json"))]
    for path in sorted(data.glob("*.csv")):
        rows = read(path)
        measured = quality_of_groups(rows, themes_of(engine))
        if not coding:
            table.append((path.stem, measured))
            continue
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


def cost(command: list[str]) -> Cost:
    """CPU-seconds and peak megabytes of one run from start to end, in a process of its own, on one thread."""
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    started = subprocess.Popen(
        [sys.executable, *command], env={**os.environ, **one_thread}, stdout=sys.stderr
    )
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {started.returncode}.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def costs(path: Path, number: int, engines: Sequence[str], peers: Sequence[str]) -> dict[str, Cost]:
    """What the first comments of a file cost each of them; ours by the command that anyone would use."""
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "comments.csv", Path(folder) / "themes.json"
        with file.open("w", encoding="utf-8", newline="") as written:
            writer = csv.writer(written)
            writer.writerow(["id", "text"])
            writer.writerows(enumerate(texts_of(path, number)))
        ours = ["-m", "analysis", "suggest", str(file), "--zoom", "fine", "--out", str(out)]
        found = {name: cost([*ours, "--engine", name]) for name in engines}
        for name in peers:
            found[name] = cost(["-m", "tests.benchmarks.theme_peers", name, str(file), str(number)])
    return found


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


def show(tables: dict[str, Table], spent: dict[str, Cost], number: int) -> None:
    """One table in Markdown: a row a measure, a column a method; costs with their ratio to ours."""
    names = list(tables)
    print(f"\n| | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
    rows = dict.fromkeys((row, name) for table in tables.values() for row, found in table for name in found)
    for row, measure in rows:
        cells = [dict(tables[name]).get(row, {}).get(measure, "") for name in names]
        print(f"| {row}: {measure} | {' | '.join(cells)} |")
    print(f"| CPU-seconds, {number} comments | {' | '.join(f'{spent[name][0]:.1f}' for name in names)} |")
    print(f"| peak memory, MB | {' | '.join(f'{spent[name][1]:.0f}' for name in names)} |")
    for engine in (name for name in names if name in ENGINES):
        ratios = [f"{spent[name][0] / spent[engine][0]:.1f}" for name in names]
        print(f"| CPU-seconds ÷ ours, {engine} | {' | '.join(ratios)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of coded comments")
    parser.add_argument("--peers", action="store_true", help="what other tools make of the same comments")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both if left out")
    parser.add_argument("--themes-only", action="store_true", help="leave coding to a frame out")
    parser.add_argument(
        "--comments", type=int, default=5_000, help="how many comments to measure the cost with"
    )
    given = parser.parse_args()
    absent = missing_peers() if given.peers else []
    if absent:
        print(
            f"NOT MEASURED, because not installed here: {', '.join(absent)}. Install them in an environment of "
            "their own: pip install --no-deps --require-hashes -r requirements/peers.txt",
            file=sys.stderr,
        )
    engines = given.engine or list(ENGINES)
    peers = [name for name in PEERS if name not in absent] if given.peers else []
    files = sorted(given.data.glob("*.csv"))
    largest = max(files, key=lambda path: path.stat().st_size)
    # First, while this process is small: what a new one may have used begins with what its parent held.
    spent = costs(largest, given.comments, engines, peers)
    tables = {name: quality(given.data, name, not given.themes_only) for name in engines}
    for name in engines:
        print(f"one new comment, 40 themes, {name}: {milliseconds_a_comment(name):.1f} ms", file=sys.stderr)
    for name in peers:
        tables[name] = [(path.stem, quality_of_groups(read(path), PEERS[name])) for path in files]
        print(f"{name} measured", file=sys.stderr)
    show(tables, spent, given.comments)


if __name__ == "__main__":
    main()
