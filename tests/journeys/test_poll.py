"""A poll from its printed links to its outcome, by phones without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access import check_access
from tests.journeys.conftest import OpenPage, add_person, sign_in
from tests.journeys.test_voice import make_consultation, make_survey
from tests.servers import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LEAD = "polls@heard.test"
QUESTION = "Where shall the Youth Forum meet?"
VOTES = ["Norwich"] * 6 + ["King’s Lynn"] * 5


def test_a_poll_goes_from_its_links_to_its_outcome(heard: Service, open_page: OpenPage) -> None:
    add_person(heard, LEAD, "Polly Lead", "editor", "publisher", "reader")
    lead = open_page()
    sign_in(lead, LEAD)
    make_consultation(lead)
    make_survey(lead)
    lead.goto("/staff/consultations/getting-to-school")
    lead.get_by_role("button", name="Open it now").click()
    make_poll(lead)
    links = print_links(lead)
    assert len(set(links)) == len(VOTES)

    phone = open_page(360, script=False)
    phone.goto(links[0])
    check_access(phone)
    code = vote(phone, links[0], VOTES[0])
    check_access(phone)
    phone.goto(links[0])
    expect(phone.locator("#keep-code")).to_have_text(code)
    refuse_second_use(open_page(320, script=False), links[0])
    for link, choice in zip(links[1:], VOTES[1:], strict=True):
        phone.context.clear_cookies()
        vote(phone, link, choice)

    public = open_page(320, script=False)
    public.goto("/p/where-shall-the-youth-forum-meet/outcome")
    check_access(public)
    expect(public.get_by_text("The outcome comes here when the poll has closed")).to_be_visible()
    close(lead)
    public.reload()
    check_access(public)
    expect(public.get_by_text("11 people voted. The most votes went to “Norwich”: 6.").first).to_be_visible()
    follow(phone, code)


def make_poll(lead: Page) -> None:
    lead.get_by_role("link", name="Polls").click()
    check_access(lead)
    lead.get_by_role("button", name="Make the poll").click()
    expect(lead.get_by_role("heading", name="There is a problem")).to_be_visible()
    check_access(lead)
    lead.get_by_label("Question").fill(QUESTION)
    lead.get_by_label("Pick one").check()
    lead.get_by_label("Choices").fill("Norwich\nKing’s Lynn")
    lead.get_by_label("What you need the answer for").fill("To book a room")
    lead.get_by_label("How many links to print").fill(str(len(VOTES)))
    lead.get_by_role("button", name="Make the poll").click()
    check_access(lead)
    lead.get_by_role("link", name="See it as a phone does").click()
    check_access(lead)
    lead.get_by_role("link", name="Back to the poll").click()
    lead.get_by_role("button", name="Make it ready").click()
    check_access(lead)


def print_links(lead: Page) -> list[str]:
    lead.get_by_role("link", name="Print the links").click()
    check_access(lead)
    return [
        re.sub(r"^https?://[^/]+", "", link) for link in lead.locator(".poll-sheet__link").all_inner_texts()
    ]


def vote(phone: Page, link: str, choice: str) -> str:
    """One tap; gives the keep-code."""
    phone.goto(link)
    phone.get_by_role("button", name=choice).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you. Your vote is counted")
    return phone.locator("#keep-code").inner_text()


def refuse_second_use(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.get_by_role("button", name="Norwich").click()
    expect(phone.get_by_text("This link has voted already").first).to_be_visible()
    check_access(phone)


def close(lead: Page) -> None:
    lead.get_by_role("link", name="Back to the poll").click()
    lead.get_by_role("button", name="Close the poll").click()
    expect(lead.get_by_text("The poll is closed")).to_be_visible()
    check_access(lead)


def follow(phone: Page, code: str) -> None:
    """The one who voted first finds the outcome by their code, and takes the vote back."""
    phone.goto("/receipt")
    phone.get_by_label("code").fill(code)
    phone.get_by_role("button").last.click()
    expect(phone.get_by_text("Your vote is counted")).to_be_visible()
    check_access(phone)
    phone.get_by_role("link", name=QUESTION).click()
    check_access(phone)
    phone.goto("/receipt")
    phone.get_by_role("button", name="Delete my words").click()
    phone.get_by_role("button", name="Delete my words").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your words are deleted")
