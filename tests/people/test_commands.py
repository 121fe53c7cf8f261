"""The commands as whoever installs Heard types them: real processes on a real database."""

import asyncio
import re
import secrets
import signal
import socket
import sys
from pathlib import Path

import httpx2

from feedback.core.clock import now
from feedback.core.roles import Role
from feedback.demo.people import add_people
from feedback.people.accounts import find_account
from tests.makers.consultations import make_consultation
from tests.web import make_organisation

ROOT = Path(__file__).resolve().parents[2]


async def start(environ: dict[str, str], *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "feedback", *arguments),
        cwd=ROOT,
        env={"PATH": "", **environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def run(environ: dict[str, str], *arguments: str, typed: str = "") -> tuple[int | None, str, str]:
    process = await start(environ, *arguments)
    out, err = await asyncio.wait_for(process.communicate(typed.encode()), 60)
    return process.returncode, out.decode(), err.decode()


async def test_it_adds_a_person_with_a_password_that_works_once(db, environ):
    consultation, forum = await make_consultation(), await make_organisation()
    status, out, err = await run(
        environ,
        *("add-person", "Sam@heard.test", "--name", "Sam Page", "--role", "editor", "--role", "analyst"),
        *("--consultation", consultation.slug),
    )
    assert (status, err) == (0, "")
    assert re.search(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", out)
    account = await find_account("sam@heard.test")
    assert account.must_change_password
    assert account.may(Role.EDITOR, consultation)
    assert account.may(Role.ANALYST, consultation)
    assert not account.may(Role.EDITOR, await make_consultation())
    status, out, err = await run(
        environ,
        *("add-person", "kim@heard.test", "--name", "Kim", "--role", "forum", "--organisation", forum.slug),
        "--password-stdin",
        typed="four plain words here\n",
    )
    assert (status, out) == (0, "Kim can sign in as kim@heard.test.\n")
    account = await find_account("kim@heard.test")
    assert account.organisations_for(Role.FORUM) == {forum.id}
    assert not account.must_change_password


async def test_it_says_what_is_wrong_and_adds_nobody(db, environ):
    asked = ("add-person", "sam@heard.test", "--name", "Sam", "--role", "editor")
    for more, sentence in (
        (("--consultation", "no-such"), "There is no consultation called no-such."),
        (("--organisation", "no-such"), "There is no organisation called no-such."),
        (("--role", "forum"), "Say which forum"),
        (("--password-stdin",), "12 characters"),
    ):
        status, out, err = await run(environ, *asked, *more, typed="short\n")
        assert (status, out) == (1, "")
        assert sentence in err
        assert "Traceback" not in err
        assert await find_account("sam@heard.test") is None


def in_production(environ: dict[str, str]) -> dict[str, str]:
    return {
        **environ,
        "HEARD_ENV": "production",
        "HEARD_SECRET": secrets.token_urlsafe(48),
        "HEARD_BASE_URL": "https://heard.test",
        "HEARD_CHEAP_PASSWORDS": "0",
        "PORT": str(free_port()),
    }


async def test_production_does_not_start_on_a_database_with_the_demo_accounts(db, environ):
    production = in_production(environ)
    await add_people(now())
    for command in ("serve", "jobs"):
        status, out, err = await run(production, command)
        assert (status, out) == (1, "")
        assert "holds the demo county" in err
        assert "Traceback" not in err


async def test_two_jobs_processes_share_a_machine_and_a_port_for_metrics(db, environ):
    shared = {**environ, "HEARD_METRICS_PORT": str(free_port())}
    processes = [await start(shared, "jobs"), await start(shared, "jobs")]
    try:
        ready = [await asyncio.wait_for(one.stdout.readline(), 60) for one in processes]
        assert ready == [b"Ready to work.\n"] * 2
        reading = [asyncio.create_task(until_logged(one, b"metrics_not_served")) for one in processes]
        logged, silent = await asyncio.wait(reading, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        assert (len(logged), len(silent)) == (1, 1)
        await asyncio.gather(*(task for task in silent if task.cancel()), return_exceptions=True)
        assert [one.returncode for one in processes] == [None, None], "the second works on without the port"
    finally:
        for one in processes:
            one.send_signal(signal.SIGTERM)
        await asyncio.gather(*(asyncio.wait_for(one.communicate(), 60) for one in processes))
    assert [one.returncode for one in processes] == [0, 0]


async def until_logged(process: asyncio.subprocess.Process, event: bytes) -> None:
    while event not in (line := await process.stderr.readline()):
        assert line, "it ended without a word about it"


async def test_it_serves_until_told_to_stop_and_logs_no_address(db, environ):
    port = free_port()
    process = await start({**environ, "PORT": str(port)}, "serve", "--workers", "2")
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await until_ready(client)
            page = await client.get("/cookies?q=something-typed")
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in page.headers
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = await asyncio.wait_for(process.communicate(), 30)
    assert b"cookies" in err
    assert b"something-typed" not in err
    assert b"Traceback" not in err


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def until_ready(client: httpx2.AsyncClient) -> None:
    for _ in range(120):
        try:
            answer = await client.get("/readyz")
            assert answer.json() == {"ready": True}
            return
        except httpx2.TransportError:
            await asyncio.sleep(0.5)
    raise AssertionError("The server did not start within a minute.")
