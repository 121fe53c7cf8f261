"""`python -m feedback run` with real processes: how it begins, what it keeps, and that it leaves nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from tests.databases import ROOT, SQLITE, environ_for
from tests.postgres import free_port

STARTED = "Ctrl-C ends it"
LONGEST_START, LONGEST_END = 120, 30


class Run:
    """One `run` on a SQLite file. It has a process group of its own, so that a test sees who is left in it."""

    def __init__(self, folder: Path, port: int, **more: str) -> None:
        self.port = port
        environ = environ_for(f"{SQLITE}{folder}/heard.sqlite3", PORT=str(port), **more)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "feedback", "run"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"} | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._reading = Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def printed(self) -> str:
        return "".join(self.lines)

    def wait_for(self, words: str) -> None:
        end = time.monotonic() + LONGEST_START
        while words not in self.printed:
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < end, self.printed
            time.sleep(0.05)

    def wait(self) -> int:
        ended = self.process.wait(LONGEST_END)
        self._reading.join(LONGEST_END)
        return ended

    def answers(self) -> bool:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as got,
        ):
            return bool(got.status == 200)
        return False

    def others(self) -> list[int]:
        """The processes of its group beside itself."""
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                pid, state, group = _stat(status.read_text())
                if group == self.process.pid and pid != self.process.pid and state != "Z":
                    found.append(pid)
        return found

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reading.join(LONGEST_END)
        assert self.process.stdout is not None
        self.process.stdout.close()


def _stat(line: str) -> tuple[int, str, int]:
    """Number, state and group of a process. Its name stands in brackets and may hold anything."""
    before, after = line.rsplit(")", 1)
    state, _, group, *_ = after.split()
    return int(before.split(" ", 1)[0]), state, int(group)


@pytest.fixture
def runs() -> Iterator[list[Run]]:
    made: list[Run] = []
    yield made
    for run in made:
        run.kill()


def started(runs: list[Run], folder: Path, port: int, **more: str) -> Run:
    runs.append(Run(folder, port, **more))
    runs[-1].wait_for(STARTED)
    return runs[-1]


def test_it_migrates_serves_and_ends_with_nobody_left(runs: list[Run], tmp_path: Path):
    run = started(runs, tmp_path, free_port())
    assert "Applied 0001_initial" in run.printed
    assert "Sign in" not in run.printed
    assert run.answers()
    assert len(run.others()) >= 2
    os.kill(run.process.pid, signal.SIGINT)
    assert run.wait() == 0
    assert run.others() == []
    assert not run.answers()
    assert "Traceback" not in run.printed


def test_the_first_start_loads_the_demo_and_the_second_keeps_it(runs: list[Run], tmp_path: Path):
    port = free_port()
    first = started(runs, tmp_path, port, HEARD_DEMO="1")
    assert "people have answered" in first.printed
    told = [line for line in first.lines if "password" in line or "receipt" in line]
    assert len(told) == 3
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/replies", timeout=10) as page:
        assert "A text when your taxi is late" in page.read().decode()
    os.killpg(first.process.pid, signal.SIGINT)  # as a terminal does: to all of them at once
    assert first.wait() == 0
    second = started(runs, tmp_path, port, HEARD_DEMO="1")
    assert "people have answered" not in second.printed
    assert [line for line in second.lines if "password" in line or "receipt" in line] == told
    os.kill(second.process.pid, signal.SIGTERM)
    assert second.wait() == 0
    assert second.others() == []


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_while_it_ends_leaves_nobody_behind(
    second: signal.Signals, runs: list[Run], tmp_path: Path
):
    run = started(runs, tmp_path, free_port())
    os.kill(run.process.pid, signal.SIGINT)
    time.sleep(0.1)
    with suppress(ProcessLookupError):
        os.kill(run.process.pid, second)
    assert run.wait() == 0
    assert run.others() == []


def test_a_signal_while_it_starts_leaves_nobody_behind(runs: list[Run], tmp_path: Path):
    runs.append(Run(tmp_path, free_port()))
    run = runs[-1]
    run.wait_for("Applied")
    end = time.monotonic() + LONGEST_START
    while not run.others():
        assert time.monotonic() < end
        time.sleep(0.01)
    os.kill(run.process.pid, signal.SIGTERM)
    assert run.wait() == 0
    assert run.others() == []


def test_a_busy_port_is_told_before_anything_else(runs: list[Run], tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        runs.append(Run(tmp_path, port))
        assert runs[-1].wait() == 1
    assert f"Something else is listening on port {port}." in runs[-1].printed
    assert not (tmp_path / "heard.sqlite3").exists()


def test_when_one_of_the_two_dies_the_other_ends_and_it_says_so(runs: list[Run], tmp_path: Path):
    run = started(runs, tmp_path, free_port())
    os.kill(run.others()[0], signal.SIGKILL)
    assert run.wait() == 1
    assert "ended by themselves" in run.printed
    assert run.others() == []
