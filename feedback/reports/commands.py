"""`verify REPORT` says what of a published report differs from the store; `load-reference FILE` brings in a table."""

import sys
from pathlib import Path

import click

from feedback.core.commands import run_with_database
from feedback.core.settings import Settings
from feedback.reports.references import (
    COMPARES,
    NEED,
    NewReference,
    read_dfe_rows,
    read_rows,
    store_reference,
)
from feedback.reports.verifying import Verified, verify


def lines_of(verified: Verified) -> list[str]:
    """What the command prints, line by line."""
    version = verified.version
    lines = [f"{verified.slug}, version {version.number} of {version.published_on}", f"hash {version.hash}"]
    if verified.holds:
        return [*lines, "Every number and every quote is what the store says."]
    known = sum(one.is_known for one in verified.differences)
    lines += [f"- {one.sentence}" for one in verified.differences]
    lines.append(verified.since)
    lines.append(f"Differences: {len(verified.differences)}, of them known by a tombstone: {known}.")
    return lines


@click.command("verify")
@click.argument("report")
def verify_report(report: str) -> None:
    """Recompute REPORT, a consultation's short name or NAME/2 for its second version. Ends with 1 if it differs."""
    verified = run_with_database(lambda _: verify(report))
    for line in lines_of(verified):
        click.echo(line)
    if not verified.holds:
        sys.exit(1)


@click.command("load-reference")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", required=True, help="A short name. A table of the same name is replaced.")
@click.option("--title", required=True)
@click.option("--source", required=True)
@click.option("--counted-on", required=True, help="The day or year of the numbers.")
@click.option("--base", required=True, help="Who is counted.")
@click.option("--licence", required=True)
@click.option("--compares", type=click.Choice(COMPARES), default=NEED, show_default=True)
@click.option("--printed-total", type=float, help="The total that the source prints.")
@click.option("--percent", is_flag=True, help="The amounts are per cent.")
@click.option("--area", help="The file is the Department's open data on plans by need: rows of this area.")
def load_reference(file: Path, key: str, title: str, source: str, counted_on: str, base: str, licence: str,
    compares: str, printed_total: float | None, percent: bool, area: str | None) -> None:  # fmt: skip
    """Bring in a table of who lives here from FILE, a CSV with the columns name, amount and answers."""
    content = file.read_bytes()

    async def load(_: Settings) -> str:
        rows = read_dfe_rows(content, area) if area else read_rows(content)
        new = NewReference(
            key, title, source, counted_on, base, licence, compares, rows, printed_total, percent
        )
        return (await store_reference(new, None)).caution

    caution = run_with_database(load)
    click.echo(f"“{title}” is there now.")
    if caution:
        click.echo(caution)
