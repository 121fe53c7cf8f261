"""The yearly report on the Local Offer: refused while a comment waits for its answer, completed, published."""

import csv
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from feedback.core.clock import today
from tests.journeys.access import check_access
from tests.journeys.conftest import OpenPage, add_person, sign_in
from tests.servers import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LEAD, SECOND = "lead@heard.test", "second@heard.test"
YEAR = today().year - 1
TO_PUBLISH = "There is no changing room at the leisure centre"
TO_SUMMARISE = "My son Tom in class 4B waits for his wheelchair"
SUMMARY = "Somebody waits a long time for a wheelchair."
OWN_SERVICE = "My caseworker at the east office never rings me back"
ANSWER = "We build one by September."


def test_the_yearly_report_is_refused_completed_and_published(
    heard: Service, open_page: OpenPage, tmp_path: Path
) -> None:
    add_person(heard, LEAD, "Lena Lead", "analyst", "publisher")
    add_person(heard, SECOND, "Sam Second", "analyst", "publisher")
    bring_in(heard, tmp_path / "comments.csv")
    second = open_page()
    sign_in(second, SECOND)
    report = start_report(second)

    lead = open_page()
    sign_in(lead, LEAD)
    lead.goto(report)
    publish(lead)
    expect(lead.get_by_text("This report cannot be final.")).to_be_visible()
    check_access(lead)

    decide(lead, report, TO_PUBLISH, "Publish it as it is", {"What is done about it": ANSWER})
    decide(lead, report, TO_SUMMARISE, "Publish a summary of it", {
        "The words that are published": SUMMARY,
        "What is done about it": "We ask the wheelchair service for its waiting times.",
    })  # fmt: skip
    decide(
        lead,
        report,
        OWN_SERVICE,
        "a complaint about one person’s own service",
        {"If not: why?": "One caseworker."},
    )
    lead.goto(report)
    publish(lead)
    expect(lead.get_by_text("This report cannot be final.")).to_be_visible()

    second.goto(report)
    second.get_by_role("link", name="Check what others decided").click()
    check_access(second)
    for _ in range(2):
        second.get_by_role("button", name="Nobody can be identified").first.click()
    expect(second.get_by_text("Nothing waits for a check.")).to_be_visible()

    lead.goto(report)
    expect(lead.get_by_text("Every comment that may be published has an answer.")).to_be_visible()
    publish(lead)
    expect(lead.get_by_role("link", name="See it as the public does")).to_be_visible()
    read_in_public(open_page(360, script=False), lead.get_by_role("link", name="See it as the public does"))


def bring_in(heard: Service, file: Path) -> None:
    heard.command("add-consultation", "Leisure for all")
    with file.open("w", newline="", encoding="utf-8") as opened:
        sheet = csv.writer(opened)
        sheet.writerow(["Number", "Comment", "Day", "May we quote"])
        for number, words in enumerate((TO_PUBLISH, TO_SUMMARISE, OWN_SERVICE), 1):
            sheet.writerow([number, words, date(YEAR, 3, number).isoformat(), "yes"])
    columns = ("--text", "Comment", "--said-on", "Day", "--id", "Number", "--quote", "May we quote")
    heard.command("import", str(file), "--consultation", "leisure-for-all", *columns)


def start_report(second: Page) -> str:
    second.goto("/staff")
    second.get_by_role("link", name="Yearly report", exact=True).first.click()
    check_access(second)
    for name, day in (("first_day", date(YEAR, 1, 1)), ("last_day", date(YEAR, 12, 31))):
        for box, number in (("day", day.day), ("month", day.month), ("year", day.year)):
            second.locator(f"[name='{name}-{box}']").fill(str(number))
    second.get_by_role("button", name="Start this report").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text(f"31 December {YEAR}")
    check_access(second)
    return second.url


def publish(lead: Page) -> None:
    lead.get_by_role("button", name="Nobody can be identified: publish it as final").click()


def decide(lead: Page, report: str, words: str, decision: str, written: dict[str, str]) -> None:
    lead.goto(report)
    lead.get_by_role("link", name="Decide about single comments").click()
    check_access(lead)
    lead.get_by_role("link", name=words[:40]).click()
    lead.get_by_role("button", name="Keep this decision").click()
    expect(lead.get_by_role("heading", name="There is a problem")).to_be_visible()
    check_access(lead)
    lead.get_by_label("What is missing", exact=True).check()
    lead.get_by_label(decision).check()
    for label, text in written.items():
        lead.get_by_label(label).fill(text)
    if "What is done about it" in written:
        lead.get_by_label("Who is responsible").fill("Head of leisure")
        for box, number in (("day", 30), ("month", 9), ("year", YEAR + 1)):
            lead.locator(f"[name='due_on-{box}']").fill(str(number))
    lead.get_by_role("button", name="Keep this decision").click()
    expect(lead.get_by_role("heading", name="There is a problem")).to_have_count(0)


def read_in_public(public: Page, link: Locator) -> None:
    address = link.get_attribute("href")
    assert address is not None
    public.goto(address)
    check_access(public)
    for words in (TO_PUBLISH, ANSWER, SUMMARY):
        expect(public.get_by_text(words)).to_be_visible()
    for words in ("Tom", "4B", "caseworker"):
        expect(public.get_by_text(words)).to_have_count(0)
