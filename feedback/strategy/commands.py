"""`load-strategy FILE`: bring in an edition of the strategy from a JSON file."""

import json
from pathlib import Path
from typing import Any

import click

from feedback.core.clock import today
from feedback.core.commands import run_with_database
from feedback.core.errors import Refusal
from feedback.strategy.crosswalk import editions_without_place
from feedback.strategy.loading import load_strategy

LARGEST_FILE = 5_000_000


def read_document(file: Path) -> Any:
    """What a JSON file holds. A key that stands twice is refused: the parser drops the first in silence."""
    if file.stat().st_size > LARGEST_FILE:
        raise Refusal(f"{file.name} is larger than {LARGEST_FILE // 1_000_000} MB, so it is no strategy.")
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_once_each)
    except json.JSONDecodeError as wrong:
        raise Refusal(
            f"{file.name} is not JSON: line {wrong.lineno}, column {wrong.colno}: {wrong.msg}."
        ) from None
    except UnicodeDecodeError as wrong:
        raise Refusal(f"{file.name} is not text in UTF-8: byte {wrong.start} cannot be read.") from None
    except RecursionError:
        raise Refusal(f"{file.name} is nested too deep to be read.") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refusal(f"The key “{key}” stands twice in the same object.")
        found[key] = value
    return found


async def load_file(file: Path, *, make_current: bool) -> str:
    """Load one file and say what is there now."""
    strategy = await load_strategy(read_document(file), today(), make_current=make_current)
    count = await strategy.priorities.all().count()
    priorities = "1 priority is" if count == 1 else f"{count} priorities are"
    shown = (
        "It is the one that the public pages show." if strategy.is_current else "It stands beside the others."
    )
    said = f"{strategy.title}, {strategy.edition}: {priorities} loaded. {shown}"
    for older, lines in await editions_without_place():
        said += (
            f"\n{lines} of the priorities and lines of {older.edition} have no place in it yet. "
            f"Say where they went: /staff/strategies/{older.slug}/crosswalk"
        )
    return said


@click.command("load-strategy")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--beside", is_flag=True, help="Load it, and go on showing the edition that is shown now.")
def load_strategy_file(file: Path, beside: bool) -> None:
    """Load an edition of the strategy from FILE, a JSON file. A bad file is refused whole, with the place."""
    click.echo(run_with_database(lambda _: load_file(file, make_current=not beside)))
