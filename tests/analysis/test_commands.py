"""The command line says what is wrong in a sentence, and what it writes can be read again."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.__main__ import commands
from tests.analysis.test_suggesting import FOOD, PLANS, TAXIS


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    path = tmp_path / "coded.csv"
    rows = [("taxi", TAXIS), ("food", FOOD), ("plan", PLANS)]
    lines = ["id,text,labels"]
    lines += [f'{label}{place},"{text}",{label}' for label, texts in rows for place, text in enumerate(texts)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


def test_it_suggests_and_measures(coded: Path, tmp_path: Path):
    out = tmp_path / "themes.json"
    code, said = run("suggest", coded, "--out", out)
    assert code == 0
    assert "themes" in said
    result = json.loads(out.read_text())
    assert set(result) == {"themes", "codings", "set_aside", "no_theme", "engine"}
    assert set(result["themes"][0]) >= {"id", "label", "parent", "phrases", "size", "quotes"}
    code, said = run("measure", out, coded)
    assert code == 0
    assert float(said.split("AMI")[1].split()[0]) > 0.5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"id,words\n1,hello", "has no column"),
        (b"id,text\n", "has no rows"),
        (b"id,text\n1,one\n1,two", "twice"),
        (b"\x81\x8d\xff\xfe\x00", "column"),
    ],
)
def test_a_bad_file_gets_a_sentence(content: bytes, sentence: str, tmp_path: Path):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    code, said = run("suggest", path, "--out", tmp_path / "themes.json")
    assert code == 2
    assert sentence in said or "not text" in said
    assert not (tmp_path / "themes.json").exists()


def test_a_missing_file_and_a_result_that_is_none(tmp_path: Path, coded: Path):
    assert run("suggest", tmp_path / "none.csv", "--out", tmp_path / "x.json")[0] == 2
    (tmp_path / "odd.json").write_text("[1, 2]")
    code, said = run("measure", tmp_path / "odd.json", coded)
    assert code == 2
    assert "no codings" in said


def test_words_in_an_older_encoding_are_read(tmp_path: Path):
    path = tmp_path / "old.csv"
    path.write_bytes("id,text\n1,The café is noisy\n2,It’s too loud in the café".encode("cp1252"))
    assert run("suggest", path, "--out", tmp_path / "themes.json")[0] == 0
