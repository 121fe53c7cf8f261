"""How well comments are coded, how sure the machine may be, and what it costs.

`python -m tests.benchmarks.coding --data DIR [--part codes|asking|cost] [--engine static|transformer]`

DIR holds files with the columns id, text, labels (| between several) and perhaps subcode, and code frames
`*codebook.json`. Codes: 20 comments a code are learned, or the quotes of a frame, and other comments are coded.
Asking: what 100 decisions teach that the machine asked for, against 100 and 200 at random, over five draws of
1,500 comments kept apart and 3,000 to ask about. Cost: CPU-milliseconds for one new comment against 40 themes,
and CPU-seconds to learn 30 codes from 5,000 comments, on one thread. Nothing here knows a set by name.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from analysis.choosing import most_typical, most_useful
from analysis.coders import code_table, macro_f1, micro_f1
from analysis.coding import Coder
from analysis.comments import CodeFrame, Comment, Example, FrameTheme
from analysis.files import read_frame
from analysis.measuring import measure_sure
from analysis.vectors import ENGINES, Engine, engine_named
from tests.benchmarks.slips import misspell
from tests.benchmarks.themes import Remembering, Row, one_code, read

A_CODE, FEWEST, SEEDS, ASKED = 20, 40, 3, 1_500
DRAWS, DECISIONS, BATCH, POOL, APART = 5, 100, 10, 3_000, 1_500


def with_one_code(rows: list[Row], column: str) -> tuple[list[Row], list[str]]:
    """The comments with one code of those that enough comments have, and these codes."""
    single = [row for row in rows if one_code(row, column)]
    counts = Counter(row[column] for row in single)
    codes = sorted(code for code, times in counts.items() if times >= FEWEST)
    return [row for row in single if row[column] in codes], codes


def measured(coder: Coder, texts: list[str], gold: list[set[str]]) -> list[float]:
    """Micro F1, macro F1, calibration error and Brier skill over the codes of the frame."""
    comments = [Comment(str(at), text) for at, text in enumerate(texts)]
    codings, considered = coder.weigh_up(comments)
    ids = [comment.id for comment in comments]
    given: dict[str, set[str]] = {id_: set() for id_ in ids}
    for coding in codings:
        given[coding.comment].add(coding.theme)
    mine = code_table(given, ids, coder.ids)
    theirs = code_table(dict(zip(ids, gold, strict=True)), ids, coder.ids)
    sure = np.zeros_like(mine)
    for coding in (*codings, *considered):
        sure[int(coding.comment), coder.ids.index(coding.theme)] = coding.confidence
    return [micro_f1(mine, theirs), macro_f1(mine, theirs), *measure_sure(sure, mine, theirs)]


def first_right(coder: Coder, texts: list[str], gold: list[str]) -> float:
    """The share of texts whose main theme is the code that people gave."""
    main: dict[str, str] = {}
    for coding in coder.code([Comment(str(at), text) for at, text in enumerate(texts)]):
        main.setdefault(coding.comment, coding.theme)
    return sum(main.get(str(at)) == code for at, code in enumerate(gold)) / len(gold)


def codes_of(rows: list[Row], column: str, engine: Engine) -> list[list[float]]:
    """What is measured after 20 comments a code, a row for each draw; last the share of first guesses that are
    right, as written and with slips."""
    kept, codes = with_one_code(rows, column)
    if len(codes) < 3:
        return []
    frame = CodeFrame(tuple(FrameTheme(code, code) for code in codes))
    found = []
    for seed in range(SEEDS):
        chance = np.random.default_rng(seed)
        examples, rest = [], []
        for code in codes:
            mine = [row for row in kept if row[column] == code]
            order = chance.permutation(len(mine))
            examples += [Example(code, mine[at]["text"]) for at in order[:A_CODE]]
            rest += [mine[at] for at in order[A_CODE:]]
        asked = [rest[at] for at in chance.permutation(len(rest))[:ASKED]]
        coder = Coder(frame, examples, engine)
        texts, gold = [row["text"] for row in asked], [row[column] for row in asked]
        slipped = [misspell(text, chance) for text in texts]
        firsts = [first_right(coder, texts, gold), first_right(coder, slipped, gold)]
        found.append([*measured(coder, texts, [{code} for code in gold]), *firsts])
    return found


def from_quotes(frame: CodeFrame, rows: list[Row], engine: Engine) -> list[float] | None:
    titles = {theme.title for theme in frame.themes}
    gold = [set((row["labels"] or "").split("|")) & titles for row in rows]
    kept = [at for at, codes in enumerate(gold) if codes]
    if len(kept) < len(rows) / 2:
        return None
    return measured(Coder(frame, (), engine), [rows[at]["text"] for at in kept], [gold[at] for at in kept])


def show_codes(data: Path, engine: Engine) -> None:
    print(
        f"{'set':28} {'codes':12} micro / macro F1   calibration error   Brier skill   "
        "first guess right, as written and misspelt"
    )
    frames = [read_frame(path) for path in sorted(data.glob("*codebook.json"))]

    def show(name: str, what: str, figures: Sequence[float]) -> None:
        micro, macro, error, skill, *firsts = figures
        told = "  ".join(f"{first:.3f}" for first in firsts)
        print(
            f"{name:28} {what:12} {micro:.3f} / {macro:.3f}      {error:.3f}               {skill:.3f}         {told}",
            flush=True,
        )

    for path in sorted(data.glob("*.csv")):
        rows = read(path)
        for column in ("labels", "subcode"):
            found = codes_of(rows, column, engine)
            if found:
                show(path.stem, column, np.mean(found, axis=0).tolist())
        for frame in frames:
            figures = from_quotes(frame, rows, engine)
            if figures:
                show(path.stem, "from quotes", figures)


def asked_for(pool: list[Row], column: str, frame: CodeFrame, engine: Engine, seed: int) -> list[Row]:
    """The comments that the machine asks a person about, ten at a time, each answered by its code."""
    open_ = {str(at): row for at, row in enumerate(pool)}
    placed = engine.embed([row["text"] for row in pool])
    placed = placed - placed.mean(axis=0)
    vectors = {id_: row.tolist() for id_, row in zip(open_, placed, strict=True)}
    answered: list[Row] = []
    new = most_typical(vectors, BATCH, seed)
    while True:
        answered += [open_.pop(id_) for id_ in new]
        if len(answered) >= DECISIONS:
            return answered[:DECISIONS]
        coder = Coder(frame, [Example(row[column], row["text"]) for row in answered], engine)
        shares, places = coder.glance([Comment(id_, row["text"]) for id_, row in open_.items()])
        sure = dict(zip(open_, shares.tolist(), strict=True))
        new = most_useful(sure, BATCH, dict(zip(open_, places.tolist(), strict=True)), seed)


def show_asking(path: Path, column: str, engine: Engine) -> None:
    rows, codes = with_one_code(read(path), column)
    if len(rows) < POOL + APART or len(codes) > DECISIONS / 5:
        return
    frame = CodeFrame(tuple(FrameTheme(code, code) for code in codes))
    found: dict[str, list[list[float]]] = {}
    for seed in range(DRAWS):
        order = np.random.default_rng(seed).permutation(len(rows))
        apart = [rows[at] for at in order[:APART]]
        pool = [rows[at] for at in order[APART : APART + POOL]]
        choices = {
            "100 asked for": asked_for(pool, column, frame, engine, seed),
            "100 at random": pool[:DECISIONS],
            "200 at random": pool[: 2 * DECISIONS],
        }
        for name, known in choices.items():
            coder = Coder(frame, [Example(row[column], row["text"]) for row in known], engine)
            figures = measured(coder, [row["text"] for row in apart], [{row[column]} for row in apart])
            found.setdefault(name, []).append(figures[:2])
    for name, figures_of in found.items():
        mean = np.mean(figures_of, axis=0)
        wide = 2.776 * np.std(figures_of, axis=0, ddof=1) / DRAWS**0.5  # Student's t, four degrees of freedom
        figures = "   ".join(
            f"{which} {one:.3f} ± {half:.3f}"
            for which, one, half in zip(("micro", "macro"), mean, wide, strict=True)
        )
        print(f"{path.stem:20} {column:8} {name:14} {figures}", flush=True)


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def show_cost(data: Path, engine: Engine) -> None:
    path = max(data.glob("*.csv"), key=lambda path: path.stat().st_size)
    rows = read(path)
    themes = [
        FrameTheme(str(n), f"Theme {n}", "", tuple(row["text"] for row in rows[n * 9 : n * 9 + 9]))
        for n in range(40)
    ]
    coder = Coder(CodeFrame(tuple(themes)), engine=engine)
    new = [Comment(str(at), row["text"]) for at, row in enumerate(rows[400:600])]
    coder.code(new[:3])
    spent = [1000 * cpu(lambda one=one: coder.code([one])) for one in new]
    half, most = np.percentile(spent, [50, 95])
    words = np.mean([len(one.text.split()) for one in new])
    print(
        f"one new comment of {words:.0f} words, 40 themes: half within {half:.1f} ms, 95 % within {most:.1f} ms"
    )
    for path in sorted(data.glob("*.csv")):
        for column in ("labels", "subcode"):
            kept, codes = with_one_code(read(path), column)
            if len(codes) < 28:
                continue
            usual = [code for code, _ in Counter(row[column] for row in kept).most_common(30)]
            known = [row for row in kept if row[column] in usual][:5_000]
            frame = CodeFrame(tuple(FrameTheme(code, code) for code in usual))
            examples = [Example(row[column], row["text"]) for row in known]
            took = cpu(lambda frame=frame, examples=examples: Coder(frame, examples, engine))
            print(f"learning {len(usual)} codes from {len(known)} comments of {path.stem}: {took:.1f} CPU-s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of coded comments")
    parser.add_argument(
        "--part", choices=("codes", "asking", "cost"), action="append", help="all if left out"
    )
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both if left out")
    given = parser.parse_args()
    for name in given.engine or ENGINES:
        print(f"\n{name}")
        for part in given.part or ("codes", "asking", "cost"):
            if part == "cost":
                show_cost(given.data, engine_named(name))
                continue
            engine = Remembering(engine_named(name))
            if part == "codes":
                show_codes(given.data, engine)
                continue
            for path in sorted(given.data.glob("*.csv")):
                show_asking(path, "labels", engine)


if __name__ == "__main__":
    main()
