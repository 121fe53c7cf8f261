"""What axe says of a page, and whether it has to be scrolled sideways."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run(document, {
    runOnly: rules, resultTypes: ['violations'], elementRef: false
})"""

twins: dict[BrowserContext, Page] = {}  # of windows without script: a page beside, in which axe can run


def check_access(page: Page) -> None:
    """axe finds nothing, and nothing has to be scrolled sideways.

    Where script is off, axe looks at the very same page opened beside it with script on.
    """
    page.wait_for_load_state()
    twin = twins.get(page.context)
    if twin is not None:
        html, address = page.content(), page.url
        twin.unroute_all()
        twin.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        twin.goto(address)
        page = twin
    violations = _run_axe(page)
    said = [f"{one['id']}: {[node['target'] for node in one['nodes']][:4]}" for one in violations]
    assert not said, f"{page.url} at {page.viewport_size}: {said}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide at {page.viewport_size}"


def _run_axe(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result = page.evaluate(RUN, RULES)
    violations: list[dict[str, Any]] = result["violations"]
    return violations
