"""Pictures of the main pages for the documentation: `python -m tests.pictures docs/pictures`.

It starts the demo county on a database of its own, walks through it as people do, and leaves a PNG of each
page at the width of a phone and of a desk.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser import open_browser
from tests.servers import Service, service

WIDTHS = {360: 1500, 1280: 1500}  # and the most of each page's height that a picture shows
TRAVEL = "getting-to-school-and-college"
PUBLIC = {
    "home": "/",
    "consultation": "/consultations/plans-that-make-sense",
    "replies": "/replies",
    "start": "/s/your-plan-and-your-review",
    "reply": "/replies/training-for-every-driver-and-assistant",
    "poll": "/p/would-you-like-your-plan-on-one-page-as-well",
    "comment": "/comment",
    "priority": "/priorities/norfolk-send-2021-p2",
    "overview": "/overview",
    "developments": "/developments",
    "young-people": "/young-people",
    "events": "/events",
    "youth-forum": "/youth",
    "youth-asked": "/youth/asked",
    "public-report": f"/consultations/{TRAVEL}/report",
    "poll-outcome": "/p/what-should-a-driver-do-first-when-the-taxi-is-late/outcome",
    "event": "/events/send-roadshow-in-swaffham",
    "promises": "/promises",
    "waiting": "/waiting",
    "help": "/help",
}
STAFF = {
    "lead": {
        "report": f"/staff/consultations/{TRAVEL}/report",
        "themes": "/staff/consultations/plans-that-make-sense/themes",
        "forum-views": f"/staff/consultations/{TRAVEL}/forum-views",
        "calendar": "/staff/calendar",
        "youth-requests": "/staff/youth-forum",
        "owned-themes": "/staff/owned-themes",
        "map": f"/staff/consultations/{TRAVEL}/map",
        "checks": f"/staff/consultations/{TRAVEL}/checks",
        "reach": f"/staff/consultations/{TRAVEL}/reach",
        "decisions": f"/staff/consultations/{TRAVEL}/decisions",
        "survey-building": "/staff/surveys/short-breaks-what-would-you-like",
        "yearly": "/staff/yearly",
        "evidence": "/staff/evidence",
        "wording": "/staff/surveys/getting-to-your-short-break/wording",
    },
    "safe": {"safety": "/staff/safety"},
}
QUESTION = 3  # the one with several choices


class Camera:
    def __init__(self, page: Page, folder: Path, width: int) -> None:
        self.page = page
        self.folder = folder
        self.width = width

    def take(self, name: str) -> None:
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        height = min(tall, WIDTHS[self.width])
        self.page.screenshot(
            path=self.folder / f"{name}-{self.width}.png",
            full_page=True,
            animations="disabled",
            clip={"x": 0, "y": 0, "width": self.width, "height": height},
        )

    def open(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{address} answered {answer.status}"


def take_pictures(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with service("sqlite", HEARD_DEMO="1") as county, open_browser() as browser:
        printed = county.command("demo")
        county.start()
        for width in WIDTHS:
            _take_public(_camera(browser, county, folder, width), printed)
            _take_survey(_camera(browser, county, folder, width))
            _take_member(_camera(browser, county, folder, width), printed)
            _take_forum(_camera(browser, county, folder, width), county.command("demo"))
            for name, pages in STAFF.items():
                _take_staff(_camera(browser, county, folder, width), f"{name}@demo.example", printed, pages)


def _take_public(camera: Camera, printed: str) -> None:
    for name, address in PUBLIC.items():
        camera.open(address)
        camera.take(name)
    camera.open("/yearly-reports")
    camera.page.locator("main a[href*='/yearly-reports/']").first.click()
    camera.take("yearly-report")
    camera.open(re.findall(r"A receipt: \S+?(/r/\S+)", printed)[0])
    camera.take("receipt")


def _take_survey(camera: Camera) -> None:
    """Skips every question but the one that is shown, and sends."""
    page = camera.page
    camera.open(PUBLIC["start"])
    page.get_by_role("button", name="Start").click()
    while "/check" not in page.url:
        if page.url.endswith(f"/q/{QUESTION}"):
            page.get_by_label("Hearing from me first").check()
            camera.take("question")
            page.get_by_role("button", name="Next").click()
        else:
            page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Send my answers").click()
    camera.take("thanks")


def _take_member(camera: Camera, printed: str) -> None:
    """The page of a member of the Youth Forum, and a question whose wording is tried out."""
    page = camera.page
    camera.open("/youth/back")
    page.get_by_label("What is your code?").fill(re.findall(r"with the code (\S+)", printed)[0])
    page.get_by_role("button", name="Let me in").click()
    camera.take("youth-member")
    page.get_by_role("link", name="How do you travel most days?").click()
    camera.take("youth-wording")


def _take_forum(camera: Camera, printed: str) -> None:
    """The workspace of a parent carer forum, by a link that works once, and a view that it is writing."""
    page = camera.page
    camera.open(re.findall(r"For a forum\S*.*?(/forum/link/\S+)", printed)[0])
    page.get_by_role("button").first.click()
    page.wait_for_url("**/forum")
    camera.take("forum")
    page.locator("main a[href*='/forum/views/']").first.click()
    camera.take("forum-view")


def _take_staff(camera: Camera, email: str, printed: str, pages: dict[str, str]) -> None:
    camera.open("/staff")
    camera.page.get_by_label("Email").fill(email)
    camera.page.get_by_label("Password").fill(re.findall(r"password (\S+)", printed)[0])
    camera.page.get_by_role("button", name="Sign in").click()
    for name, address in pages.items():
        camera.open(address)
        camera.take(name)


def _camera(browser: Browser, county: Service, folder: Path, width: int) -> Camera:
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=county.address)
    context.set_default_timeout(15_000)
    return Camera(context.new_page(), folder, width)


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]))
