"""`make run`: migrate, load the demo county where nobody has been, and run the web beside the jobs."""

import asyncio
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from feedback.core.migrating import MigrationRefused, migrate
from feedback.core.settings import Settings
from feedback.demo.loading import introduce_demo

COMMANDS = ("serve", "jobs")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_SECONDS = 180
STOP_SECONDS = 15

Children = list[subprocess.Popen[bytes]]


class Stopped(Exception):
    """It cannot go on; the sentence says why."""


def run_both(settings: Settings) -> int:
    """Serve until Ctrl-C or until one of the two ends. The number is what the command ends with."""
    try:
        if not is_port_free(settings.port):
            raise Stopped(
                f"Something else is listening on port {settings.port}. Choose another, such as "
                f"PORT={settings.port + 1}, or end what runs there."
            )
        for sentence in asyncio.run(migrate(settings)).sentences():
            print(sentence, flush=True)
        with _told_to_end() as end:
            introduction = _load_demo(settings, end) if settings.demo else []
            _run(settings, introduction, end)
    except KeyboardInterrupt:  # while the database was migrated: what was begun is undone
        return 0
    except (Stopped, MigrationRefused) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def is_port_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return tried.connect_ex(("127.0.0.1", port)) != 0


def _load_demo(settings: Settings, end: threading.Event) -> list[str]:
    """How to come in. Loading is left to a process of its own, which takes the analysis with it when it ends."""
    introduction = asyncio.run(introduce_demo(settings))
    if introduction:
        return introduction
    loading = _start("demo", "--only-load")
    try:
        while loading.poll() is None and not end.wait(0.1):
            pass
    finally:
        _end([loading])
    if loading.returncode and not end.is_set():
        raise Stopped("The demo county could not be loaded. What was printed above says why.")
    return asyncio.run(introduce_demo(settings))


def _start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "feedback", *command])


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """Set by the first signal. Nothing is raised, so that no child is lost between its birth and our list;
    further signals change nothing, since the end is then on its way."""
    end = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        end.set()

    before = {number: signal.signal(number, tell) for number in SIGNALS}
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(settings: Settings, introduction: list[str], end: threading.Event) -> None:
    children: Children = []
    if end.is_set():
        return
    try:
        for command in COMMANDS:
            children.append(_start(command))
        _wait_until_ready(settings.port, children, end)
        if not end.is_set():
            print("\n".join(["", f"Heard is at {settings.base_url}/", *introduction]))
            print("Ctrl-C ends it. What you enter stays.\n", flush=True)
        while not end.wait(0.5):
            _check_alive(children, end)
    finally:
        _end(children)


def _wait_until_ready(port: int, children: Children, end: threading.Event) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and not end.is_set():
        _check_alive(children, end)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            end.wait(0.1)
    if not end.is_set():
        raise Stopped("The web did not answer within three minutes. What it printed above says why.")


def _check_alive(children: Children, end: threading.Event) -> None:
    """Ctrl-C in a terminal reaches the children too, so they may end a moment before we hear of it."""
    if any(child.poll() is not None for child in children) and not end.wait(0.2):
        raise Stopped("The web or the jobs ended by themselves. What they printed above says why.")


def _end(children: Children) -> None:
    """Being told twice does the children no harm."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
