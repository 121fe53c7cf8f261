"""`make run`: migrate, load the demo county into an empty database, and run the web beside the jobs."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from feedback.core.settings import Settings

START_SECONDS = 60
STOP_SECONDS = 20


class Stopped(Exception):
    """One of the two processes ended by itself."""


def run_both(settings: Settings) -> int:
    """Serve until Ctrl-C or until one of the two ends. The number is what the command ends with."""
    signal.signal(signal.SIGTERM, _interrupt)
    commands = ("serve", "jobs")
    children = [subprocess.Popen([sys.executable, "-m", "feedback", command]) for command in commands]
    try:
        _wait_until_ready(settings.port, children)
        print(f"\nHeard is at http://127.0.0.1:{settings.port}/ — Ctrl-C ends it.\n", flush=True)
        while True:
            _check_alive(children)
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    except Stopped as reason:
        print(reason, file=sys.stderr)
        return 1
    finally:
        _end(children)


def is_port_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return tried.connect_ex(("127.0.0.1", port)) != 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait_until_ready(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        _check_alive(children)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Stopped("The web did not answer within a minute. What it printed above says why.")


def _check_alive(children: list[subprocess.Popen[bytes]]) -> None:
    if any(child.poll() is not None for child in children):
        raise Stopped("The web or the jobs ended by themselves. What they printed above says why.")


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ctrl-C reaches the children from the terminal too; being told twice does them no harm."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
