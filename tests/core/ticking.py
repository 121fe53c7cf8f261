"""A jobs process for tests: one slot a second, each a line of a file, and jobs that take a while."""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback.core import keyed
from feedback.core.scheduling import timed
from feedback.core.settings import Settings
from feedback.core.work import Kind, Progress
from feedback.jobs import run_jobs

LINES = Path(sys.argv[1])


def write(line: str) -> None:
    with LINES.open("a") as file:
        file.write(f"{line}\n")


async def tick(settings: Settings, now: datetime) -> None:
    write(f"tick {os.getpid()}")


async def count(arguments: dict[str, Any], progress: Progress) -> None:
    for number in range(progress.checkpoint.get("next", 0), 6):
        await asyncio.sleep(0.3)
        await progress.save_checkpoint(next=number + 1)
        write(f"count {progress.job_id} {number}")


if __name__ == "__main__":
    settings = Settings.from_env()
    keyed.set_secret(settings.secret)
    asyncio.run(
        run_jobs(
            settings,
            lambda: print("ready", flush=True),
            schedule=[timed("tick", tick, second="*")],
            kinds=[Kind("count", count)],
        )
    )
