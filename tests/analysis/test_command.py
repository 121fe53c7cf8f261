"""The command line: what it writes, what it measures, and a sentence with exit code 2 for bad input."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from analysis.__main__ import main
from analysis.vectors import ENGINES

SCHEMA = json.loads((Path(__file__).parents[2] / "analysis" / "result.schema.json").read_text("utf-8"))
KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
FRAME = json.dumps(
    {
        "codes": [
            {"title": "bus", "description": "", "examples": ["The bus is late", "Our taxi never came"]},
            {
                "title": "food",
                "examples": ["Lunch was cold", "The food is not for him"],
                "must_not_have": ["dog"],
            },
        ]
    }
)


def assert_fits(value: Any, schema: dict[str, Any]) -> None:
    """The parts of JSON Schema that ours uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    assert not kinds or isinstance(value, tuple(KINDS[kind] for kind in kinds)), (value, schema)
    assert value in schema.get("enum", [value])
    if isinstance(value, (int, float)):
        assert schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if isinstance(value, list):
        for item in value:
            assert_fits(item, schema["items"])
    if isinstance(value, dict):
        known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        assert set(schema.get("required", ())) <= set(value)
        assert more or set(value) <= set(known)
        for name, item in value.items():
            assert_fits(item, known.get(name, more if isinstance(more, dict) else {}))


def csv_file(folder: Path, content: bytes | str, name: str = "comments.csv") -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def written(folder: Path) -> str:
    lines = ["id,text,labels,asked"]
    for n in range(40):
        lines.append(f"b{n},The school bus was {n} minutes late,bus,one")
        lines.append(f"l{n},Lunch on day {n} was cold food,food,two")
    return csv_file(folder, "\n".join([*lines, "e1,N/A,food,one", "e2,😀,bus,two"]))


def figures(printed: str) -> dict[str, float]:
    return {
        words[0]: float(words[1])
        for line in printed.splitlines()
        if (words := line.split())[0].islower() and words[0] not in ("confidence", "the")
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_suggest_and_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: str) -> None:
    comments, out = written(tmp_path), tmp_path / "themes.json"
    assert main(["suggest", comments, "--zoom", "fine", "--engine", engine, "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert_fits(result, SCHEMA)
    assert result["engine"]["name"].startswith(engine)
    assert {aside["comment"] for aside in result["set_aside"]} == {"e1", "e2"}
    assert main(["measure", str(out), comments]) == 0
    printed = capsys.readouterr().out
    assert figures(printed)["ami"] > 0.3
    assert figures(printed)["set_aside"] == pytest.approx(2 / 82, abs=1e-3)
    assert "commonest code" in printed


@pytest.mark.parametrize("engine", ENGINES)
def test_code_and_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: str) -> None:
    comments, out = written(tmp_path), tmp_path / "codings.json"
    frame = csv_file(tmp_path, FRAME, "frame.json")
    second = csv_file(tmp_path, "id,labels\nb1,bus\nl1,bus|food\nl2,food\n", "second.csv")
    assert main(["code", comments, "--frame", frame, "--engine", engine, "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert_fits(result, SCHEMA)
    assert [theme["label"] for theme in result["themes"]] == ["bus", "food"]
    assert {coding["theme"] for coding in result["codings"]} == {"bus", "food"}
    assert main(["measure", str(out), comments, "--second", second]) == 0
    printed = capsys.readouterr().out
    measured = figures(printed)
    assert measured["micro_f1"] > 0.9
    assert measured["alpha"] > 0.8
    assert measured["people_comments"] == 3
    assert measured["people_micro_f1"] == pytest.approx(6 / 7, abs=1e-3)
    assert "0.9 to 1.0" in printed
    for name in (
        "ari",
        "v_measure",
        "uncoded",
        "macro_f1",
        "calibration_error",
        "brier_skill",
        "second_alpha",
    ):
        assert name in measured


def test_what_people_coded_teaches_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comments = csv_file(tmp_path, "id,text\n1,The bus is late\n2,Our hoist is broken\n3,The hoist broke\n")
    frame = csv_file(tmp_path, FRAME, "frame.json")
    coded = csv_file(
        tmp_path, "id,text,labels\n1,The bus is late,food\n3,The hoist broke,bus|swim\n", "coded.csv"
    )
    assert main(["code", comments, "--frame", frame, "--examples", coded]) == 0
    captured = capsys.readouterr()
    found = {(one["comment"], one["theme"], one["confidence"]) for one in json.loads(captured.out)["codings"]}
    assert {("1", "food", 1.0), ("3", "bus", 1.0)} <= found
    assert any(comment == "2" and theme == "bus" for comment, theme, _ in found)
    assert "swim" in captured.err


def test_questions_are_themed_by_themselves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", written(tmp_path), "--question", "asked"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert_fits(result, SCHEMA)
    assert {theme["question"] for theme in result["themes"]} == {"one", "two"}
    asked = {theme["id"]: theme["question"] for theme in result["themes"]}
    for coding in result["codings"]:
        assert asked[coding["theme"]] == ("one" if coding["comment"].startswith("b") else "two")
    for theme in result["themes"]:
        assert {asked[near] for near in theme["near"]} <= {theme["question"]}
    assert {few["nearest"] for few in result["voices_of_few"]} <= {*asked, None}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"id,text\n", "has no comments"),
        (b"id,words\n1,hello\n", 'no column "text"'),
        (b"id,text\n1,a\n1,b\n", "twice"),
        (b"\x81\x8d\x00\xff", "not text"),
        (b"id,text\n1," + b"\x81" * 4, "not text"),
        (b"\xff\xfei\x00d\x00", "no column"),
    ],
)
@pytest.mark.parametrize("command", ["suggest", "code"])
def test_bad_files_get_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, sentence: str, command: str
) -> None:
    more = ["--frame", csv_file(tmp_path, FRAME, "frame.json")] if command == "code" else []
    assert main([command, csv_file(tmp_path, content), *more]) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "content",
    [
        b"id,text\n1,The bus is late\n",
        "id,text\n1,caf\xe9 is good\n".encode("cp1252"),
        "id,text\n1,The bus is late\n".encode("utf-16"),
        b"id,text\n1,bad\x00null\n2,\n3\n,\n",
        b"\xef\xbb\xbfid,text\r\n1,The bus is late\r\n",
        b"id;text\n1;The bus is late\n",
        b"id,text\n1,The bus is late\n2,The bus is late\n3,The bus is late\n",
        "id,text\n1,האוטובוס תמיד מאחר\n2,الحافلة متأخرة دائما\n",
        "id,text\n1,😀\n2,👍👍\n",
        b"id,text\n1," + b"The bus is late. " * 62_500 + b"\n2,Lunch was cold\n",
    ],
    ids=[
        "one",
        "latin",
        "wide",
        "nulls",
        "mark",
        "semicolons",
        "alike",
        "right to left",
        "emoji",
        "megabyte",
    ],
)
@pytest.mark.parametrize("command", ["suggest", "code"])
def test_unusual_files_give_a_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | str, command: str
) -> None:
    more = ["--frame", csv_file(tmp_path, FRAME, "frame.json")] if command == "code" else []
    limit = csv.field_size_limit()
    assert main([command, csv_file(tmp_path, content), *more]) == 0
    assert_fits(json.loads(capsys.readouterr().out), SCHEMA)
    assert csv.field_size_limit() == limit, "the limit is the whole process's"


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ("", "not JSON"),
        ("{}", "no list"),
        ('{"codes": []}', "no list"),
        ('["a"]', "no title"),
        ('[{"title": " "}]', "no title"),
        ('[{"title": "a"}, {"title": "a"}]', "twice"),
        ('[{"title": "a", "examples": "x"}]', "not a list"),
        ('[{"title": "a", "description": 3}]', "not a text"),
    ],
)
def test_bad_frames_get_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], frame: str, sentence: str
) -> None:
    comments = csv_file(tmp_path, "id,text\n1,The bus is late\n")
    assert main(["code", comments, "--frame", csv_file(tmp_path, frame, "frame.json")]) == 2
    assert sentence in capsys.readouterr().err


