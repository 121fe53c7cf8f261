"""The command line. Each command is a few lines: read the settings, call one verb, print a sentence."""

import asyncio
import secrets
import sys

import click

from feedback.core import keyed
from feedback.core.logs import configure_logging
from feedback.core.migrating import MigrationRefused, make_migration, migrate
from feedback.core.settings import Settings, SettingsError
from feedback.jobs import run_jobs


def ready_settings() -> Settings:
    """The checked settings, with logs and keyed hashes made ready; ends the command if they are not fit."""
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        for sentence in error.problems:
            click.echo(sentence, err=True)
        sys.exit(2)
    keyed.set_secret(settings.secret)
    configure_logging(readable=not settings.is_production)
    return settings


@click.group()
def commands() -> None:
    """Heard: ask people, and show each of them what became of their words."""


@commands.command("check-settings")
def check_settings() -> None:
    """Say whether the environment is fit to start with."""
    settings = ready_settings()
    click.echo(f"The settings are fit for {settings.environment}.")


@commands.command("make-secret")
def make_secret() -> None:
    """Print a secret that is good for HEARD_SECRET."""
    click.echo(secrets.token_urlsafe(48))


@commands.command("migrate")
@click.option("--no-backup", is_flag=True, help="A copy was made another way.")
def migrate_database(no_backup: bool) -> None:
    """Bring the database up to date, after making a copy."""
    try:
        report = asyncio.run(migrate(ready_settings(), backup=not no_backup))
    except MigrationRefused as error:
        raise click.ClickException(str(error)) from error
    for sentence in report.sentences():
        click.echo(sentence)


@commands.command("make-migration")
@click.argument("name", required=False)
def write_migration(name: str | None) -> None:
    """Write what changed in the models as a migration."""
    written = asyncio.run(make_migration(ready_settings(), name))
    for path in written:
        click.echo(f"Wrote {path}. Read it before you commit it.")
    if not written:
        click.echo("The models and the migrations agree.")


@commands.command("jobs")
def work_jobs() -> None:
    """Work by the clock and at length, until Ctrl-C. Run as many of these as you like."""
    settings = ready_settings()
    asyncio.run(run_jobs(settings, lambda: click.echo("Ready to work.")))


if __name__ == "__main__":
    commands(prog_name="python -m feedback")
