"""Following the links of a filled county, to look at the first page of each kind in a real browser."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

from feedback.app import gather_rooms
from feedback.kit.access import Entrance
from tests.journeys.county import STAFF_WIDTHS, WIDTHS, check_page_at_all_widths

LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')
FOLLOWED = 4  # pages of one kind whose links are followed; the first of them is checked
# Not pages: answers for machines and files to keep.
FILES = {"healthz", "readyz", "robots", "report_file", "public_report_file", "import_refused"}
FILES |= {"replies_feed", "replies_data", "reply_data", "report_version_file", "evidence_file"}
# Pages at the end of a walk of their own, in `test_public_pages`.
WALKED = {"survey_question", "survey_about", "survey_check", "survey_thanks", "survey_stop", "survey_deleted"}
WALKED |= {"change_words", "contact_asked"}
WALKED |= {"poll_link", "poll_thanks"}  # in `test_poll`
WALKED |= {"yearly_report"}  # in `test_yearly`
WALKED |= {"youth_card", "youth_code", "youth_thanks", "youth_left"}  # in `test_youth_forum`
WALKED |= {"event_thanks", "event_keyed", "rated"}  # in `test_event`
WALKED |= {"code_check", "decide_one"}  # in `test_workspace`
WALKED |= {"event_looked_back", "comment_thanks", "comment_keyed", "survey_keyed"}  # what a form leads to
# What the demo county has no row for at the time: in `contracts/test_rare_pages`.
NOT_IN_THE_DEMO = {"crosswalk", "place_line", "place_priority", "ask_youth_members", "youth_reply"}
# For members of the Youth Forum.
OF_A_MEMBER = {"youth_request", "youth_wording", "youth_idea", "youth_mine", "youth_leave"}
# Opened with a code.
OPENED_BY_CODE = {"receipt_link", "delete_words", "change_comment"}
# Opened by the link of a mail, or by one that a forum passes on: in `contracts/test_rare_pages`.
OPENED_BY_LINK = {"forum_link", "forum_member", "agree", "confirm_contact", "stop_contact", "rate"}


def pages_of(needs_nobody: bool) -> dict[str, Entrance]:
    routes = [route for route in gather_rooms().routes if isinstance(route, Entrance)]
    return {
        route.name: route
        for route in routes
        if (route.needs is None) == needs_nobody
        and "GET" in (route.methods or ())
        and route.name not in FILES
    }


def crawl(page: Page, starts: list[str], wanted: dict[str, Entrance]) -> set[str]:
    """Follow links from page to page, and check the first page of each kind; gives the kinds that were found."""
    followed: dict[str, set[str]] = {}
    flaws: list[str] = []
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        name = next((name for name, route in wanted.items() if route.path_regex.match(path)), None)
        if name is None:
            continue
        seen = followed.setdefault(name, set())
        if path in seen or len(seen) == FOLLOWED:
            continue
        is_first = not seen
        seen.add(path)
        # What nobody looks at is fetched and not drawn.
        answer = page.goto(path) if is_first else page.request.get(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        waiting += links_in(answer.text(), answer.url)
        if not is_first:
            continue
        try:
            widths = WIDTHS if wanted[name].needs is None else STAFF_WIDTHS
            check_page_at_all_widths(page, "main" if len(followed) > 1 else "body", widths)
        except AssertionError as flaw:
            flaws.append(str(flaw).split("\n", 1)[0])
    assert not flaws, "\n".join(flaws)
    return set(followed)


def links_in(html: str, address: str) -> list[str]:
    """The paths on the same server that a page leads to."""
    links = (urljoin(address, unescape(link)) for link in LINK.findall(html))
    return [urlsplit(link).path for link in links if urlsplit(link).netloc == urlsplit(address).netloc]


def check_all(page: Page, starts: list[str], wanted: dict[str, Entrance]) -> None:
    missed = sorted(set(wanted) - crawl(page, starts, wanted))
    assert not missed, f"nothing leads to {', '.join(missed)}"
