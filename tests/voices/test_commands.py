"""The same import from the command line, in a process of its own."""

import asyncio
import sys
from pathlib import Path

import pytest

from feedback.core.errors import Refusal
from feedback.core.settings import Settings
from feedback.voices.commands import import_file
from feedback.voices.models import Comment, Import
from tests.makers.consultations import make_consultation


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text("Comment,Who\nThe bus is late,Parent\nNo,Pupil\nNo,Pupil\n,Pupil\n")
    return path


async def run(environ: dict[str, str], *arguments: str) -> tuple[int, str]:
    code = "from feedback.voices.commands import import_command; import_command(prog_name='import')"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        *arguments,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_it_stores_rows_once_and_says_how_many(
    db: Settings, environ: dict[str, str], answers: Path
) -> None:
    consultation = await make_consultation()
    asked = (str(answers), "--consultation", consultation.slug, "--text", "Comment", "--group", "Who")
    code, said = await run(environ, *asked)
    assert (code, "3 rows stored, 0 stored before, 1 not stored" in said) == (0, True), said
    assert "Row 5: There are no words in “Comment”." in said
    assert "/staff/imports/" in said
    code, said = await run(environ, *asked)
    assert (code, "0 rows stored, 3 stored before" in said) == (0, True), said
    assert await Comment.filter(consultation=consultation).count() == 3


async def test_it_ends_with_a_sentence(db: Settings, environ: dict[str, str], answers: Path) -> None:
    consultation = await make_consultation()
    for asked, sentence in (
        (("--consultation", "nowhere", "--text", "Comment"), "no consultation with the address nowhere"),
        (("--consultation", consultation.slug, "--text", "Words"), "The columns are: Comment, Who."),
    ):
        code, said = await run(environ, str(answers), *asked)
        assert code == 1
        assert sentence in said
        assert "Traceback" not in said
    assert await Import.all().count() == 0


async def test_a_column_for_permission_is_used(db: Settings, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Comment;Quote;Whose\nLate;yes;own words\nNo;no;on behalf of my son\n")
    consultation = await make_consultation()
    stored = await import_file(path, consultation.slug, "Comment", quote="Quote", spoken_by="Whose")
    assert stored.stored == 2
    voices = {
        comment.words: comment.voice
        for comment in await Comment.filter(consultation=consultation).select_related("voice")
    }
    assert (voices["Late"].may_quote, voices["No"].may_quote) == (True, False)
    assert (voices["Late"].spoken_by, voices["No"].spoken_by) == ("own", "for_one")


async def test_a_missing_column_leaves_nothing_behind(db: Settings, answers: Path) -> None:
    consultation = await make_consultation()
    with pytest.raises(Refusal):
        await import_file(answers, consultation.slug, "Comment", group="Group")
    assert await Import.filter(consultation=consultation).count() == 0
