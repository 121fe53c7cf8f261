"""The Youth Forum: a card, a nickname, a vote, another wording; and a way back on another phone, and out."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access import check_access
from tests.journeys.conftest import OpenPage, add_person, sign_in
from tests.journeys.test_forum import mail_to
from tests.journeys.test_voice import add_question, make_consultation
from tests.mail_server import Postbox
from tests.servers import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LEAD, ADMIN, WORKER = "lead@heard.test", "admin@heard.test", "worker@forum.test"
FORUM = "SEND Youth Forum"
QUESTION = "Do you get there on time?"
BETTER = "Are you ever late because of the taxi?"
SUBJECT = "Nobody asks us about the toilets"


def test_a_young_person_joins_votes_and_finds_better_words(
    heard: Service, open_page: OpenPage, postbox: Postbox
) -> None:
    add_person(heard, LEAD, "Lena Lead", "editor", "analyst")
    add_person(heard, ADMIN, "Ash Admin", "administrator")
    lead, admin, worker = open_page(), open_page(), open_page()
    sign_in(lead, LEAD)
    found_forum(admin, lead)
    come_in(worker, postbox)
    link, code = make_card(worker)

    phone = open_page(360, script=False)
    own_code = join(phone, link, code)
    used = open_page(360, script=False)
    refuse_used_card(used, link)

    ask_forum(lead)
    put_to_vote(worker)
    vote(phone)
    survey = try_wording(lead)
    find_better_words(phone)
    read_words(lead, worker, survey)
    name_subject(phone, worker)

    other = open_page(360, script=False)
    leave(other, own_code, lead, survey)


def found_forum(admin: Page, lead: Page) -> None:
    sign_in(admin, ADMIN)
    admin.goto("/staff/organisations")
    admin.get_by_label("Name").fill(FORUM)
    admin.get_by_role("radio", name="Youth Forum", exact=True).check()
    check_access(admin)
    admin.get_by_role("button", name="Add this organisation").click()
    lead.goto("/staff/forums")
    lead.get_by_label("Which forum").select_option(FORUM)
    lead.get_by_label("Name").fill("Wes Worker")
    lead.get_by_label("Email address").fill(WORKER)
    lead.get_by_role("button", name="Invite them by mail").click()
    expect(lead.get_by_text("We mailed Wes Worker how to sign in.")).to_be_visible()


def come_in(worker: Page, postbox: Postbox) -> None:
    worker.goto("/sign-in")
    worker.get_by_role("link", name="Sign in for your forum").click()
    worker.get_by_label("Your email address").fill(WORKER)
    worker.get_by_role("button", name="Mail me a link").click()
    mail = mail_to(postbox, WORKER, "Your link to sign in")
    found = re.search(r"(/forum/link/\S+)", mail.replace("=\n", ""))
    assert found, mail
    worker.goto(found[1])
    worker.get_by_role("button", name="Sign in").click()
    worker.get_by_role("button", name="Members, cards and requests").click()
    expect(worker.get_by_text("Nobody has joined yet.")).to_be_visible()
    check_access(worker)


def make_card(worker: Page) -> tuple[str, str]:
    """What a camera reads leads to the page where the code is filled in."""
    worker.get_by_role("button", name="Make and print cards").click()
    worker.get_by_label("How many cards do you need?").fill("1")
    worker.get_by_role("button", name="Make cards").click()
    expect(worker.locator("svg.qr")).to_be_visible()
    check_access(worker)
    code = worker.locator(".poll-sheet__one strong").last.inner_text()
    return f"/youth/card/{code.replace(' · ', '-')}", code


def join(phone: Page, link: str, code: str) -> str:
    phone.goto("/young-people")
    phone.get_by_role("link", name="Youth Forum").click()
    check_access(phone)
    phone.goto(link)
    expect(phone.get_by_label("What is the code on your card?")).to_have_value(code.replace(" · ", "-"))
    phone.get_by_label("Pick a nickname").fill("Sam Taylor")
    phone.get_by_role("button", name="Join").click()
    expect(phone.get_by_text("This looks like a whole name.").first).to_be_visible()
    check_access(phone)
    expect(phone.get_by_label("Pick a nickname")).to_have_value("Sam Taylor")
    phone.get_by_label("Pick a nickname").fill("Kestrel")
    phone.get_by_role("button", name="Join").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Keep your code")
    check_access(phone)
    own_code = phone.locator("#keep-code").inner_text()
    phone.get_by_role("button", name="I have kept it. Go on").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Hello Kestrel")
    check_access(phone)
    return own_code


def refuse_used_card(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Pick a nickname").fill("Kestrel")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("A card works once.").first).to_be_visible()
    expect(page.get_by_text("Somebody in the group has this nickname")).to_have_count(0)


def ask_forum(lead: Page) -> None:
    lead.goto("/staff")
    lead.get_by_role("link", name="Youth Forum", exact=True).click()
    check_access(lead)
    lead.get_by_role("button", name="Ask the forum").click()
    lead.get_by_role("button", name="Ask the forum").click()
    expect(lead.get_by_role("heading", name="There is a problem")).to_be_visible()
    check_access(lead)
    lead.get_by_label("Which service asks?").select_option("Another service")
    lead.get_by_label("Its name, if it is not on the list").fill("School nurses")
    lead.get_by_label("What is it about?").fill("Where to meet a nurse")
    lead.get_by_label("What do you want to ask the forum?").fill("Where would you talk with a nurse?")
    lead.get_by_label("Why do you ask?").fill("We plan where nurses work.")
    lead.get_by_label("What can still change?").fill("The place.")
    lead.get_by_role("button", name="Ask the forum").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Where to meet a nurse")
    check_access(lead)


def put_to_vote(worker: Page) -> None:
    worker.goto("/staff")
    worker.get_by_role("link", name="School nurses asks the forum about “Where to meet a nurse”").click()
    check_access(worker)
    worker.get_by_role("button", name="Let the members vote").click()
    expect(worker.get_by_text("Members can vote now.")).to_be_visible()


def vote(phone: Page) -> None:
    phone.goto("/youth")
    phone.get_by_role("link", name="Where to meet a nurse").click()
    check_access(phone)
    phone.get_by_role("button", name="Yes, they may").click()
    expect(phone.get_by_text("Your vote counts: yes.")).to_be_visible()
    check_access(phone)


def try_wording(lead: Page) -> str:
    make_consultation(lead)
    lead.get_by_role("link", name="Surveys").click()
    lead.get_by_label("Title").fill("Your journey")
    lead.get_by_role("button", name="Make the survey").click()
    add_question(lead, "Yes, no or not sure", QUESTION, "To see how many are late")
    lead.get_by_role("link", name="Test the wording").click()
    check_access(lead)
    lead.get_by_label("Which question?").select_option(QUESTION)
    lead.get_by_role("button", name="Ask the members").click()
    expect(lead.get_by_text("can try out this question now.")).to_be_visible()
    return lead.url


def find_better_words(phone: Page) -> None:
    phone.goto("/youth")
    phone.get_by_role("link", name=QUESTION).click()
    check_access(phone)
    phone.get_by_label("How would you say it?").fill(BETTER)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Choose if it is clear").first).to_be_visible()
    check_access(phone)
    phone.get_by_label("Partly").check()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    check_access(phone)


def read_words(lead: Page, worker: Page, survey: str) -> None:
    worker.goto("/forum/youth")
    worker.get_by_role("link", name=QUESTION).click()
    expect(worker.get_by_text(BETTER)).to_be_visible()
    expect(worker.get_by_text("Kestrel")).to_have_count(0)
    check_access(worker)
    lead.goto(survey)
    expect(lead.get_by_text(BETTER)).to_be_visible()
    lead.get_by_label("Who tested the wording?").fill("Members of the Youth Forum")
    lead.get_by_label("What changed because of it?").fill("We ask about the taxi.")
    lead.get_by_role("button", name="Keep this").click()
    expect(lead.get_by_text("People read this before the first question.")).to_be_visible()
    check_access(lead)


def name_subject(phone: Page, worker: Page) -> None:
    phone.goto("/youth")
    phone.get_by_role("button", name="Name something").click()
    check_access(phone)
    phone.get_by_label("What should people ask you about?").fill(SUBJECT)
    phone.get_by_role("button", name="Send").click()
    worker.goto("/forum/youth/ideas")
    expect(worker.get_by_text(SUBJECT)).to_be_visible()
    worker.get_by_label("The subject, in your words").fill("Toilets")
    worker.get_by_role("button", name="Put it before the members").click()
    check_access(worker)
    phone.goto("/youth")
    phone.get_by_role("button", name="I want this too").click()
    expect(phone.get_by_text("You want this")).to_be_visible()
    check_access(phone)


def leave(other: Page, own_code: str, lead: Page, survey: str) -> None:
    other.goto("/youth/back")
    other.get_by_label("What is your code?").fill(own_code)
    other.get_by_role("button", name="Let me in").click()
    other.get_by_role("link", name="What I wrote").click()
    expect(other.get_by_text(BETTER).first).to_be_visible()
    check_access(other)
    other.goto("/youth/leave")
    check_access(other)
    other.get_by_role("button", name="Yes, I leave").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("You have left")
    check_access(other)
    lead.goto(survey)
    expect(lead.get_by_text(BETTER)).to_have_count(0)
