"""How long 10,000 rows take: `python -m tests.benchmarks.importing [FILE.csv COLUMN]`.

The import runs as the command does, on a fresh SQLite file on disk. Then the rows that it stored go into
another fresh file by plain `executemany`, so the ratio says what Heard adds to the database's own work.
"""

import asyncio
import csv
import random
import resource
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from feedback.core import keyed
from feedback.core.database import close_database, open_database
from feedback.voices.commands import import_file
from feedback.voices.models import Import
from tests.databases import Template, settings_for
from tests.makers.consultations import make_consultation

ROWS = 10_000
BATCH = 500
MOST_SECONDS, MOST_MEGABYTES = 15, 300
TABLES = ("voice", "comment", "imported_row")
WORDS = """
    the bus taxi driver school plan was late again and nobody told us why my son waits every morning kind
    teacher helped more speech therapy forms are too long we asked for support but it never came thank you
"""


def make_sheet(path: Path) -> str:
    """Comments of 3 to 60 words; the column that holds them."""
    chance = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("Ref", "Comment", "Who", "Day"))
        for number in range(ROWS):
            words = " ".join(chance.choices(WORDS.split(), k=chance.randint(3, 60)))
            who = chance.choice(("Parent", "Pupil", "Teacher", ""))
            writer.writerow((number, words, who, f"{number % 28 + 1}/2/2026"))
    return "Comment"


async def measure_import(database: Path, sheet: Path, column: str) -> tuple[Import, float]:
    settings = settings_for(f"sqlite:///{database}")
    keyed.set_secret(settings.secret)
    await open_database(settings)
    try:
        consultation = await make_consultation()
        started = time.perf_counter()
        stored = await import_file(sheet, consultation.slug, column)
        return stored, time.perf_counter() - started
    finally:
        await close_database()


def measure_raw(source: Path, target: Path) -> float:
    """The same rows with the same durability, and nothing else: no screening, no keys, no objects."""
    with sqlite3.connect(source) as read:
        stored: dict[str, list[tuple[Any, ...]]] = {
            table: read.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES
        }
    write = sqlite3.connect(target, isolation_level=None)
    write.execute("PRAGMA journal_mode=WAL")
    write.execute("PRAGMA synchronous=FULL")
    started = time.perf_counter()
    for first in range(0, len(stored["voice"]), BATCH):
        write.execute("BEGIN IMMEDIATE")
        for table, rows in stored.items():
            batch = rows[first : first + BATCH]
            places = ", ".join("?" for _ in batch[0])
            write.executemany(f"INSERT INTO {table} VALUES ({places})", batch)
        write.execute("COMMIT")
    seconds = time.perf_counter() - started
    write.close()
    return seconds


async def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="heard-importing-") as folder:
        place = Path(folder)
        template = Template(place, "", "benchmark")
        await template.make()
        sheet, column = place / "answers.csv", ""
        if arguments:
            sheet, column = Path(arguments[0]), arguments[1]
        else:
            column = make_sheet(sheet)
        databases = [place / "ours.sqlite3", place / "raw.sqlite3"]
        for database in databases:
            database.write_bytes((place / "template.sqlite3").read_bytes())
        stored, seconds = await measure_import(databases[0], sheet, column)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        raw = measure_raw(*databases)
    print()
    print(f"import: {stored.stored:,} rows in {seconds:.1f} s, {megabytes:.0f} MB at most")
    print(f"raw executemany of the same rows: {raw:.2f} s; import takes {seconds / raw:.1f} times as long")
    fits = seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES
    print("within 15 s and 300 MB" if fits else "NOT within 15 s and 300 MB")
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
