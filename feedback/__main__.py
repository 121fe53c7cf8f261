"""The command line. Each command is a few lines: read the settings, call one verb, print a sentence."""

import asyncio
import secrets
import sys

import click

from feedback.adding_people import add_with_roles
from feedback.consultations.commands import add_one
from feedback.core import keyed
from feedback.core.commands import Commands, refuse_unmigrated
from feedback.core.logs import configure_logging
from feedback.core.migrating import MigrationRefused, make_migration, migrate
from feedback.core.roles import Role
from feedback.core.settings import Settings, SettingsError
from feedback.demo.loading import introduce_demo, prepare_demo, refuse_demo_in_production
from feedback.jobs import run_jobs
from feedback.kit.brand import brand_of
from feedback.reports.commands import load_reference, verify_report
from feedback.running import run_both
from feedback.safety.help_lines import use_local_lines
from feedback.safety.readiness import warn_of_safety_gaps
from feedback.serving import serve
from feedback.strategy.commands import load_strategy_file
from feedback.themes.commands import suggest_themes
from feedback.voices.commands import import_command

NO_DEMO = "Somebody has used this database, so the demo county was not loaded."
ROLES = [role.value for role in Role]


def ready_settings() -> Settings:
    """The checked settings, with logs and keyed hashes made ready; ends the command if they are not fit."""
    try:
        settings = Settings.from_env()
        brand_of(settings)
        use_local_lines(settings.help_lines)
    except SettingsError as error:
        for sentence in error.problems:
            click.echo(sentence, err=True)
        sys.exit(2)
    keyed.set_secret(settings.secret)
    configure_logging(readable=settings.debug)
    return settings


async def _look_at_database(settings: Settings) -> None:
    """Refuses what cannot work, and warns of what should not stay so."""
    await refuse_unmigrated(settings)
    await refuse_demo_in_production(settings)
    await warn_of_safety_gaps(settings)


@click.group(cls=Commands)
def commands() -> None:
    """Heard: ask people, and show each of them what became of their words."""


for command in (load_strategy_file, add_one, import_command, suggest_themes, verify_report, load_reference):
    commands.add_command(command)


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
    asyncio.run(_look_at_database(settings))
    asyncio.run(run_jobs(settings, lambda: click.echo("Ready to work.")))


@commands.command("demo")
@click.option("--only-load", is_flag=True, help="Do not print how to sign in.")
def load_demo(only_load: bool) -> None:
    """Load the demo county into an empty database, and say how to sign in."""
    settings = ready_settings()
    if not settings.demo:
        raise click.ClickException("The demo has known passwords. Set HEARD_DEMO=1 if you want it here.")
    asyncio.run(prepare_demo(settings, click.echo))
    if not only_load:
        click.echo("\n".join(asyncio.run(introduce_demo(settings)) or [NO_DEMO]))


@commands.command("run")
def run_everything() -> None:
    """Migrate, load the demo county where HEARD_DEMO=1 and nobody was, serve and work, until Ctrl-C."""
    sys.exit(run_both(ready_settings()))


@commands.command("serve")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
def serve_pages(workers: int, host: str) -> None:
    """Serve the pages on PORT, until Ctrl-C."""
    settings = ready_settings()
    asyncio.run(_look_at_database(settings))
    serve(settings, workers=workers, host=host)


@commands.command("add-person")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="May be given again.")
@click.option("--consultation", "slugs", metavar="SLUG", multiple=True, help="Only for this one, or these.")
@click.option(
    "--organisation", metavar="SLUG", help="A reader of this body's themes, or speaking for this forum."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_person(
    email: str,
    name: str,
    roles: tuple[str, ...],
    slugs: tuple[str, ...],
    organisation: str | None,
    password_stdin: bool,
) -> None:
    """Add an account and print a password that works once."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    chosen = [Role(role) for role in roles]
    adding = add_with_roles(ready_settings(), email, name, chosen, slugs, organisation, password)
    first = asyncio.run(adding)
    click.echo(f"{name} can sign in as {email.strip().lower()}.")
    if not password_stdin:
        click.echo(f"Password, to be changed at the first sign-in: {first}")


if __name__ == "__main__":
    commands(prog_name="python -m feedback")
