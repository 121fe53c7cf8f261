import json

import httpx2
import pytest
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, StreamingResponse

from feedback.core.errors import Forbidden, NotFound, Refusal, StoreUnavailable
from feedback.core.logs import configure_logging
from feedback.core.rates import TooOften
from feedback.core.roles import Role
from feedback.kit.access import public, staff
from feedback.kit.headers import CONSTANT

WORDS = "the words of a child"


def raising(app, problem: Exception, path: str = "/raise") -> str:
    async def fail(request):
        raise problem

    app.routes.insert(0, public(path, fail, "raise", ("GET", "POST")))
    return path


@pytest.mark.parametrize(
    ("problem", "status", "shown"),
    [
        (Refusal("This survey has closed."), 422, "This survey has closed."),
        (NotFound(), 404, "We cannot find that page"),
        (Forbidden(), 403, "You cannot open this page"),
        (HTTPException(413), 413, "That is too big to send"),
        (HTTPException(400), 400, "We could not read what you sent"),
        (HTTPException(418), 418, "We could not read what you sent"),
        (HTTPException(502), 502, "Something went wrong on our side"),
        (TooOften(30), 429, "Wait 30 seconds and try again"),
        (TooOften(700), 429, "Wait 12 minutes and try again"),
        (StoreUnavailable("disk full"), 503, "We cannot save anything just now"),
        (ConnectionRefusedError(), 503, "We cannot save anything just now"),
        (ValueError(WORDS), 500, "Something went wrong on our side"),
    ],
)
async def test_each_problem_has_its_page(app, client, problem, status, shown):
    answer = await client.get(raising(app, problem))
    assert answer.status_code == status
    assert shown in answer.text
    assert WORDS not in answer.text
    for name, value in CONSTANT.items():
        assert answer.headers[name] == value


async def test_an_unknown_page_and_a_button_without_its_page(client):
    assert "We cannot find that page" in (await client.get("/no-such-page")).text
    answer = await client.get("/sign-out")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_bug_is_logged_with_its_number_and_without_anybodys_words(app, client, capsys):
    configure_logging()
    page = await client.get(
        raising(app, ValueError(WORDS), "/raise/{slug}").replace("{slug}", "a-secret-code")
    )
    logged = capsys.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines()]
    bug = next(line for line in lines if line["event"] == "bug")
    followed = next(line for line in lines if line["event"] == "request")
    assert bug["problem"] == "ValueError"
    assert any("test_problems.py" in frame for frame in bug["frames"])
    assert bug["request_id"] in page.text
    assert (followed["route"], followed["pattern"], followed["status"]) == ("raise", "/raise/{slug}", 500)
    assert followed["request_id"] == bug["request_id"]
    assert WORDS not in logged
    assert "a-secret-code" not in logged


async def test_the_log_holds_no_address_query_or_cookie(client, sign_in, capsys):
    configure_logging()
    await sign_in(Role.ADMINISTRATOR)
    await client.get("/staff/audit?page=1&q=something-typed")
    await client.post("/sign-in", data={"email": "sam@heard.test", "password": WORDS})
    logged = capsys.readouterr().err
    assert '"pattern": "/staff/audit"' in logged
    for secret in ("127.0.0.1", "something-typed", client.cookies["session"], "sam@", WORDS, "heard.test"):
        assert secret not in logged


async def test_an_answer_that_breaks_off_is_logged_without_its_words(app, client, capsys):
    configure_logging()

    async def break_off():
        yield b"half"
        raise ValueError(WORDS)

    async def stream(request):
        return StreamingResponse(break_off())

    app.routes.insert(0, public("/stream", stream, "stream"))
    with pytest.raises(RuntimeError, match="broke off") as broken:
        await client.get("/stream")
    assert broken.value.__suppress_context__
    logged = capsys.readouterr().err
    assert '"event": "bug"' in logged
    assert WORDS not in logged


async def test_too_much_is_refused_before_and_while_it_comes(app, client):
    async def take(request):
        return PlainTextResponse(str(len(await request.body())))

    app.routes.insert(0, public("/take", take, "take", ("POST",), largest_body=1000))
    app.routes.insert(0, staff("/take-more", take, "take-more", Role.EDITOR, ("POST",), largest_body=5000))
    assert (await client.post("/take", content=b"a" * 1000)).text == "1000"
    assert (await client.post("/take", content=b"a" * 1001)).status_code == 413
    assert "too big" in (await client.post("/take", content=in_pieces())).text
    assert (
        await client.post("/take", content=b"", headers={"content-length": "nonsense"})
    ).status_code == 200


async def in_pieces():
    for _ in range(11):
        yield b"a" * 100


async def test_an_upload_has_a_larger_limit_of_its_own(app, client, sign_in):
    async def take(request):
        return PlainTextResponse(str(len(await request.body())))

    app.routes.insert(0, staff("/take", take, "take", Role.EDITOR, ("POST",), largest_body=5_000_000))
    await sign_in(Role.EDITOR)
    answer: httpx2.Response = await client.post("/take", content=b"a" * 4_000_000)
    assert answer.text == "4000000"
