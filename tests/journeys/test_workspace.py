"""The theme workspace: merge, split and undo; and two people who code the same sample without seeing each other."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access import check_access
from tests.journeys.conftest import OpenPage, add_person, sign_in
from tests.journeys.county import WIDTHS
from tests.servers import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LEAD, SECOND = "lead@heard.test", "second@heard.test"
STAFF = "/staff/consultations/getting-to-school"
SAID = {
    "The taxi was late and nobody rang us": "taxi",
    "A late taxi means that school starts without her": "taxi",
    "The taxi driver changes every week": "taxi",
    "The bus was too full to get on": "bus",
    "No bus stops in our village": "bus",
    "The bus came early and left without us": "bus",
    "The plan was written without asking what he wants": "plan",
    "We waited a year for the plan": "plan",
    "Nobody at school has read the plan": "plan",
}


def test_a_lead_shapes_the_themes_and_two_people_check_them(
    heard: Service, open_page: OpenPage, tmp_path: Path
) -> None:
    add_person(heard, LEAD, "Lena Lead", "analyst", "publisher")
    add_person(heard, SECOND, "Sam Second", "analyst")
    heard.command("add-consultation", "Getting to school", "--slug", "getting-to-school")
    sheet = write_sheet(tmp_path / "comments.csv")
    heard.command(
        "import", str(sheet), "--consultation", "getting-to-school", "--text", "Comment", "--group", "Who"
    )
    heard.command("suggest-themes", "getting-to-school")
    lead, second = open_page(), open_page(360, script=False)
    sign_in(lead, LEAD)
    sign_in(second, SECOND)
    lead.goto(f"{STAFF}/themes")
    check_at_all_widths(lead)
    lead.get_by_role("button", name="Adopt all of them").click()
    themes = lead.locator(".drill__link")
    before = themes.count()
    assert before > 1
    merge(lead, second)
    expect(themes).to_have_count(before - 1)
    undo_last(lead)
    expect(themes).to_have_count(before)
    split(lead)
    expect(themes).to_have_count(before + 1)
    check_at_all_widths(lead)
    undo_last(lead)
    expect(themes).to_have_count(before)
    not_this(lead)
    start_check(lead)
    code_with_keys(lead)
    code_without_script(second)
    read_figures(lead)
    decide_with_keys(lead)
    lead.goto(f"{STAFF}/map")
    check_at_all_widths(lead)


def check_at_all_widths(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        check_access(page)


def write_sheet(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Comment", "Who"])
        for number in range(6):
            rows.writerows([[f"{words} ({number})", "Parent or carer"] for words in SAID])
    return path


def merge(lead: Page, second: Page) -> None:
    """The second has the same page open, and is told what the lead did."""
    lead.get_by_role("link", name=re.compile("Rename, merge")).first.click()
    check_access(lead)
    second.goto(lead.url)
    for page in (lead, second):
        page.get_by_label("Merge it into").select_option(index=1)
    lead.get_by_role("button", name="Merge", exact=True).click()
    expect(lead.get_by_text(re.compile("is part of .* now")).first).to_be_visible()
    second.get_by_role("button", name="Merge", exact=True).click()
    expect(
        second.get_by_text(re.compile("Lena Lead merged .* while you had this page open")).first
    ).to_be_visible()
    check_access(second)


def undo_last(lead: Page) -> None:
    lead.get_by_role("button", name=re.compile("^Undo")).first.click()
    expect(lead.get_by_text(re.compile("^Undone: "))).to_be_visible()


def split(lead: Page) -> None:
    lead.get_by_role("link", name=re.compile("Rename, merge")).first.click()
    lead.get_by_role("link", name="Choose the comments").click()
    check_at_all_widths(lead)
    for box in lead.get_by_role("checkbox").all()[:2]:
        box.check()
    lead.get_by_label("Name of the new theme").fill("A part of it")
    lead.get_by_role("button", name="Split the theme").click()
    expect(lead.get_by_role("link", name="A part of it", exact=True)).to_be_visible()


def not_this(lead: Page) -> None:
    lead.locator(".drill__link").first.click()
    lead.get_by_role("button", name=re.compile("^Not this")).first.click()
    check_access(lead)
    lead.get_by_role("button", name=re.compile("^Undo")).click()
    expect(lead.get_by_text(re.compile("It is as it was for"))).to_be_visible()


def start_check(lead: Page) -> None:
    lead.goto(f"{STAFF}/checks")
    lead.get_by_label("How many comments").fill("10")
    lead.get_by_role("button", name="Start the check").click()
    check_access(lead)  # with its errors
    lead.get_by_label("First person").select_option(label="Lena Lead")
    lead.get_by_label("Second person").select_option(label="Sam Second")
    lead.get_by_role("button", name="Start the check").click()
    expect(lead.get_by_text("0 of 10 comments coded")).to_have_count(2)


def code_with_keys(lead: Page) -> None:
    lead.get_by_role("link", name="Begin coding").click()
    check_at_all_widths(lead)
    first = lead.get_by_role("checkbox").first
    lead.keyboard.press("1")
    expect(first).to_be_checked()
    for number in range(2, 11):
        lead.keyboard.press("Enter")
        expect(lead.get_by_role("heading", level=1)).to_have_text(f"Comment {number} of 10")
        lead.keyboard.press("1")
    lead.keyboard.press("u")
    expect(lead.get_by_role("heading", level=1)).to_have_text("Comment 9 of 10")
    expect(first).to_be_checked()
    lead.keyboard.press("Enter")
    expect(lead.get_by_role("heading", level=1)).to_have_text("Comment 10 of 10")
    lead.get_by_role("link", name="Switch the keys off").click()
    lead.keyboard.press("1")
    expect(first).not_to_be_checked()
    first.check()
    lead.get_by_role("button", name="Keep and go on").click()
    expect(lead.get_by_text("You are done. Thank you.")).to_be_visible()


def code_without_script(second: Page) -> None:
    """The second finds it on the start page, sees nothing of the first, and needs no script."""
    second.goto("/staff")
    second.get_by_role("link", name=re.compile("Code 10 comments on your own")).click()
    expect(second.get_by_text("10 of 10 comments coded")).to_be_visible()
    second.get_by_role("link", name="Begin coding").click()
    for number in range(1, 11):
        expect(second.get_by_role("heading", level=1)).to_have_text(f"Comment {number} of 10")
        assert not second.locator("input:checked").count()
        second.get_by_role("checkbox").first.check()
        second.get_by_role("button", name="Keep and go on").click()
    expect(second.get_by_text("You are done. Thank you.")).to_be_visible()


def read_figures(lead: Page) -> None:
    """They come by the clock, within a minute."""
    said = lead.get_by_text(re.compile("Two people coded the same 10 comments apart"))
    for _ in range(60):
        lead.reload()
        if said.count():
            break
        lead.wait_for_timeout(1000)
    expect(said).to_contain_text("They agreed at F1 1.00 (95 % interval 1.00 to 1.00)")
    lead.get_by_text("Show the figures").click()
    check_at_all_widths(lead)
    lead.goto(f"{STAFF}/report")
    expect(said).to_be_visible()


def decide_with_keys(lead: Page) -> None:
    lead.goto(f"{STAFF}/comments/unsure")
    lead.get_by_role("link", name=re.compile("one at a time")).click()
    check_at_all_widths(lead)
    words = lead.locator(".quote__words")
    first = words.inner_text()
    lead.keyboard.press("2")
    lead.keyboard.press("Enter")
    expect(words).not_to_have_text(first)
    lead.keyboard.press("u")
    expect(words).to_have_text(first)
