"""Templates and files as they are served: complete, used, without anything inline and without another host."""

import hashlib
import re
from pathlib import Path

from jinja2 import nodes

from feedback.kit.cookies import is_listed
from feedback.kit.rendering import TEMPLATES, mail_environment, page_environment
from feedback.kit.static import FOLDER, static_paths
from surveys.kinds import KINDS
from tests.contracts.test_layers import ROOT

INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)
ANOTHER_HOST = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.IGNORECASE)
ASKS = re.compile(
    r"\b(?:src|srcset|action|formaction|poster|data)\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE
)
STORES = re.compile(
    r"(?:localStorage|sessionStorage)\.(?:set|get)Item\(\s*[\"'`]([^\"'`]+)|indexedDB|document\.cookie"
)
NAMESPACE = "http://www.w3.org/"


def pages() -> list[str]:
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def source_of(name: str) -> str:
    return (TEMPLATES / name).read_text()


def without_comments(source: str) -> str:
    return re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)


def test_every_template_compiles():
    assert len(pages()) > 80
    for name in page_environment().list_templates():
        environment = page_environment() if name.endswith(".html") else mail_environment()
        environment.get_template(name)


def test_every_macro_is_used():
    trees = {name: page_environment().parse(source_of(name)) for name in pages()}
    made = [(name, macro.name) for name, tree in trees.items() for macro in tree.find_all(nodes.Macro)]
    assert len(made) > 20
    used = "".join(without_comments(source_of(name)) for name in pages())
    used += "".join(path.read_text() for path in (ROOT / "tests/kit/pages").glob("*.html"))
    unused = [f"{name}: {macro}" for name, macro in made if len(re.findall(rf"\b{macro}\b", used)) < 2]
    assert unused == []


def test_every_template_is_used():
    sources = [path.read_text() for room in ("feedback", "surveys") for path in (ROOT / room).rglob("*.py")]
    everything = "".join(sources) + "".join(source_of(name) for name in pages())
    # The room writes the middle of these names in code.
    made_up = ("errors/", "surveys/kinds/")
    assert [name for name in pages() if not name.startswith(made_up) and f'"{name}"' not in everything] == []


def test_nothing_is_inline():
    wrong = [
        (name, found[0]) for name in pages() for found in INLINE.finditer(without_comments(source_of(name)))
    ]
    assert wrong == []


def test_no_page_style_or_script_asks_another_host():
    wrong = [(name, found[0]) for name in pages() for found in ASKS.finditer(source_of(name))]
    for name, path in static_paths().items():
        if path.suffix in (".css", ".js", ".svg"):
            text = path.read_text().replace(NAMESPACE, "")
            wrong += [(name, found[0]) for found in ANOTHER_HOST.finditer(text)]
    assert wrong == []


def test_every_key_kept_in_a_browser_is_on_the_cookie_page():
    kept = [
        found[1] or found[0]
        for path in static_paths().values()
        if path.suffix == ".js"
        for found in STORES.finditer(path.read_text())
    ]
    assert [name for name in kept if not is_listed(name)] == []


def test_vendored_files_are_the_ones_that_were_looked_at():
    vendor = FOLDER / "vendor"
    lines = (vendor / "HASHES.txt").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    found = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "HASHES.txt"
    }
    assert found == listed
    folders = {Path(name).parts[0] for name in found}
    assert all(any(name.startswith(f"{folder}/LICENSE") for name in found) for folder in folders)


def test_every_kind_of_question_has_its_partial_and_its_test():
    tested = (ROOT / "tests/surveys/test_kinds.py").read_text()
    partials = {path.stem for path in (TEMPLATES / "surveys/kinds").glob("*.html")}
    assert partials == set(KINDS)
    untested = [key for key, kind in KINDS.items() if key not in tested and type(kind).__name__ not in tested]
    assert untested == []
