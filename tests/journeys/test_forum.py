"""A forum's view: invited, written by two, backed by a member, released, disputed, and replied to."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access import check_access
from tests.journeys.conftest import OpenPage, add_person, sign_in
from tests.journeys.test_voice import (
    adopt_and_rename,
    bring_in,
    fill_day,
    find_themes,
    make_consultation,
    make_survey,
    write_reply,
    write_sheet,
)
from tests.mail_server import Postbox
from tests.servers import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LEAD, SECOND, ADMIN = "lead@heard.test", "second@heard.test", "admin@heard.test"
ROSA, IMRAN = "rosa@forum.test", "imran@forum.test"
POINT = "The taxi is always late and nobody rang to tell us"


def test_a_forum_goes_from_its_invitation_to_a_reply(
    heard: Service, open_page: OpenPage, postbox: Postbox, tmp_path: Path
) -> None:
    add_person(heard, LEAD, "Lena Lead", "editor", "analyst", "publisher", "reader")
    add_person(heard, SECOND, "Sam Second", "publisher")
    add_person(heard, ADMIN, "Ash Admin", "administrator")
    lead = open_page()
    sign_in(lead, LEAD)
    open_consultation(lead)
    invite(open_page(), lead)

    rosa, imran = open_page(360, script=False), open_page()
    come_in(rosa, ROSA, postbox)
    come_in(imran, IMRAN, postbox)
    view = write_view(rosa)
    ask_a_member(rosa, open_page(360, script=False))
    overtake(rosa, imran, view)
    release(rosa, imran, view)

    understand(lead, "They want more taxis.")
    rosa.goto(view)
    check_access(rosa)
    rosa.get_by_label("What is wrong with it?").fill("Not more of them. On time, and with a call.")
    rosa.get_by_role("button", name="Say that it is wrong").click()
    expect(rosa.get_by_text("The council has not answered yet.")).to_be_visible()
    lead.goto("/staff")
    lead.get_by_role("link", name="Family Voice says that our summary is wrong").click()
    check_access(lead)
    lead.get_by_label("What we understood").fill("They want taxis on time, and a call when one is late.")
    lead.get_by_role("button", name="Put this in its place").click()
    rosa.reload()
    expect(rosa.get_by_text("The council changed its summary.")).to_be_visible()
    expect(rosa.get_by_text("They want more taxis.")).to_be_visible()

    reply(lead, open_page(), tmp_path / "comments.csv")
    rosa.reload()
    check_access(rosa)
    rosa.get_by_role("link", name="Taxis that come on time").click()
    expect(rosa.get_by_role("heading", level=1)).to_have_text("Taxis that come on time")
    assert not any("taxi" in mail.lower() for mail in postbox.got), "no mail holds the words"


def open_consultation(lead: Page) -> None:
    make_consultation(lead)
    make_survey(lead)
    lead.goto("/staff/consultations/getting-to-school")
    lead.get_by_role("button", name="Open it now").click()


def invite(admin: Page, lead: Page) -> None:
    """The administrator adds the forum, the lead invites two officers."""
    sign_in(admin, ADMIN)
    admin.goto("/staff/organisations")
    admin.get_by_label("Name").fill("Family Voice")
    admin.get_by_label("Parent carer forum").check()
    admin.get_by_role("button", name="Add this organisation").click()
    for name, email in (("Rosa Reed", ROSA), ("Imran Iqbal", IMRAN)):
        lead.goto("/staff/forums")
        check_access(lead)
        lead.get_by_label("Which forum").select_option("Family Voice")
        lead.get_by_label("Name").fill(name)
        lead.get_by_label("Email address").fill(email)
        lead.get_by_label("This person is an officer of the forum").check()
        lead.get_by_role("button", name="Invite them by mail").click()
        expect(lead.get_by_text(f"We mailed {name} how to sign in.")).to_be_visible()


def come_in(page: Page, email: str, postbox: Postbox) -> None:
    mail_to(postbox, email, "You can sign in for Family Voice")
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in for your forum").click()
    check_access(page)
    page.get_by_label("Your email address").fill(email)
    page.get_by_role("button", name="Mail me a link").click()
    check_access(page)
    mail = mail_to(postbox, email, "Your link to sign in")
    found = re.search(r"(/forum/link/\S+)", mail.replace("=\n", ""))
    assert found, mail
    page.goto(found[1])
    check_access(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Family Voice")
    expect(page.get_by_text("Who can read this, and who can’t")).to_be_visible()
    check_access(page)


def mail_to(postbox: Postbox, email: str, subject: str) -> str:
    """Wait for a mail, as one does."""
    for _ in range(120):
        for mail in postbox.got:
            if mail.startswith(email) and f"Subject: {subject}" in mail:
                return mail
        time.sleep(0.5)
    raise AssertionError(f"{email} got no mail called {subject}")


def write_view(rosa: Page) -> str:
    rosa.get_by_role("button", name="Begin a view").click()
    check_access(rosa)
    rosa.get_by_label("Getting to school").check()
    rosa.get_by_role("button", name="Begin").click()
    check_access(rosa)
    view = rosa.url
    for part, words in (("How good something is", POINT), ("Something that is missing", "A number to ring")):
        rosa.get_by_role("button", name="Add a point").click()
        check_access(rosa)
        rosa.get_by_label(part).check()
        rosa.get_by_label("Your point").fill(words)
        rosa.get_by_role("button", name="Save this point").click()
    rosa.get_by_role("button", name="Move up point 2").click()
    expect(rosa.locator(".points__one").first).to_contain_text("A number to ring")
    rosa.get_by_role("button", name="Say who you speak for").click()
    rosa.get_by_role("button", name="Save").click()
    check_access(rosa)  # with its errors
    rosa.get_by_label("For about how many people").fill("140")
    rosa.get_by_label("A meeting of members").check()
    fill_day(rosa, "gathered_from", -20)
    fill_day(rosa, "gathered_until", -3)
    rosa.get_by_label("How many of them agree with it?").fill("120")
    rosa.get_by_label("How many do not agree?").fill("12")
    rosa.get_by_label("What do those think who do not agree?").fill("Some like the taxi as it is")
    rosa.get_by_role("button", name="Save").click()
    check_access(rosa)
    return view


def ask_a_member(rosa: Page, member: Page) -> None:
    rosa.get_by_role("button", name="Ask members by a link").click()
    check_access(rosa)
    link = rosa.locator(".points__link").inner_text()
    member.goto(link)
    check_access(member)
    expect(member.get_by_text(POINT)).to_be_visible()
    member.get_by_label("Yes, I do").check()
    member.get_by_role("button", name="Tell my forum").click()
    expect(member.get_by_text("Your answer counts.")).to_be_visible()
    check_access(member)


def overtake(rosa: Page, imran: Page, view: str) -> None:
    """Both open the same point. The second who saves is told, and loses nothing."""
    for page in (rosa, imran):
        page.goto(view)
        page.get_by_role("button", name="Change point 1", exact=True).click()
    rosa.get_by_label("Your point").fill("A number to ring, with a person")
    rosa.get_by_role("button", name="Save this point").click()
    imran.get_by_label("Your point").fill("A number to ring, day and night")
    imran.get_by_role("button", name="Save this point").click()
    expect(imran.get_by_text("Rosa Reed changed this while you were writing").first).to_be_visible()
    expect(imran.get_by_text("A number to ring, with a person")).to_be_visible()
    check_access(imran)
    imran.get_by_label("Your point").fill("A number to ring, with a person, day and night")
    imran.get_by_role("button", name="Save this point").click()
    expect(imran.get_by_text("with a person, day and night")).to_be_visible()


def release(rosa: Page, imran: Page, view: str) -> None:
    rosa.goto(view)
    rosa.get_by_role("button", name="Ask for it to be sent").click()
    expect(rosa.get_by_text("Another officer has to agree.")).to_be_visible()
    check_access(rosa)
    imran.goto("/staff")
    imran.get_by_role("link", name="Rosa Reed asks you to agree to a view").click()
    check_access(imran)
    imran.get_by_role("button", name="I agree: send it to the council").click()
    expect(imran.get_by_text("speaks for about 140 people")).to_be_visible()
    check_access(imran)


def understand(lead: Page, words: str) -> None:
    lead.goto("/staff/consultations/getting-to-school")
    lead.get_by_role("link", name="Forum views").click()
    check_access(lead)
    lead.get_by_role("link", name="Family Voice").click()
    expect(lead.get_by_text(POINT)).to_be_visible()
    check_access(lead)
    lead.get_by_label("What we understood").fill(words)
    lead.get_by_role("button", name="Show this to the forum").click()
    expect(lead.get_by_text("The forum can see what you understood")).to_be_visible()


def reply(lead: Page, second: Page, sheet: Path) -> None:
    """What others said comes in beside it, themes are found over all of it, and somebody replies."""
    bring_in(lead, write_sheet(sheet, 1000))
    find_themes(lead)
    adopt_and_rename(lead)
    expect(lead.get_by_text("1 view of forums or groups, speaking for about 140 people")).to_be_visible()
    write_reply(lead)
    sign_in(second, SECOND)
    second.goto(lead.url)
    second.get_by_role("button", name="Nobody can be identified").click()
    second.get_by_role("button", name="Publish this reply").click()
    expect(second.get_by_text("This reply is public now")).to_be_visible()
