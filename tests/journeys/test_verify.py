"""A published report checked against the store: it holds, until words are changed, taken back or counted anew."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback.core import keyed
from feedback.demo.county import consultation_plan
from feedback.demo.speaking import speakers_of
from feedback.voices.keep_codes import code_hash
from tests.databases import ROOT
from tests.journeys.access import check_access
from tests.journeys.county import County, check_on_a_phone, new_window, serve_county, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

REPORT = "getting-to-school-and-college"
HOLDS = "Every number and every quote is what the store says."
QUOTED = """
    SELECT c.id, c.voice_id FROM quote_reference q JOIN comment c ON c.id = q.comment_id
    JOIN consultation k ON k.id = c.consultation_id WHERE k.slug = ? ORDER BY q.id
"""


@pytest.fixture(scope="module")
def county() -> Iterator[County]:
    with serve_county() as served:
        yield served


def test_verify_catches_each_change(county: County, browser: Browser) -> None:
    code, said = verify(county)
    assert (code, said[-1]) == (0, HOLDS)

    taken_back, changed = two_quoted(county)
    with new_window(browser, county, script=False) as phone:
        take_words_back(phone, code_of(county, taken_back[1]))
    code, said = verify(county)
    assert code == 1
    assert any("taken back on" in line and "a tombstone stands for it" in line for line in said)
    assert any(re.search(r"All people: the report says \d+, the store says \d+\.", line) for line in said)
    assert "Since it was published 0 came and 1 took back what they said." in said

    with new_window(browser, county, script=True) as lead:
        before = counts_of(said)
        sign_in(lead, county, "lead@demo.example")
        # People are counted: somebody who said it in two comments counts until neither is in the theme.
        for _ in range(10):
            theme = take_out_of_theme(lead)
            _, said = verify(county)
            new = set(counts_of(said)) - set(before)
            if new:
                break
    assert any(theme in line for line in new)

    with closing(sqlite3.connect(county.served.settings.sqlite_path)) as store, store:
        # A hand in the store itself, past every rule of the product.
        store.execute("UPDATE comment SET words = 'All is well.' WHERE id = ?", (changed[0],))
    code, said = verify(county)
    assert code == 1
    assert any("the words in the store are not the words that were published" in line for line in said)

    with new_window(browser, county, script=False) as public:
        public.goto(f"/consultations/{REPORT}/report")
        check_on_a_phone(public)
        expect(public.get_by_text("All is well.")).to_have_count(0)


def verify(county: County) -> tuple[int, list[str]]:
    """The command as anybody with the server runs it: how it ended, and its lines."""
    done = subprocess.run(
        [sys.executable, "-m", "feedback", "verify", REPORT],
        cwd=ROOT,
        env=county.served.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def counts_of(said: list[str]) -> list[str]:
    return [line for line in said if "the report says" in line]


def two_quoted(county: County) -> list[tuple[str, str]]:
    """Two comments, of different people, whose words stand in the report."""
    with closing(sqlite3.connect(county.served.settings.sqlite_path)) as store:
        found = store.execute(QUOTED, (REPORT,)).fetchall()
    by_voice = {voice: comment for comment, voice in reversed(found)}
    return [(comment, voice) for voice, comment in by_voice.items()][:2]


def code_of(county: County, voice: str) -> str:
    """The keep-code of somebody in the demo county: it is made from the plan, so anybody may know it."""
    keyed.set_secret(county.served.settings.secret)
    with closing(sqlite3.connect(county.served.settings.sqlite_path)) as store:
        kept = store.execute("SELECT keep_code_hash FROM voice WHERE id = ?", (voice,)).fetchone()[0]
    speakers = speakers_of(consultation_plan(REPORT))
    return next(speaker.code for speaker in speakers if code_hash(speaker.code) == kept)


def take_words_back(phone: Page, code: str) -> None:
    phone.goto(f"/r/{code}")
    phone.get_by_role("button", name="Delete my words").click()
    check_on_a_phone(phone)
    phone.get_by_role("button", name="Delete").first.click()
    expect(phone.get_by_text(re.compile("deleted", re.IGNORECASE)).first).to_be_visible()
    check_on_a_phone(phone)


def take_out_of_theme(lead: Page) -> str:
    """One tap each: three comments are not about the first theme. Gives its name."""
    lead.goto(f"/staff/consultations/{REPORT}/themes")
    lead.locator("a.drill__link").first.click()
    check_access(lead)
    theme = lead.get_by_role("heading", level=1).inner_text()
    for _ in range(3):
        with lead.expect_navigation():
            lead.get_by_role("button", name=re.compile(r"^Not this\s*: comment 1 ")).click()
    check_access(lead)
    return theme
