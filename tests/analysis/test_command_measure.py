"""The measure command on every odd file: a sentence with exit code 2, or figures, never a trace."""

import json
from pathlib import Path

import pytest

from analysis.__main__ import main


def write(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def result(folder: Path, ids: list[str], theme: str = "bus", **more: object) -> str:
    given = {
        "themes": [{"id": theme, "label": theme}],
        "codings": [{"comment": id_, "theme": theme, "confidence": 0.7} for id_ in ids],
        "set_aside": [],
        "no_theme": [],
        **more,
    }
    return write(folder, "result.json", json.dumps(given))


def figures(printed: str) -> dict[str, list[float]]:
    found = {}
    for line in printed.splitlines():
        words = line.replace("(", "").replace(")", "").split()
        if len(words) in (2, 5) and words[0] not in ("the", "confidence"):
            found[words[0]] = [float(word) for word in words[1:] if word != "to"]
    return found


@pytest.mark.parametrize(
    ("gold", "sentence"),
    [
        (b"", "is empty"),
        (b"id,text\n1,a\n", 'no column "labels"'),
        (b"name,labels\n1,a\n", 'no column "id"'),
        (b"id,labels\n", "no codes"),
        (b"id,labels\n1,\n2,|\n", "no codes"),
        (b"\x81\x8d\x00\xff", "not text"),
        (b"id,labels\n9,bus\n", "No comment is in both"),
    ],
)
def test_gold_that_cannot_be_used_gets_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: bytes, sentence: str
) -> None:
    assert main(["measure", result(tmp_path, ["1", "2"]), write(tmp_path, "gold.csv", gold)]) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "gold",
    [
        b"id,labels\n1,bus\n",
        b"id,text,labels\n1,The bus is late,bus\n2,The bus is late,bus\n",
        b"id,text,labels\n1,,bus\n2,bad\x00null,bus\n3,,\n",
        "id,text,labels\n1,האוטובוס תמיד מאחר,bus\n2,الحافلة متأخرة دائما,food\n",
        "id,text,labels\n1,😀,bus\n2,👍👍,food\n",
        b"id,text,labels\n1," + b"The bus is late. " * 62_500 + b",bus\n2,Cold lunch,food\n",
        "id,text,labels\n1,caf\xe9 is good,bus\n".encode("cp1252"),
        "id,text,labels\n1,The bus is late,bus\n".encode("utf-16"),
        b"id;text;labels\n1;The bus is late;bus\n",
    ],
    ids=["one", "alike", "nulls", "right to left", "emoji", "megabyte", "latin", "wide", "semicolons"],
)
def test_unusual_gold_gives_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: bytes | str
) -> None:
    assert main(["measure", result(tmp_path, ["1", "2"]), write(tmp_path, "gold.csv", gold)]) == 0
    printed = figures(capsys.readouterr().out)
    for name in ("ami", "ari", "v_measure", "set_aside", "uncoded", "micro_f1", "macro_f1", "alpha"):
        value, low, high = printed[name]
        assert low - 1e-4 <= value <= high + 1e-4, name


def test_everything_set_aside_is_a_result_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = result(tmp_path, [], set_aside=[{"comment": "1", "reason": "empty"}], no_theme=["2"])
    assert main(["measure", given, write(tmp_path, "gold.csv", "id,labels\n1,bus\n2,bus\n")]) == 0
    printed = figures(capsys.readouterr().out)
    assert printed["set_aside"][0] == printed["uncoded"][0] == 0.5
    assert printed["micro_f1"][0] == 0


def test_short_and_misspelt_answers_and_groups_stand_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["id,text,labels,who"]
    lines += [f"l{n},The school bus was late again on day {n},bus,parent" for n in range(20)]
    lines += [f"s{n},Late bus {n},{'bus' if n < 5 else 'food'},child" for n in range(10)]
    lines += [f"m{n},The {word} bus was late again,food,child" for n, word in enumerate(("shcool", "schol"))]
    gold = write(tmp_path, "gold.csv", "\n".join(lines))
    ids = [line.split(",")[0] for line in lines[1:]]
    themes = [{"id": theme, "label": theme} for theme in ("bus", "food")]
    assert main(["measure", result(tmp_path, ids, themes=themes), gold, "--by", "who"]) == 0
    printed = figures(capsys.readouterr().out)
    assert printed["short_comments"] == [10]
    assert printed["short_micro_f1"][0] == pytest.approx(0.5)
    assert printed["misspelt_comments"] == [2]
    assert printed["misspelt_micro_f1"][0] == 0
    assert printed["other_micro_f1"][0] == 1
    assert printed["“parent”_comments"] == [20]
    assert main(["measure", result(tmp_path, ids), gold, "--by", "nowhere"]) == 2
    assert 'no column "nowhere"' in capsys.readouterr().err


def test_comments_of_codes_that_the_machine_was_never_told_of_are_counted_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write(tmp_path, "gold.csv", "id,labels\n1,bus\n2,bus\n3,unheard\n")
    assert main(["measure", result(tmp_path, ["1", "2", "3"]), gold]) == 0
    printed = figures(capsys.readouterr().out)
    assert printed["micro_f1"][0] == 1
    assert printed["all_micro_f1"][0] == pytest.approx(0.8)
    assert printed["codes_outside_the_frame"][0] == pytest.approx(1 / 3, abs=1e-4)


def test_a_second_person_who_coded_other_comments_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write(tmp_path, "gold.csv", "id,labels\n1,bus\n")
    second = write(tmp_path, "second.csv", "id,labels\n8,bus\n")
    assert main(["measure", result(tmp_path, ["1"]), gold, "--second", second]) == 2
    assert "in common" in capsys.readouterr().err
