"""Bringing a spreadsheet in from the command line, with a line that tells how far it is."""

import asyncio
from pathlib import Path
from typing import Any

import click

from feedback.consultations.models import Consultation
from feedback.core.clock import today
from feedback.core.commands import run_with_database
from feedback.core.errors import Refusal
from feedback.core.settings import Settings
from feedback.voices.columns import Columns
from feedback.voices.importing import choose_columns, get_import, receive_file, throw_away
from feedback.voices.models import Import, RefusedRow
from feedback.voices.storing_rows import run_import

SHOWN_REASONS = 10


class TerminalLine:
    """The progress of an import that is done here and now. Run again, it finds its own rows stored."""

    def __init__(self) -> None:
        self.checkpoint: dict[str, Any] = {}

    async def report(self, done: int, total: int, say: str = "") -> None:
        click.echo(f"\r{say}", nl=False, err=True)

    async def save_checkpoint(self, **values: Any) -> None:
        self.checkpoint |= values


async def import_file(
    path: Path,
    consultation_slug: str,
    text: str,
    group: str | None = None,
    said_on: str | None = None,
    **more: str | None,
) -> Import:
    """Store every row that can be stored. `more`: id, quote, age_band, spoken_by. Raises `Refusal`."""
    consultation = await Consultation.filter(slug=consultation_slug).first()
    if consultation is None:
        raise Refusal(f"There is no consultation with the address {consultation_slug}.", field="consultation")
    day = today()
    content = await asyncio.to_thread(path.read_bytes)
    columns = Columns.read({"text": text, "group": group, "said_on": said_on, **more})
    received = await receive_file(consultation, None, path.name, content, day)
    try:
        await choose_columns(received, columns)
    except Refusal:
        await throw_away(received, None)
        raise
    await run_import({"import": str(received.id), "today": day.isoformat()}, TerminalLine())
    return await get_import(received.id)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--consultation", required=True, metavar="SLUG", help="Which consultation the comments belong to."
)
@click.option("--text", required=True, metavar="COLUMN", help="The column that holds what people said.")
@click.option("--group", metavar="COLUMN", help="Who they are.")
@click.option("--said-on", metavar="COLUMN", help="The day on which they said it.")
@click.option("--id", metavar="COLUMN", help="A number or code that every row has.")
@click.option("--quote", metavar="COLUMN", help="Whether their words may be used. Without it, they may not.")
@click.option("--age-band", metavar="COLUMN", help="Their age.")
@click.option("--spoken-by", metavar="COLUMN", help="Whose words these are.")
def import_command(file: Path, consultation: str, text: str, **columns: str | None) -> None:
    """Bring the comments of a spreadsheet in. The same rows again store nothing twice."""
    for line in run_with_database(
        lambda settings: _import_and_tell(settings, file, consultation, text, columns)
    ):
        click.echo(line)


async def _import_and_tell(
    settings: Settings, file: Path, consultation: str, text: str, columns: dict[str, str | None]
) -> list[str]:
    """What the command prints, line by line: the counts, and why the first of the refused rows were refused."""
    done = await import_file(file, consultation, text, **columns)
    click.echo("", err=True)
    lines = [f"{done.stored:,} rows stored, {done.repeated:,} stored before, {done.refused:,} not stored."]
    if done.refused:
        refused = await RefusedRow.filter(source_id=done.id).order_by("number").limit(SHOWN_REASONS)
        lines += [f"  Row {row.number}: {row.reason}" for row in refused]
        lines.append(f"The whole list is on the page {settings.base_url}/staff/imports/{done.id}")
    return lines
