"""Themes of very many comments on one process, and on a Dask cluster of two processes of the same machine.

    python -m tests.benchmarks.cluster --data DIR [--comments 1000000]

DIR holds files with the columns id and text; the comments are those of the largest file, again and again with a
number behind. Both runs are the command that anyone would use, and must write the same file to the last byte.
"""

import argparse
import csv
import filecmp
import sys
import tempfile
import time
from pathlib import Path

from distributed import LocalCluster

from tests.benchmarks.comment_files import texts_of
from tests.benchmarks.themes import cost

PROCESSES = 2


def run(name: str, command: list[str]) -> None:
    began = time.perf_counter()
    spent, megabytes = cost(command)
    took = time.perf_counter() - began
    print(f"{name:24} {took:6.0f} s   {spent:6.0f} CPU-s and {megabytes:5.0f} MB in the command", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.cluster", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of comments")
    parser.add_argument("--comments", type=int, default=1_000_000)
    given = parser.parse_args()
    largest = max(given.data.glob("*.csv"), key=lambda path: path.stat().st_size)
    with tempfile.TemporaryDirectory() as folder:
        file, alone, spread = (Path(folder) / name for name in ("comments.csv", "alone.json", "spread.json"))
        with file.open("w", encoding="utf-8", newline="") as written:
            rows = csv.writer(written)
            rows.writerow(["id", "text"])
            rows.writerows(enumerate(texts_of(largest, given.comments)))
        ours = ["-m", "analysis", "suggest", str(file), "--zoom", "fine", "--out"]
        run("one process", [*ours, str(alone)])
        with LocalCluster(
            n_workers=PROCESSES, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster:
            run(f"cluster of {PROCESSES}", [*ours, str(spread), "--dask", cluster.scheduler_address])
        same = filecmp.cmp(alone, spread, shallow=False)
    print("The same file." if same else "THE FILES DIFFER.")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
