"""The commands, in a process of their own as a council starts them."""

import asyncio
from datetime import timedelta

from click.testing import CliRunner, Result

from feedback.consultations.commands import add_one
from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import ConsultationState
from feedback.core.clock import today
from feedback.core.database import close_database, open_database
from feedback.strategy.commands import load_strategy_file
from feedback.strategy.models import Strategy
from tests.makers.strategy import NORFOLK


async def run(command, environ, settings, *arguments: str) -> Result:
    """A command opens the database itself, so it runs in a thread with its own loop while ours is closed."""
    await close_database()
    runner = CliRunner(env=environ)
    try:
        return await asyncio.to_thread(runner.invoke, command, list(arguments))
    finally:
        await open_database(settings)


async def test_it_loads_the_strategy(db, environ):
    done = await run(load_strategy_file, environ, db, str(NORFOLK))
    assert done.exit_code == 0, done.output
    assert "4 priorities are loaded" in done.output
    assert await Strategy.filter(slug="norfolk-send-2021", is_current=True).exists()


async def test_a_bad_file_is_refused_with_the_place(db, environ, tmp_path):
    for content, said in (
        ('{"strategy": {}, "priorities": []}', "strategy.id: is missing"),
        ("{", "line 1, column 2"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ("\xff", "not text in UTF-8"),
        ("[" * 100_000, "nested too deep"),
    ):
        file = tmp_path / "bad.json"
        file.write_bytes(content.encode("latin-1"))
        done = await run(load_strategy_file, environ, db, str(file))
        assert done.exit_code == 1
        assert said in done.output
    assert not await Strategy.all().exists()


async def test_it_adds_a_consultation_that_is_always_open(db, environ):
    done = await run(add_one, environ, db, "NHS feedback")
    assert done.exit_code == 0, done.output
    consultation = await get_consultation("nhs-feedback")
    assert (consultation.state, consultation.is_permanent) == (ConsultationState.OPEN, True)


async def test_it_announces_one_that_opens_later(db, environ):
    first, last = today() + timedelta(days=5), today() + timedelta(days=50)
    month = today() + timedelta(days=90)
    days = (f"--opens={first}", f"--closes={last}", f"--decision-month={month}")
    done = await run(add_one, environ, db, "Buses", *days)
    assert "It is a draft. Before it can open: Write what people need to know" in done.output
    words = ("--background=We pay for 4,000 journeys.", "--easy-background=We pay for many journeys.")
    done = await run(add_one, environ, db, "Taxis", *days, *words)
    assert "announced" in done.output
    assert (await get_consultation("taxis")).announced_on == today()


async def test_a_draft_says_what_is_missing(db, environ):
    done = await run(add_one, environ, db, "Taxis", "--draft", "--slug=taxi")
    assert "Say if the decision is still open" in done.output
    assert (await get_consultation("taxi")).state is ConsultationState.DRAFT


async def test_a_taken_address_is_refused(db, environ):
    await run(add_one, environ, db, "Taxis", "--slug=taxi")
    done = await run(add_one, environ, db, "Taxis", "--slug=taxi")
    assert done.exit_code == 1
    assert "has this address already" in done.output
