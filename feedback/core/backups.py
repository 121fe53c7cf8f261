"""A copy of the database before it is changed. Copies hold people's words: only the owner may read them, and
only the newest few are kept."""

import asyncio
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from feedback.core.settings import Settings

COPIES_KEPT = 5
LONGEST_DUMP = 3600


class BackupFailed(Exception):
    """No copy could be made; the sentence says why."""


async def back_up(settings: Settings, moment: datetime) -> Path:
    """Copy the whole database into a dated file and give its path."""
    folder = settings.backup_folder or _default_folder(settings)
    suffix = "sqlite3" if settings.is_sqlite else "dump"
    path = folder / f"heard-{moment:%Y%m%d-%H%M%S-%f}.{suffix}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError as error:
        raise BackupFailed(f"No copy can be written in {folder}: {error.strerror}.") from error
    try:
        await asyncio.to_thread(_copy_sqlite if settings.is_sqlite else _dump_postgres, settings, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    for old in sorted(folder.glob(f"heard-*.{suffix}"))[:-COPIES_KEPT]:
        old.unlink()
    return path


def _default_folder(settings: Settings) -> Path:
    return (settings.sqlite_path.parent if settings.is_sqlite else Path("var")) / "backups"


def _copy_sqlite(settings: Settings, path: Path) -> None:
    try:
        with closing(sqlite3.connect(settings.sqlite_path, timeout=60)) as connection:
            connection.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as error:
        raise BackupFailed(f"The database could not be copied: {error}.") from error


def _dump_postgres(settings: Settings, path: Path) -> None:
    """The password goes by the environment of pg_dump: everybody on a machine may read a command line."""
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed("pg_dump is not installed, so no copy can be made.")
    parts = urlsplit(settings.database_url)
    place = f"{parts.hostname or 'localhost'}:{parts.port or 5432}"
    user = f"{parts.username}@" if parts.username else ""
    command = [program, "--format=custom", f"--file={path}", f"postgresql://{user}{place}{parts.path}"]
    passed_on = {"PGPASSWORD": unquote(parts.password or ""), "LC_ALL": "C"}
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_DUMP, env=passed_on)
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else str(error)
        raise BackupFailed(f"pg_dump made no copy: {reason.removeprefix('pg_dump: ')}") from error
