"""Nothing stored or logged says who answered, from where or when (D20); no log line holds what a person wrote."""

import re
from datetime import datetime

from tortoise import context, fields

from feedback.core.clock import now
from feedback.core.database import APP
from feedback.core.logs import configure_logging
from feedback.core.roles import Role
from feedback.safety.models import SafetyItem
from tests.contracts.county import make_county, routes_of
from tests.contracts.rows import MARKS
from tests.databases import ROOT
from tests.makers.surveys import make_survey
from tests.surveys.test_answering import answer, begin, check_key, send, words_of
from tests.web import PASSWORD, make_account, new_client

BROWSER = "Quincunx/7.3 (a browser that nobody else has)"
ADDRESS = "203.0.113.77"
HEADERS = {
    "User-Agent": BROWSER,
    "X-Forwarded-For": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "X-Real-IP": ADDRESS,
    "Accept-Language": "tlh-Qaak",
    "Referer": "http://heard.test/from-somewhere",
}
WORDS = "Lapsang on the minibus, every single Tuesday"
OF_PEOPLE = {
    "Voice",
    "Comment",
    "Response",
    "Answer",
    "SpentLink",
    "Reading",
    "Coding",
    "ImportedRow",
    "KeyedForm",
    "PageRating",
    "EventVoice",
    "EventTaps",
    "Withdrawal",
    "Contact",
    "Correction",
    "Verdict",
    "VoiceQuote",
    "YouthInvitation",
    "YouthMember",
    "YouthSession",
    "YouthVoice",
    "RequestVote",
    "WordingAnswer",
    "SubjectIdea",
    "IdeaBacking",
    "MembersAnswer",
}


def models() -> dict:
    current = context.get_current_context()
    assert current is not None
    assert current.apps is not None
    return dict(current.apps[APP])


async def dump() -> dict[str, str]:
    return {name: str(await model.filter().values()) for name, model in models().items()}


def test_nothing_asks_the_database_in_which_order_rows_came():
    """SQLite and PostgreSQL know it roughly, and docs/privacy.md promises that no list of ours follows it."""
    sources = [path for room in ("feedback", "surveys") for path in (ROOT / room).rglob("*.py")]
    assert len(sources) > 200
    assert [path.name for path in sources if re.search(r"(?i)\b(rowid|ctid)\b", path.read_text())] == []


def test_no_row_about_an_answer_has_a_time_finer_than_a_day(db):
    assert models().keys() >= OF_PEOPLE
    finer = [
        f"{name}.{key}"
        for name in OF_PEOPLE
        for key, field in models()[name]._meta.fields_map.items()
        if isinstance(field, fields.DatetimeField | fields.TimeField | fields.TimeDeltaField)
    ]
    assert finer == []


async def test_who_sent_an_answer_is_in_no_table(app, db):
    survey = await make_survey(kinds=("one_of", "long_text"))
    async with new_client(app) as browser:
        browser.headers.update(HEADERS)
        await begin(browser, survey)
        await answer(browser, survey, 1, answer="c1")
        await answer(browser, survey, 2, answer=WORDS)
        key = await check_key(browser, survey)
        token = browser.cookies["draft"]
        thanks = await browser.get((await send(browser, survey, key)).headers["location"])
    code = words_of(thanks.text)
    await app.state.counter.flush(now())
    tables = await dump()
    assert [name for name, rows in tables.items() if WORDS in rows] == ["Comment"]
    everything = "\n".join(tables.values())
    for trace in (
        BROWSER,
        "Quincunx",
        ADDRESS,
        "127.0.0.1",
        "tlh-Qaak",
        key,
        token,
        code,
        code.replace(" ", "-"),
    ):
        assert trace not in everything, trace
    for name in OF_PEOPLE:
        for row in await models()[name].filter().values():
            assert not any(isinstance(value, datetime) for value in row.values())


async def test_no_log_line_holds_words_codes_tokens_or_addresses(app, db, capfd):
    configure_logging()
    account = await make_account(*Role)
    county = await make_county(db, account)
    async with new_client(app) as browser:
        browser.headers.update(HEADERS)
        await browser.post("/sign-in", data={"email": account.email, "password": PASSWORD})
        await browser.post("/sign-in", data={"email": account.email, "password": f"{WORDS} wrong"})
        await begin(browser, county.survey)
        await browser.post(f"/s/{county.survey.slug}/q/5", data={"go": "next", "answer": WORDS})
        key = await check_key(browser, county.survey)
        tokens = [cookie.value for cookie in browser.cookies.jar]
        code = words_of(
            (await browser.get((await send(browser, county.survey, key)).headers["location"])).text
        )
        for route in routes_of(app):
            if "GET" in route.methods:
                await browser.get(f"{county.address_of(route)}?{WORDS}")
        await browser.get(f"/r/{code.replace(' ', '-')}")
        await browser.post("/receipt", data={"code": code})
        await browser.get("/%00")
    logged = "".join(capfd.readouterr())
    assert logged.count('"event": "request"') > 60
    secrets = [
        *MARKS,
        WORDS,
        "Lapsang",
        key,
        code,
        code.replace(" ", "-"),
        *tokens,
        *county.codes.values(),
        BROWSER,
        "Quincunx",
        ADDRESS,
        "127.0.0.1",
        account.email,
        PASSWORD,
        county.consultation.slug,
    ]
    assert [secret for secret in secrets if secret in logged] == []
    assert re.search(r"\b\d{1,3}(\.\d{1,3}){3}\b", logged) is None


async def test_the_alert_holds_none_of_the_words(db):
    await make_county(db, await make_account(Role.EDITOR, Role.SAFEGUARDING))
    mails = await models()["Mail"].filter().values()
    assert mails
    assert await SafetyItem.filter().count() > 0
    assert not any(mark in str(mails) for mark in MARKS)