def test_missing_files_and_wrong_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = csv_file(tmp_path, "id,text,labels\n1,a,a\n", "gold.csv")
    frame = csv_file(tmp_path, FRAME, "frame.json")
    good = csv_file(tmp_path, '{"themes":[],"codings":[],"set_aside":[],"no_theme":["9"]}', "good.json")
    own = csv_file(tmp_path, '{"themes":[],"codings":[],"set_aside":[],"no_theme":["1"]}', "own.json")
    none = csv_file(tmp_path, "id,labels\n1,\n", "none.csv")
    assert main(["suggest", str(tmp_path / "none")]) == 2
    assert main(["suggest", gold, "--out", str(tmp_path)]) == 2
    assert main(["code", gold, "--frame", frame, "--examples", gold]) == 2
    assert main(["code", gold, "--frame", frame, "--examples", none, "--labels", "id"]) == 2
    for content in ("", "[]", "{}", '{"codings": 3}', '{"codings": [{}], "set_aside": [], "no_theme": []}'):
        assert main(["measure", csv_file(tmp_path, content, "result.json"), gold]) == 2
    assert main(["measure", good, gold]) == 2
    assert main(["measure", own, none]) == 2
    assert main(["measure", own, gold, "--labels", "codes"]) == 2
    assert main(["measure", own, gold]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_a_run_begins_from_an_earlier_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comments, earlier = tmp_path / "comments.csv", tmp_path / "earlier.json"
    lines = [f"{n},The bus was late {n} times\nx{n},Lunch {n} was cold" for n in range(20)]
    comments.write_text("id,text\n" + "\n".join(lines))
    assert main(["suggest", str(comments), "--zoom", "fine", "--out", str(earlier)]) == 0
    comments.write_text("id,text\nnew,The bus was late on Friday\n" + "\n".join(lines))
    assert main(["suggest", str(comments), "--zoom", "fine", "--before", str(earlier)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {coding["comment"] for coding in found["codings"]} >= {"new", "0", "x0"}
    assert main(["suggest", str(comments), "--before", str(comments)]) == 2
    assert "is not a result of" in capsys.readouterr().err
