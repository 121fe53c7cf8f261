"""`verify REPORT`: recompute a published report from the store and say what differs."""

import sys

import click

from feedback.reports.verifying import Verified, verify
from feedback.strategy.commands import run_with_database


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
    verified = run_with_database(lambda: verify(report))
    for line in lines_of(verified):
        click.echo(line)
    if not verified.holds:
        sys.exit(1)
