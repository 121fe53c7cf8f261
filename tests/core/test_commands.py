"""What any command says when there is no database for it to work in."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.databases import SQLITE, Template, environ_for

ROOT = Path(__file__).resolve().parents[2]
WORKING = (
    ("add-consultation", "Buses"),
    ("load-strategy", "pyproject.toml"),
    ("import", "pyproject.toml", "--consultation", "buses", "--text", "Comment"),
    ("add-person", "sam@heard.test", "--name", "Sam", "--role", "editor"),
    ("jobs",),
    ("serve",),
)


async def run(environ: dict[str, str], *arguments: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "feedback", *arguments),
        cwd=ROOT,
        env={"PATH": "", **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, said.decode()


@pytest.mark.parametrize("arguments", WORKING, ids=lambda arguments: arguments[0])
async def test_a_command_before_the_first_migration_says_what_to_run(
    environ: dict[str, str], template: Template, arguments: tuple[str, ...]
) -> None:
    async with template.empty(environ["DATABASE_URL"]):
        status, said = await run(environ, *arguments)
    assert status == 1
    assert "python -m feedback migrate" in said
    assert "Traceback" not in said


async def test_a_database_that_is_none_or_cannot_be_reached_is_named(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("These are notes, and no database at all.\n" * 100)
    for url in (f"{SQLITE}{other}", "postgres://heard:secret-words@127.0.0.1:9/heard"):
        for command in (("add-consultation", "Buses"), ("migrate",), ("serve",)):
            status, said = await run(environ_for(url), *command)
            assert status == 1
            assert "The database that DATABASE_URL names cannot be used now" in said, said
            assert "Traceback" not in said
            assert "secret-words" not in said
