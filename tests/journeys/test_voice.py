"""One voice all the way round: from a phone without script to a published reply, and back to who spoke."""

import csv
import random
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from feedback.core.clock import today
from tests.journeys.access import check_access
from tests.journeys.conftest import OpenPage, add_person, sign_in
from tests.servers import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LEAD, SECOND = "lead@heard.test", "second@heard.test"
OWN_WORDS = "My taxi is late every single morning and I miss the start of maths"
SUBJECTS = {
    "parent_carer": [
        "The taxi was {often} late and nobody rang to tell us",
        "Our taxi comes late {often} so school starts without her",
        "A late taxi {often} means that I am late for work as well",
        "Nobody at the transport office answers the phone {often}",
        "I ring the transport office {often} and nobody picks up the phone",
        "The plan was written {often} without asking what he wants",
    ],
    "young_person": [
        "My taxi is {often} late and I walk in after everyone else",
        "I wait {often} in the rain because the taxi is late",
        "The driver is {often} a new driver and that makes me nervous",
        "I {often} get a new driver who does not know me",
        "I would {often} like to practise the bus with somebody",
        "The bus is {often} too full so I would like help to practise another way",
    ],
}
OFTEN = [
    "always",
    "often",
    "sometimes",
    "again",
    "on Mondays",
    "this term",
    "most weeks",
    "still",
    "never less than",
]


def test_a_voice_goes_all_the_way_round(heard: Service, open_page: OpenPage, tmp_path: Path) -> None:
    add_person(heard, LEAD, "Lena Lead", "editor", "analyst", "publisher", "reader")
    add_person(heard, SECOND, "Sam Second", "publisher")
    lead = open_page()
    sign_in(lead, LEAD)
    check_access(lead)

    make_consultation(lead)
    make_survey(lead)
    lead.get_by_role("link", name="Surveys: Getting to school").click()
    lead.get_by_role("link", name="Getting to school", exact=True).click()
    lead.get_by_role("button", name="Open it now").click()
    expect(lead.get_by_text("Open", exact=True).first).to_be_visible()

    phone = open_page(360, script=False)
    code = answer_survey(phone)

    bring_in(lead, write_sheet(tmp_path / "comments.csv", 1000))
    find_themes(lead)
    adopt_and_rename(lead)
    read_a_page(lead)

    slug = write_reply(lead)
    second = open_page()
    sign_in(second, SECOND)
    second.goto(lead.url)
    check_access(second)
    second.get_by_role("button", name="Nobody can be identified").click()
    second.get_by_role("button", name="Publish this reply").click()
    expect(second.get_by_text("This reply is public now")).to_be_visible()

    follow_receipt(phone, code)
    public = open_page(320, script=False)
    public.goto(f"/replies/{slug}")
    check_access(public)
    expect(public.get_by_role("heading", level=1)).to_have_text("Taxis that come on time")


def make_consultation(lead: Page) -> None:
    lead.goto("/staff/consultations/add")
    check_access(lead)
    lead.get_by_role("button").last.click()
    check_access(lead)  # with its errors
    expect(lead.get_by_role("heading", name="There is a problem")).to_be_visible()
    lead.get_by_label("Title").fill("Getting to school")
    lead.get_by_label("Why are you asking?").fill("We want to know how the journey goes for you.")
    lead.get_by_label("Talking with you").check()
    lead.get_by_label("Yes, it is open").check()
    lead.get_by_label("What can change?").fill("Pick-up times, and who you can ring.")
    lead.get_by_label("What cannot change?").fill("The law on who may travel free.")
    lead.get_by_label("What do people need to know?").fill("The council pays for 4,000 journeys a day.")
    lead.get_by_label("The same in easy words").fill("We pay for many journeys to school.")
    lead.get_by_label("Who decides?").fill("Head of travel")
    lead.get_by_label("When is it decided?").select_option(index=6)
    lead.get_by_label("Children and young people").check()
    lead.get_by_label("Parents and carers").check()
    fill_day(lead, "opens_on", 0)
    fill_day(lead, "closes_on", 40)
    lead.get_by_role("button").last.click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Getting to school")
    check_access(lead)


def fill_day(page: Page, name: str, days_ahead: int) -> None:
    day = today() + timedelta(days=days_ahead)
    for box, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name='{name}-{box}']").fill(str(number))


