"""How long themes take: `python -m tests.benchmarks.themes [FILE.csv] [COLUMN]`.

Without a file it uses made-up comments, which say something about time and nothing about quality.
"""

import csv
import random
import resource
import sys
import time

from analysis import suggest_themes
from analysis.comments import Comment

WHO = ("The bus", "Our taxi", "Lunch", "Speech therapy", "The plan", "The school", "A teacher", "The forms")
WHAT = (
    "is late",
    "was kind",
    "took two years",
    "needs more staff",
    "is too long",
    "helped my son",
    "stopped",
)
WHEN = (
    "this year",
    "again",
    "in our village",
    "every week",
    "since the summer",
    "for my daughter",
    "on Monday",
)


def given_comments() -> list[Comment]:
    if len(sys.argv) > 1:
        column = sys.argv[2] if len(sys.argv) > 2 else "text"
        with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
            return [Comment(str(n), row[column]) for n, row in enumerate(csv.DictReader(file))]
    chance = random.Random(0)
    return [
        Comment(
            str(n),
            " ".join(f"{chance.choice(WHO)} {chance.choice(WHAT)} {chance.choice(WHEN)}." for _ in "ab"),
        )
        for n in range(5_000)
    ]


def main() -> None:
    comments = given_comments()
    start = time.perf_counter()
    found = suggest_themes(comments)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(comments)} comments: {seconds:.1f} s, {len(found.themes)} themes, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
