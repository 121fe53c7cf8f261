"""`suggest-themes SLUG`: look for themes here and now, and print the first of them."""

import time

import click

from feedback.consultations.lifecycle import get_consultation
from feedback.core.clock import now
from feedback.core.commands import run_with_database
from feedback.core.errors import NotFound, Refusal
from feedback.themes.comments import live_comments
from feedback.themes.comparing import read_before
from feedback.themes.models import Suggestion, SuggestionRun, Unplaced
from feedback.themes.nearest_lines import find_nearest_lines
from feedback.themes.running import find_themes, store_suggestions
from feedback.themes.suggesting import quotes_for

SHOWN = 10


class Saying:
    """Tells the progress on the terminal."""

    def __init__(self) -> None:
        self.said = ""

    async def report(self, done: int, total: int, say: str = "") -> None:
        if say and say != self.said:
            click.echo(f"{say} …", err=True)
            self.said = say


async def suggest_in_place(slug: str, question_key: str) -> list[str]:
    """Run, store and describe: what the command prints, line by line."""
    try:
        consultation = await get_consultation(slug)
    except NotFound:
        raise Refusal(f"There is no consultation “{slug}”.") from None
    if not await live_comments(consultation, question_key).exists():
        raise Refusal("There are no comments to look at yet.")
    started = time.monotonic()
    run = SuggestionRun(consultation=consultation, question_key=question_key, started_at=now())
    found = await find_themes(consultation, question_key, Saying(), before=await read_before(run))
    await run.save()
    await store_suggestions(run, found, lines=await find_nearest_lines(found))
    return await _described(run, time.monotonic() - started)


async def _described(run: SuggestionRun, seconds: float) -> list[str]:
    run = await SuggestionRun.get(id=run.id)
    suggestions = {one.id: one for one in await Suggestion.filter(run_id=run.id).order_by("position")}
    above = {one.parent_id for one in suggestions.values() if one.parent_id}
    finest = sorted((one for key, one in suggestions.items() if key not in above), key=lambda one: -one.size)
    lines = []
    for number, suggestion in enumerate(finest[:SHOWN], start=1):
        parent = suggestions[suggestion.parent_id].label if suggestion.parent_id else suggestion.label
        part = f", part of “{parent}”" if parent != suggestion.label else ""
        lines.append(f"{number}. {suggestion.label} ({suggestion.size:,} comments){part}")
        lines.extend(f"   “{' '.join(quote.split())}”" for quote in await quotes_for(suggestion))
    unplaced = await Unplaced.filter(run_id=run.id).count()
    wide = f" in {len(above)} broad ones" if above else ""
    lines.append(
        f"{len(finest)} themes{wide} for {run.comments:,} comments in {seconds:.1f} seconds; {unplaced:,} comments in "
        "none of them."
    )
    return lines


@click.command("suggest-themes")
@click.argument("slug")
@click.option("--question", default="", metavar="KEY", help="Only the comments to this question.")
def suggest_themes(slug: str, question: str) -> None:
    """Look for themes in the comments of the consultation SLUG."""
    for line in run_with_database(lambda _: suggest_in_place(slug, question)):
        click.echo(line)
