"""Heard as it really runs, for tests: the web and the jobs in processes of their own, on a fresh database.

They are started by the same commands that an installation uses, may be killed without warning, and start
again on the same port.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from feedback.core import keyed
from feedback.core.settings import Settings
from tests.databases import ENGINE, ROOT, SQLITE, create_database, drop_database, environ_for
from tests.postgres import die_with_parent, free_port, postgres_server

START_SECONDS = 60
STOP_SECONDS = 20

_counted = count(1)


class Broken(Exception):
    """A process did not do what it was started for. The text is what it wrote."""


class Service:
    """One installation on one database and one port. `more` are further variables of its settings."""

    def __init__(self, database_url: str, folder: Path, *, workers: int = 1, **more: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.workers = workers
        self.log = folder / f"web-{self.port}.log"
        self.environ = environ_for(
            database_url,
            **{
                "PORT": str(self.port),
                "HEARD_BASE_URL": self.address,
                "HEARD_FORMS_PER_MINUTE": "10000000",
                **more,
            },
        )
        self.web: subprocess.Popen[bytes] | None = None
        self.jobs: subprocess.Popen[bytes] | None = None
        self.profile: Path | None = None  # where the web writes what it spent its time on

    @property
    def settings(self) -> Settings:
        """Of this installation, with keyed hashes in this process made the same."""
        settings = Settings.from_env(self.environ)
        keyed.set_secret(settings.secret)
        return settings

    def command(self, *arguments: str, typed: str = "") -> str:
        """Run one command of the command line to its end; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "feedback", *arguments],
            cwd=ROOT,
            env=self._everything(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise Broken(f"{' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def migrate(self) -> None:
        self.command("migrate", "--no-backup")

    def start(self) -> float:
        """Start the web; gives the seconds until it was ready."""
        began = time.perf_counter()
        self.launch()
        self.wait_until_ready()
        return time.perf_counter() - began

    def launch(self) -> None:
        assert self.web is None, "the web is running"
        profiling = ["-m", "cProfile", "-o", str(self.profile)] if self.profile else []
        self.web = self._run(profiling, "serve", "--workers", str(self.workers))

    def start_jobs(self) -> None:
        self.jobs = self._run([], "jobs")

    def wait_until_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.web is None or self.web.poll() is not None:
                raise Broken(f"The web ended at once: {self.last_words()}")
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{self.address}/readyz", timeout=2).close()
                return
            time.sleep(0.02)
        raise Broken(f"The web was not ready after {START_SECONDS} seconds: {self.last_words()}")

    def kill(self) -> None:
        """End the web's processes, all of them at once, as a power cut would: with no chance to tidy up."""
        assert self.web is not None, "the web is not running"
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()
        self.web = None

    async def restart(self) -> None:
        """Start the web again while the caller's own loop goes on."""
        self.launch()
        await asyncio.to_thread(self.wait_until_ready)

    def stop(self) -> None:
        """End everything as Ctrl-C does."""
        for process in (self.web, self.jobs):
            if process is not None and process.poll() is None:
                # The profiler writes when Python ends by itself, which SIGTERM does not let it.
                process.send_signal(signal.SIGINT if self.profile else signal.SIGTERM)
        for process in (self.web, self.jobs):
            if process is not None:
                _wait_or_kill(process)
        self.web = self.jobs = None

    def processes(self) -> list[int]:
        """The numbers of the web's processes, the supervisor of several workers included."""
        assert self.web is not None
        return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _group_of(path) == self.web.pid]

    def busy_seconds(self) -> float:
        """Processor time that the web has used since it started: steady on a busy machine too."""
        ticks = sum(_ticks_of(Path(f"/proc/{number}")) for number in self.processes())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes of memory that the web's processes hold."""
        pages = [int(Path(f"/proc/{number}/statm").read_text().split()[1]) for number in self.processes()]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE")

    def log_lines(self, event: str) -> list[dict[str, Any]]:
        """What the web wrote into its log under this name."""
        read: list[dict[str, Any]] = []
        if not self.log.exists():
            return read
        for line in self.log.read_text(errors="replace").splitlines():
            with contextlib.suppress(json.JSONDecodeError):
                found = json.loads(line)
                if isinstance(found, dict) and found.get("event") == event:
                    read.append(found)
        return read

    def tell(self) -> None:
        """What the web logged as its own faults, for whoever reads why a trial failed."""
        for line in self.log_lines("bug")[-3:]:
            print(json.dumps(line, indent=1), file=sys.stderr)

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    def _run(self, before: list[str], *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *before, "-m", "feedback", *arguments],
                cwd=ROOT,
                env=self._everything(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def _everything(self) -> dict[str, str]:
        """This process's variables, without settings that somebody's shell holds."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
        return {**others, **self.environ}


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _group_of(path: Path) -> int:
    try:
        after_name = (path / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if after_name[0] == "Z" else int(after_name[2])


def _ticks_of(path: Path) -> int:
    after_name = (path / "stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])


@contextmanager
def database(
    engine: str = ENGINE, *, place: Path, durable: bool = False, apart: bool = False
) -> Iterator[str]:
    """The address of an empty database: a file in `place`, or on the tests' own PostgreSQL server.

    `apart`: on a PostgreSQL server that was made for it, with its files in `place`.
    """
    name = f"served_{os.getpid()}_{next(_counted)}"
    if engine == "sqlite":
        yield f"{SQLITE}{place}/{name}.sqlite3"
        return
    with postgres_server(durable=durable, place=place if apart else None) as server:
        url = f"{server}heard_{name}"
        asyncio.run(create_database(server, url))
        try:
            yield url
        finally:
            asyncio.run(drop_database(server, url))


@contextmanager
def service(
    engine: str = ENGINE, *, durable: bool = False, workers: int = 1, **more: str
) -> Iterator[Service]:
    """An installation on a fresh migrated database, not started yet; stopped and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="heard-service-"))
    try:
        with database(engine, place=folder, durable=durable) as url:
            made = Service(url, folder, workers=workers, **more)
            made.migrate()
            try:
                yield made
            except BaseException:
                made.tell()
                raise
            finally:
                made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
