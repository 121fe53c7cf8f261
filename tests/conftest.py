"""What tests of every room start from: settings, and a fresh migrated database of this process's engine."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from feedback.core import keyed
from feedback.core.database import close_database, open_database
from feedback.core.settings import Settings
from tests.databases import ENGINE, Template, environ_for
from tests.models_once import prepare_models_once
from tests.postgres import postgres_server
from tests.web import app, client, sign_in

__all__ = ["app", "client", "sign_in"]  # fixtures, which pytest finds here

_session = ExitStack()

# A machine that does other work meanwhile is slow, not wrong. Examples are the same at each run.
hypothesis.settings.register_profile("heard", deadline=None, derandomize=True)
hypothesis.settings.load_profile("heard")

prepare_models_once()

LONG = {"test_running", "test_demo", "contracts", "resilience", "core"}
LONG |= {
    "test_staff_pages",
    "test_public_pages",
    "test_voice",
    "test_workspace",
    "test_forum",
    "test_youth_forum",
}

# A file named for an engine holds what only that engine does.
collect_ignore_glob = ["*/test_sqlite_*.py"] if ENGINE == "postgres" else ["*/test_postgres_*.py"]


def pytest_configure(config: pytest.Config) -> None:
    """One server for the whole run: processes that xdist starts inherit its address."""
    if ENGINE not in ("sqlite", "postgres"):
        raise pytest.UsageError("HEARD_TEST_ENGINE must be sqlite or postgres.")
    if ENGINE == "postgres" and not hasattr(config, "workerinput"):
        os.environ["HEARD_TEST_POSTGRES"] = _session.enter_context(postgres_server())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules that take long come first, so that no process is left alone with one at the end."""
    items.sort(key=lambda item: LONG.isdisjoint(item.path.with_suffix("").parts))


def pytest_unconfigure(config: pytest.Config) -> None:
    _session.close()


@pytest.fixture(scope="session")
def template(worker_id: str) -> Iterator[Template]:
    """The folder is in memory where the system has such a place: a test's database need not outlive power."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="heard-", dir=memory if os.access(memory, os.W_OK) else None))
    yield Template(folder, os.environ.get("HEARD_TEST_POSTGRES", ""), f"{worker_id}_{os.getpid()}")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def environ(template: Template) -> dict[str, str]:
    """The variables of this test's settings, for processes that it starts."""
    return environ_for(template.new_url())


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    settings = Settings.from_env(environ)
    keyed.set_secret(settings.secret)
    return settings


@pytest.fixture
async def db(settings: Settings, template: Template) -> AsyncIterator[Settings]:
    """A fresh migrated database, open in this process."""
    async with template.lend(settings.database_url):
        await open_database(settings)
        try:
            yield settings
        finally:
            await close_database()
