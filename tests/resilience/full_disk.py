"""A disk that fills up while people send, and is freed again."""

import asyncio
import ctypes
import errno
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.databases import ROOT
from tests.resilience.filled import Lost, add_survey, check_everything, new_participant
from tests.resilience.waves import PATIENCE, send_again, send_until_thanked, walk_all
from tests.servers import Service, database
from tests.visitors import Participant

SIZES = {"sqlite": "24m", "postgres": "200m"}
# One's own user, who may mount what nobody else sees: PostgreSQL refuses to run as root, even as such a root.
NAMESPACE = ("unshare", "--user", "--mount", "--map-current-user", "--keep-caps")
INSIDE = "HEARD_TEST_OWN_NAMESPACE"
SENTENCE = "What you sent just now is not saved yet."


class NoSmallDisk(Exception):
    """This machine lets nobody here mount a small disk."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The trial of a full disk mounts a small disk in memory, which this user may not do: {why}. Run the "
            "tests as root, or let users have namespaces of their own. On Ubuntu: "
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
        )


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A file system in memory that is soon full. Only root may mount one, or who is in `NAMESPACE`.

    The system is asked itself: the command `mount` refuses everybody who is not called root.
    """
    if sys.platform != "linux":
        raise NoSmallDisk(f"this is {sys.platform}, not Linux")
    system = ctypes.CDLL(None, use_errno=True)
    place = Path(tempfile.mkdtemp(prefix="heard-disk-"))
    try:
        if system.mount(b"tmpfs", bytes(place), b"tmpfs", 0, f"size={size},mode=755".encode()):
            raise NoSmallDisk(os.strerror(ctypes.get_errno()))
        try:
            yield place
        finally:
            if system.umount2(bytes(place), 0):
                raise OSError(ctypes.get_errno(), "the small disk could not be taken away", str(place))
    finally:
        place.rmdir()


def fill(place: Path) -> Path:
    """Take every byte that is left."""
    filler = place / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    free = os.statvfs(place).f_bavail
    if free:
        raise OSError(errno.EIO, f"{free} blocks are still free")
    return filler


async def send_until_refused(people: Sequence[Participant]) -> tuple[list[Participant], list[Participant]]:
    """Everybody sends once: who was thanked while the last gaps closed, and who was refused."""
    pages = await asyncio.gather(*(one.send() for one in people))
    thanked, refused = [], []
    for one, page in zip(people, pages, strict=True):
        if page.status == 303:
            thanked.append(one)
            continue
        if page.status != 503 or SENTENCE not in page.text:
            raise Lost(f"a full disk was answered with {page.status}: {page.text[:2000]}")
        refused.append(one)
    return thanked, refused


async def fill_and_free(served: Service, place: Path, clients: int) -> tuple[int, int, int]:
    """Half of the people send; the disk fills and the others are refused; it is freed and all send."""
    slug = await add_survey(served.settings)
    people = [new_participant(served.port, slug, f"p{number}") for number in range(clients)]
    await walk_all(people)
    before, after = people[: clients // 2], people[clients // 2 :]
    until = time.monotonic() + PATIENCE
    await asyncio.gather(*(send_until_thanked(one, until) for one in before))
    filler = fill(place)
    slipped_in, refused = await send_until_refused(after)
    if not refused:
        raise Lost("no send was refused: the disk was not full enough for this trial")
    # Their connections were idle meanwhile, and the server may be closing them at this very moment.
    await asyncio.gather(*(one.browser.connect() for one in before))
    again = await asyncio.gather(*(one.send() for one in before))
    if {page.status for page in again} != {303}:
        raise Lost(f"repeats of what is stored were answered with {sorted({page.status for page in again})}")
    filler.unlink()
    await asyncio.gather(*(send_until_thanked(one, until) for one in after))
    await send_again(people, until)
    served.stop()
    await check_everything(served.settings, people)
    return len(before), len(slipped_in), len(refused)


def run_full_disk(engine: str, clients: int) -> list[str]:
    """The trial; where this user may mount nothing, in a namespace where they may."""
    if os.geteuid() == 0 or INSIDE in os.environ:
        return _run_here(engine, clients)
    trial = [sys.executable, "-m", "tests.resilience.kill", "--full-disk"]
    try:
        done = subprocess.run(
            [*NAMESPACE, *trial, "--engine", engine, "--clients", str(clients)],
            cwd=ROOT,
            env={**os.environ, INSIDE: "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as missing:
        raise NoSmallDisk(str(missing)) from None
    if done.returncode:
        if "unshare" in done.stderr or NoSmallDisk.__name__ in done.stderr:
            raise NoSmallDisk(done.stderr.strip().splitlines()[-1])
        raise Lost(done.stderr)
    return done.stdout.splitlines()


def _run_here(engine: str, clients: int) -> list[str]:
    with small_disk(SIZES[engine]) as place, database(engine, place=place, durable=True, apart=True) as url:
        served = Service(url, Path(tempfile.gettempdir()))
        try:
            served.migrate()
            served.start()
            before, slipped_in, refused = asyncio.run(fill_and_free(served, place, clients))
        finally:
            served.stop()
            served.log.unlink(missing_ok=True)
    return [
        f"{engine}: {before} people thanked, then the disk ({SIZES[engine]}) filled up",
        f"while it was full: {refused} sends got 503 and a sentence, {slipped_in} found some room left",
        f"after it was freed: all {clients} keys thanked, each response stored exactly once with one code",
    ]
