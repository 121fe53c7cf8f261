"""`suggest-themes SLUG`: look for themes here and now, and print the first of them."""

import asyncio
import time

import click

from feedback.consultations.lifecycle import get_consultation
from feedback.core.clock import now
from feedback.core.database import close_database, open_database
from feedback.core.errors import NotFound, Refusal
from feedback.core.settings import Settings
from feedback.themes.comments import live_comments
from feedback.themes.models import Suggestion, SuggestionRun, Unplaced
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


async def suggest_in_place(settings: Settings, slug: str, question_key: str) -> list[str]:
    """Run, store and describe: what the command prints, line by line."""
    await open_database(settings)
    try:
        consultation = await get_consultation(slug)
        if not await live_comments(consultation, question_key).exists():
            raise Refusal("There are no comments to look at yet.")
        started = time.monotonic()
        found = await find_themes(consultation, question_key, Saying())
        run = await SuggestionRun.create(
            consultation=consultation, question_key=question_key, started_at=now()
        )
        await store_suggestions(run, found)
        return await _described(run, time.monotonic() - started)
    finally:
        await close_database()


async def _described(run: SuggestionRun, seconds: float) -> list[str]:
    run = await SuggestionRun.get(id=run.id)
    suggestions = await Suggestion.filter(run_id=run.id).order_by("position")
    lines = []
    for suggestion in suggestions[:SHOWN]:
        lines.append(f"{suggestion.position}. {suggestion.label} ({suggestion.size:,} comments)")
        lines.extend(f"   “{' '.join(quote.split())}”" for quote in await quotes_for(suggestion))
    unplaced = await Unplaced.filter(run_id=run.id).count()
    lines.append(
        f"{len(suggestions)} themes for {run.comments:,} comments in {seconds:.1f} seconds; "
        f"{unplaced:,} comments in none of them."
    )
    return lines


@click.command("suggest-themes")
@click.argument("slug")
@click.option("--question", default="", metavar="KEY", help="Only the comments to this question.")
@click.pass_obj
def suggest_themes(settings: Settings, slug: str, question: str) -> None:
    """Look for themes in the comments of the consultation SLUG."""
    try:
        lines = asyncio.run(suggest_in_place(settings, slug, question))
    except NotFound:
        raise click.ClickException(f"There is no consultation “{slug}”.") from None
    except Refusal as no:
        raise click.ClickException(no.sentence) from None
    for line in lines:
        click.echo(line)