def make_survey(lead: Page) -> None:
    lead.get_by_role("link", name="Surveys").click()
    lead.get_by_label("Title").fill("Your journey")
    lead.get_by_role("button", name="Make the survey").click()
    check_access(lead)
    add_question(lead, "Yes, no or not sure", "Do you get there on time?", "To see how many are late")
    add_question(lead, "In your own words", "What is hard about the journey?", "To know what to change first")
    lead.get_by_role("link", name="Settings and notices").click()
    check_access(lead)
    lead.get_by_label("Who asks").fill("The travel team")
    lead.get_by_label("Who reads the answers").fill("Two people in the travel team")
    lead.get_by_label("Easy notice").fill("We keep your answers safe. You can delete them with your code.")
    lead.get_by_label("Full notice").fill("The council is responsible for what you send us.")
    lead.get_by_label("Lawful basis").fill("Public task, UK GDPR article 6(1)(e)")
    lead.get_by_label("Condition for asking").fill("Substantial public interest")
    lead.get_by_label("Who is responsible").fill("Norfolk County Council")
    for part in lead.get_by_role("group", name="What you ask about the person").get_by_role("checkbox").all():
        part.check()
    lead.get_by_role("button", name="Keep these settings").click()
    lead.get_by_role("link", name="See it as a phone does").click()
    check_access(lead)
    lead.go_back()
    lead.get_by_role("button", name="Make it ready").click()
    expect(lead.get_by_role("button", name="Take it back to draft")).to_be_visible()


def add_question(lead: Page, kind: str, words: str, use: str) -> None:
    lead.get_by_role("button", name="Add a question").click()
    check_access(lead)
    lead.get_by_role("radio", name=re.compile(kind)).check()
    lead.get_by_role("button", name="Go on").click()
    lead.get_by_label("Question", exact=True).fill(words)
    lead.get_by_label("What you need the answer for").fill(use)
    check_access(lead)
    lead.get_by_role("button", name="Keep this question").click()


def answer_survey(phone: Page) -> str:
    phone.goto("/")
    check_access(phone)
    phone.goto("/consultations/getting-to-school")
    check_access(phone)
    phone.get_by_role("button", name="Start: Your journey").click()
    expect(phone.get_by_text("We read this. We do not read it straight away.")).to_be_visible()
    check_access(phone)
    phone.get_by_role("button", name="Start").click()
    check_access(phone)
    phone.get_by_label("No", exact=True).check()
    phone.get_by_role("button", name="Next").click()
    check_access(phone)
    phone.get_by_role("textbox").fill(OWN_WORDS)
    phone.get_by_role("button", name="Back").click()
    expect(phone.get_by_label("No", exact=True)).to_be_checked()
    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_role("textbox")).to_have_value(OWN_WORDS)
    phone.get_by_role("button", name="Next").click()
    while "/about/" in phone.url:
        check_access(phone)
        young = phone.get_by_label("Child or young person")
        if young.count():
            young.check()
        with phone.expect_navigation():
            phone.get_by_role("button", name="Next" if young.count() else "Skip").click()
    check_access(phone)
    phone.get_by_label(re.compile("Yes, you may use my words")).check()
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Thank you")
    check_access(phone)
    code = phone.locator("#keep-code").inner_text()
    phone.reload()
    assert phone.locator("#keep-code").inner_text() == code, "the page shows the same code again"
    return code


def write_sheet(path: Path, rows: int) -> Path:
    chance = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(["Number", "Comment", "Who", "May we quote"])
        for number in range(1, rows + 1):
            group = chance.choice(sorted(SUBJECTS))
            words = chance.choice(SUBJECTS[group]).format(often=chance.choice(OFTEN))
            sheet.writerow([number, words, group, chance.choice(["yes", "no"])])
    return path


def bring_in(lead: Page, sheet: Path) -> None:
    lead.goto("/staff/consultations/getting-to-school/imports")
    check_access(lead)
    lead.get_by_label("Spreadsheet").set_input_files(sheet)
    lead.get_by_role("button", name="Send the file").click()
    check_access(lead)
    lead.get_by_label("What people said").select_option("Comment")
    lead.get_by_label("Who they are").select_option("Who")
    lead.get_by_label("Whether we may use their words").select_option("May we quote")
    lead.get_by_label("A number or code").select_option("Number")
    lead.get_by_role("button", name="Show me ten rows").click()
    check_access(lead)
    lead.get_by_role("button", name="Bring in").click()
    wait_while(lead, "Look again")
    check_access(lead)
    expect(lead.get_by_text("1,000").first).to_be_visible()


