"""Who may import whom: the layers of pyproject.toml, and the rules that a linter of layers cannot say."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUBJECTS = (
    "feedback/people",
    "feedback/contacts",
    "feedback/strategy",
    "feedback/consultations",
    "feedback/voices",
    "feedback/safety",
    "feedback/events",
    "surveys",
    "feedback/themes",
    "feedback/reports",
    "feedback/replies",
    "feedback/forums",
    "feedback/youth",
    "feedback/publishing",
    "feedback/yearly",
    "feedback/privacy",
    "feedback/receipts",
)
OF_THE_WEB = ("starlette", "wtforms", "jinja2", "govuk_frontend_jinja", "feedback.kit")
HEAVY = ("numpy", "scipy", "sklearn", "nltk", "wordllama", "graspologic_native")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_of_the_web(path: Path) -> bool:
    return path.stem.endswith(("views", "forms")) or "views" in path.parts or "forms" in path.parts


def is_under(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def verb_modules() -> list[Path]:
    found = (path for subject in SUBJECTS for path in sorted((ROOT / subject).rglob("*.py")))
    return [path for path in found if not is_of_the_web(path.relative_to(ROOT))]


def views_and_kit() -> list[Path]:
    rooms = [path for subject in SUBJECTS for path in sorted((ROOT / subject).rglob("*.py"))]
    return [path for path in rooms if is_of_the_web(path.relative_to(ROOT))] + sorted(
        (ROOT / "feedback/kit").rglob("*.py")
    )


def test_imports_run_down_only():
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", verb_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_rule_can_be_called_without_the_web(path):
    assert [name for name in imports_of(path) if is_under(name, OF_THE_WEB)] == []


@pytest.mark.parametrize("path", views_and_kit(), ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_leave_understanding_to_verbs(path):
    assert [name for name in imports_of(path) if is_under(name, ("analysis", *HEAVY))] == []


def test_only_the_audit_module_touches_the_audit_table():
    touching = {
        str(path.relative_to(ROOT))
        for path in [*(ROOT / "feedback").rglob("*.py"), *(ROOT / "surveys").rglob("*.py")]
        if "migrations" not in path.parts and "AuditEntry" in path.read_text()
    }
    assert touching == {"feedback/people/audit.py", "feedback/people/models.py"}


def test_the_web_process_never_loads_the_analysis_libraries():
    """They cost a second of start and a hundred megabytes for each worker."""
    asked = (
        "import sys\n"
        "from feedback.core.settings import Settings\n"
        "from feedback.app import create_app\n"
        "create_app(Settings.from_env({'HEARD_ENV': 'test', 'HEARD_SECRET': 'a-secret-for-this-one-test'}))\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
