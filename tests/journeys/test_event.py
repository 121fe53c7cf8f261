"""An event from its poster to "we heard": a phone at the poster, two of staff, and everybody afterwards."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access import check_access
from tests.journeys.conftest import OpenPage, add_person, sign_in
from tests.journeys.test_voice import fill_day
from tests.servers import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LEAD, SECOND = "lead@heard.test", "second@heard.test"
TITLE = "SEND Roadshow in Swaffham"
PLACE = "The Assembly Rooms, Swaffham"
OWN_WORDS = "The swimming pool in our town has no hoist"
NOTE = "Nobody at our surgery knew what an annual health check is"
QUESTION = "Who pays for the taxi to college in September?"
RAISED = "No hoist at the pool. Surgeries that do not know about health checks."
NEXT_STEPS = "Health colleagues write to all surgeries this month."


def test_an_event_goes_from_its_poster_to_what_we_heard(heard: Service, open_page: OpenPage) -> None:
    add_person(heard, LEAD, "Lena Lead", "editor", "analyst", "publisher")
    add_person(heard, SECOND, "Sam Second", "publisher")
    lead = open_page()
    sign_in(lead, LEAD)
    staff_page = plan_event(lead)
    link = read_poster(lead)

    phone = open_page(360, script=False)
    code = say_something(phone, link)

    lead.goto(staff_page)
    type_in(lead, NOTE, "Somebody said this")
    type_in(lead, QUESTION, "Somebody asked this")
    lead.goto(staff_page)
    expect(lead.locator(".stats")).to_contain_text("2")
    read_words(lead)
    lead.goto(staff_page)
    write_sheet(lead)

    second = open_page()
    sign_in(second, SECOND)
    second.goto(staff_page)
    check_access(second)
    second.get_by_role("button", name="Nobody is named: publish").click()
    expect(second.get_by_text("Everybody can read what we heard.")).to_be_visible()

    public = open_page(360, script=False)
    read_what_we_heard(public)
    follow_own_words(phone, code)


def plan_event(lead: Page) -> str:
    lead.goto("/staff")
    lead.get_by_role("link", name="Events", exact=True).first.click()
    lead.get_by_role("button", name="Plan an event").click()
    check_access(lead)
    lead.get_by_label("Title").fill(TITLE)
    lead.get_by_role("button", name="Keep this event").click()
    expect(lead.get_by_role("heading", name="There is a problem")).to_be_visible()
    check_access(lead)
    expect(lead.get_by_label("Title")).to_have_value(TITLE)
    lead.get_by_label("SEND Roadshow").check()
    lead.get_by_label("Place").fill(PLACE)
    fill_day(lead, "held_on", 0)
    lead.get_by_label("Where what is said there belongs").select_option(label="Tell us any time")
    lead.get_by_role("button", name="Keep this event").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text(TITLE)
    lead.get_by_role("button", name="Announce it").click()
    expect(lead.get_by_text("Everybody can see this event now.")).to_be_visible()
    check_access(lead)
    return lead.url


def read_poster(lead: Page) -> str:
    """What a camera reads from the code is what stands under it. On paper it is one page of A4."""
    lead.get_by_role("link", name="Print the poster").click()
    check_access(lead)
    expect(lead.locator("svg.qr")).to_be_visible()
    link = lead.locator(".poster__link").inner_text()
    printed = lead.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    return link


def say_something(phone: Page, link: str) -> str:
    phone.goto(link)
    expect(phone.get_by_text("We read this. We do not read it straight away.")).to_be_visible()
    check_access(phone)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", name="There is a problem")).to_be_visible()
    check_access(phone)
    phone.get_by_label("What do you want to tell us?").fill(OWN_WORDS)
    phone.get_by_label("Help that is missing").check()
    phone.get_by_label("Which of these are you?").select_option(label="Child or young person")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Thank you")
    check_access(phone)
    return phone.locator("#keep-code").inner_text()


def type_in(lead: Page, words: str, raised_as: str) -> None:
    if lead.get_by_role("button", name="Type in what was said").count():
        lead.get_by_role("button", name="Type in what was said").click()
    else:
        lead.get_by_role("button", name="Type in the next one").click()
    check_access(lead)
    lead.get_by_label(raised_as).check()
    lead.get_by_label("What do you want to tell us?").fill(words)
    lead.get_by_role("button", name="Store this").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("It is stored")
    expect(lead.locator("#keep-code")).to_be_visible()
    check_access(lead)


def read_words(lead: Page) -> None:
    lead.get_by_role("link", name="Read what was said").click()
    check_access(lead)
    for words in (OWN_WORDS, NOTE, QUESTION):
        expect(lead.get_by_text(words)).to_be_visible()


def write_sheet(lead: Page) -> None:
    lead.get_by_role("button", name="Write the sheet").click()
    check_access(lead)
    lead.get_by_label("What was raised?").fill(f"Somebody said: {NOTE}.")
    lead.get_by_label("What happens next?").fill(NEXT_STEPS)
    lead.get_by_role("button", name="Keep this sheet").click()
    expect(lead.get_by_text("a whole sentence of what somebody said").first).to_be_visible()
    check_access(lead)
    lead.get_by_label("What was raised?").fill(RAISED)
    lead.get_by_role("button", name="Keep this sheet").click()
    expect(lead.get_by_text("waits for somebody else to check")).to_be_visible()
    expect(lead.get_by_role("button", name="Nobody is named: publish")).to_have_count(0)
    check_access(lead)


def read_what_we_heard(public: Page) -> None:
    public.goto("/")
    public.get_by_role("link", name="Events").click()
    check_access(public)
    public.get_by_role("link", name=TITLE).click()
    check_access(public)
    for words in (PLACE, RAISED, NEXT_STEPS):
        expect(public.get_by_text(words)).to_be_visible()
    for words in (OWN_WORDS, NOTE, QUESTION):
        expect(public.get_by_text(words)).to_have_count(0)
    public.get_by_role("link", name="Print this as a sheet").click()
    expect(public.get_by_role("heading", level=1)).to_have_text("We heard")
    check_access(public)
    public.get_by_role("button", name="Yes").click()
    expect(public.get_by_role("heading", level=1)).to_contain_text("We have counted your answer")
    check_access(public)


def follow_own_words(phone: Page, code: str) -> None:
    phone.goto("/receipt")
    phone.get_by_label("What is your code?").fill(code)
    phone.get_by_role("button").last.click()
    expect(phone.get_by_text(OWN_WORDS)).to_be_visible()
