"""Checks anyone can run: suggest themes for a file of comments, and measure a result against people's codes."""

import sys
from pathlib import Path

import click

from analysis.agreement import adjusted_mutual_information, adjusted_rand_index, f1, v_measure
from analysis.files import BadFile, read_comments, read_result, read_rows, write_suggestions
from analysis.suggesting import ZOOMS, suggest_themes

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def commands() -> None:
    """Understand what people say, on this machine alone."""


@commands.command()
@click.argument("file", type=FILE)
@click.option("--text", default="text", show_default=True, help="The column with the words.")
@click.option(
    "--id", "id_column", default="id", show_default=True, help="The column that names each comment."
)
@click.option("--zoom", type=click.Choice(list(ZOOMS)), default="broad", show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--out", type=FILE, required=True, help="Where the themes go, as JSON.")
def suggest(file: Path, text: str, id_column: str, zoom: str, seed: int, out: Path) -> None:
    """Group the comments of a CSV file into themes."""
    try:
        found = suggest_themes(read_comments(file, text, id_column), seed=seed, zoom=zoom)
        write_suggestions(out, found)
    except BadFile as problem:
        _stop(str(problem))
    except OSError as problem:
        _stop(f"{out} cannot be written: {problem.strerror}.")
    else:
        click.echo(
            f"{len(found.themes)} themes, {len(found.set_aside)} comments set aside,"
            f" {len(found.no_theme)} that fit no theme yet."
        )


@commands.command()
@click.argument("result", type=FILE)
@click.argument("gold", type=FILE)
@click.option(
    "--labels", default="labels", show_default=True, help="The column with people's codes, | between them."
)
@click.option("--id", "id_column", default="id", show_default=True)
def measure(result: Path, gold: Path, labels: str, id_column: str) -> None:
    """Compare a result with people's codes. Set aside, and in no theme, each count as a group of their own."""
    try:
        found = read_result(result)
        rows = [row for row in read_rows(gold, id_column, labels) if row[labels]]
    except BadFile as problem:
        _stop(str(problem))
        return
    main, every = _themes_by_comment(found)
    both = [row for row in rows if row[id_column] in main]
    if not both:
        _stop("No comment is in both files. Are the ids the same?")
    codes = [row[labels].split("|")[0] for row in both]
    groups = [main[row[id_column]] for row in both]
    click.echo(f"comments          {len(both):,} of {len(rows):,} coded by people")
    click.echo(f"AMI               {adjusted_mutual_information(codes, groups)}")
    click.echo(f"ARI               {adjusted_rand_index(codes, groups)}")
    click.echo(f"V-measure         {v_measure(codes, groups)}")
    click.echo(f"set aside         {groups.count('set aside') / len(groups):.1%}")
    click.echo(f"in no theme       {groups.count('no theme') / len(groups):.1%}")
    agreed = f1({row[id_column]: set(row[labels].split("|")) for row in both}, every)
    if agreed.micro:
        click.echo(f"F1                micro {agreed.micro:.3f}, macro {agreed.macro:.3f}")


def _themes_by_comment(result: dict) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Each comment's main theme, and all of its themes."""
    main: dict[str, str] = {}
    every: dict[str, set[str]] = {}
    for coding in result["codings"]:
        main.setdefault(str(coding["comment"]), str(coding["theme"]))
        every.setdefault(str(coding["comment"]), set()).add(str(coding["theme"]))
    for aside in result.get("set_aside", ()):
        main[str(aside["comment"])] = "set aside"
    for comment in result.get("no_theme", ()):
        main[str(comment)] = "no theme"
    return main, every


def _stop(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(2)


if __name__ == "__main__":
    commands(prog_name="python -m analysis")