def wait_while(page: Page, link: str) -> None:
    """Look again until the job is done, as a person without script does."""
    for _ in range(240):
        if not page.get_by_role("link", name=link).count():
            return
        page.wait_for_timeout(500)
        with page.expect_navigation():
            page.get_by_role("link", name=link).click()
    raise AssertionError(f"{page.url} still says {link}")


def find_themes(lead: Page) -> None:
    lead.goto("/staff/consultations/getting-to-school/themes")
    check_access(lead)
    lead.get_by_role("button", name="Look for themes").click()
    check_access(lead)
    wait_while(lead, "See how far it is")
    check_access(lead)
    expect(lead.get_by_role("button", name="Adopt all of them")).to_be_visible()


def adopt_and_rename(lead: Page) -> None:
    lead.get_by_role("button", name="Adopt all of them").click()
    check_access(lead)
    theme = lead.get_by_role("link", name=re.compile("taxi", re.IGNORECASE)).first
    theme.click()
    check_access(lead)
    lead.go_back()
    lead.get_by_role("link", name=re.compile("Rename, merge.*taxi", re.IGNORECASE)).first.click()
    check_access(lead)
    lead.get_by_label("Name of the theme").fill("Taxis come late")
    lead.get_by_role("button", name="Keep the name").click()
    lead.goto("/staff/consultations/getting-to-school/report")
    check_access(lead)
    expect(lead.get_by_text("Taxis come late").first).to_be_visible()


def read_a_page(lead: Page) -> None:
    """Read page after page until the phone's own words were on screen."""
    lead.goto("/staff/consultations/getting-to-school/comments")
    for _ in range(60):
        if lead.get_by_text(OWN_WORDS).count():
            break
        lead.get_by_role("link", name="Next page").click()
    check_access(lead)
    lead.get_by_role("button", name="I have read this page").click()


def write_reply(lead: Page) -> str:
    """The report comes first: a reply says how many people said it, as the report counts them."""
    lead.goto("/staff/consultations/getting-to-school/report")
    lead.get_by_role("button", name="Publish the report").click()
    lead.goto("/staff/consultations/getting-to-school/replies/new")
    check_access(lead)
    lead.get_by_label("Title").fill("Taxis that come on time")
    for theme in lead.get_by_role("group", name="Which themes").get_by_role("checkbox").all():
        theme.check()
    lead.get_by_label("You said").fill("Taxis come late, and the day starts badly.")
    lead.get_by_label("Doing").check()
    lead.get_by_label("What you did or will do").fill("We check pick-up times each week and ring you first.")
    lead.get_by_label("Why", exact=True).fill("You told us that late taxis spoil the day.")
    lead.get_by_label("Who is responsible").fill("Head of travel")
    lead.get_by_role("group", name="Which priority").get_by_role("radio").last.check()
    lead.get_by_text("Lines of the strategy that it serves").click()
    lead.get_by_role("group", name="Which lines").get_by_role("checkbox").last.check()
    lead.get_by_role("button", name="Keep this draft").click()
    expect(lead.get_by_text("Give the date by which you will say more").first).to_be_visible()
    check_access(lead)
    fill_day(lead, "next_update_on", 60)
    lead.get_by_role("button", name="Keep this draft").click()
    expect(lead.get_by_text("Ask somebody else to check")).to_be_visible()
    check_access(lead)
    return "taxis-that-come-on-time"


def follow_receipt(phone: Page, code: str) -> None:
    phone.goto("/receipt")
    check_access(phone)
    phone.get_by_label("What is your code?").fill(code.replace("·", " "))
    phone.get_by_role("button", name="Show my words").click()
    check_access(phone)
    expect(phone.get_by_text(OWN_WORDS)).to_be_visible()
    expect(phone.get_by_text("Someone read it")).to_be_visible()
    expect(phone.get_by_text("It is about:").first).to_be_visible()
    expect(phone.get_by_text("We check pick-up times each week")).to_be_visible()
    expect(phone.get_by_role("link", name="Taxis that come on time")).to_be_visible()
