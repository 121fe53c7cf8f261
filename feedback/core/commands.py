"""What each command does before its own work: read the settings, and open a database that is fit to work in."""

import asyncio
import socket
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import asyncpg
import click

from feedback.core.database import as_unavailable, close_database, open_database
from feedback.core.errors import Refusal, StoreUnavailable
from feedback.core.keyed import set_secret
from feedback.core.logs import configure_logging
from feedback.core.migrating import pending_migrations
from feedback.core.settings import Settings, SettingsError

T = TypeVar("T")

# What says that there is no database to work in; anything else that a database says is a fault of ours.
NO_DATABASE = (
    StoreUnavailable,
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    sqlite3.DatabaseError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.CannotConnectNowError,
)
NOT_A_DATABASE = 26  # of SQLite: the file holds something else


class Commands(click.Group):
    """What ends any command with a sentence: a rule's no, and a database that cannot be used."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(refusal.sentence) from refusal
        except NO_DATABASE as error:
            if not _is_unusable(error):
                raise
            said = f"The database that DATABASE_URL names cannot be used now: {error}."
            raise click.ClickException(said) from error


def _is_unusable(error: BaseException) -> bool:
    if isinstance(error, sqlite3.DatabaseError):
        code = getattr(error, "sqlite_errorcode", 0)
        return code == NOT_A_DATABASE or as_unavailable(error) is not None
    return True


async def refuse_unmigrated(settings: Settings) -> None:
    """A database without the newest tables would break in the middle of the work."""
    waiting = await pending_migrations(settings)
    if waiting:
        said = "1 migration waits" if len(waiting) == 1 else f"{len(waiting)} migrations wait"
        raise Refusal(f"{said}. Run: python -m feedback migrate")


def run_with_database(work: Callable[[Settings], Awaitable[T]]) -> T:
    """Do `work` with the database open. A rule's no ends the command with its sentence."""
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        raise click.ClickException(" ".join(error.problems)) from error
    set_secret(settings.secret)
    configure_logging(readable=settings.debug)

    async def within() -> T:
        await refuse_unmigrated(settings)
        await open_database(settings)
        try:
            return await work(settings)
        finally:
            await close_database()

    try:
        return asyncio.run(within())
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal
