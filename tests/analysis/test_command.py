"""The command line answers bad input with a sentence and exit code 2."""

import json
from pathlib import Path

import pytest

from analysis.__main__ import main


def csv_file(folder: Path, content: bytes | str, name: str = "comments.csv") -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_suggest_and_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["id,text,labels"]
    for n in range(40):
        lines.append(f"b{n},The school bus was {n} minutes late,bus")
        lines.append(f"l{n},Lunch on day {n} was cold food,food")
    comments, out = csv_file(tmp_path, "\n".join(lines)), tmp_path / "themes.json"
    assert main(["suggest", comments, "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert set(result) == {"themes", "codings", "set_aside", "no_theme", "engine"}
    assert set(result["themes"][0]) >= {"id", "label", "parent", "phrases", "size", "quotes"}
    assert set(result["codings"][0]) == {"comment", "theme", "start", "end", "confidence"}
    assert main(["measure", str(out), comments]) == 0
    measured = dict(line.split() for line in capsys.readouterr().out.splitlines())
    assert float(measured["ami"]) > 0.4


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"id,text\n", "has no comments"),
        (b"id,words\n1,hello\n", 'no column "text"'),
        (b"id,text\n1,a\n1,b\n", "twice"),
        (b"\x81\x8d\x00\xff", "not text"),
        (b"id,text\n1," + b"\x81" * 4, "not text"),
    ],
)
def test_bad_files_get_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, sentence: str
) -> None:
    assert main(["suggest", csv_file(tmp_path, content)]) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "content",
    [
        b"id,text\n1,The bus is late\n",
        "id,text\n1,caf\xe9 is good\n".encode("cp1252"),
        b"id,text\n1,bad\x00null\n2,\n3\n,\n",
        b"\xef\xbb\xbfid,text\r\n1,The bus is late\r\n",
    ],
)
def test_unusual_files_give_a_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    assert main(["suggest", csv_file(tmp_path, content)]) == 0
    assert json.loads(capsys.readouterr().out)["engine"]["seed"] == 0


def test_missing_files_and_wrong_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = csv_file(tmp_path, "id,labels\n1,a\n", "gold.csv")
    good = csv_file(tmp_path, '{"themes":[],"codings":[],"set_aside":[],"no_theme":["9"]}', "good.json")
    assert main(["suggest", str(tmp_path / "none.csv")]) == 2
    assert main(["suggest", gold, "--text", "labels", "--out", str(tmp_path)]) == 2
    for content in ("", "[]", "{}", '{"codings": 3}', '{"codings": [{}], "set_aside": [], "no_theme": []}'):
        assert main(["measure", csv_file(tmp_path, content, "result.json"), gold]) == 2
    assert main(["measure", good, gold]) == 2
    assert "Traceback" not in capsys.readouterr().err
