"""Whether a keyboard reaches everything on a page, and shows where it is."""

from itertools import pairwise

from playwright.sync_api import Page

NUMBER_CONTROLS = """within => {
    const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const place = document.querySelector(within);
    const seen = [...place.querySelectorAll(all)].filter(it =>
        !it.disabled && it.tabIndex >= 0 && it.getClientRects().length
        && getComputedStyle(it).visibility === 'visible'
        && !(it.closest('details:not([open])') && it.tagName !== 'SUMMARY'));
    const names = new Set();
    seen.forEach((it, number) => {
        // The keyboard stops once at a group of radio buttons; arrows move within it.
        const name = it.type === 'radio' ? `radio ${it.name}` : `${number} ${it.outerHTML.slice(0, 120)}`;
        it.dataset.reached = name;
        names.add(name);
    });
    document.activeElement.blur();
    if (within !== 'body') {  // Tab goes on from here
        const tabindex = place.getAttribute('tabindex');
        place.tabIndex = -1;
        place.focus({preventScroll: true});
        tabindex === null ? place.removeAttribute('tabindex') : place.setAttribute('tabindex', tabindex);
    }
    return [...names];
}"""
WHERE = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const row = it.closest('.govuk-radios__item, .govuk-checkboxes__item');
    const shown = [it, row].filter(Boolean).map(one => getComputedStyle(one))
        .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    const box = it.getClientRects()[0];
    // Of what is larger than the window, the middle of the part that is in it.
    const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
    const top = document.elementFromPoint(
        middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    const free = !!top && (it.contains(top) || !!row?.contains(top));
    return [it.dataset.reached || '', shown, free];
}"""


def check_keyboard(page: Page, within: str = "body") -> None:
    """Tab comes to every control in the order of the page; each shows its focus, and nothing covers it."""
    controls: list[str] = page.evaluate(NUMBER_CONTROLS, within)
    places = {name: place for place, name in enumerate(controls)}
    reached: list[str] = []
    unseen, covered = set(), set()
    for _ in range(len(controls) + (3 if within == "body" else 0)):
        page.keyboard.press("Tab")
        found = page.evaluate(WHERE)
        if found is None:
            continue
        name, is_shown, is_free = found
        if name not in reached:
            reached.append(name)
        if not is_shown:
            unseen.add(name)
        if not is_free:
            covered.add(name)
    missed = set(controls) - set(reached)
    assert not missed, f"{page.url}: Tab does not reach {sorted(missed)[:5]}"
    assert not unseen, f"{page.url}: nothing shows the focus on {sorted(unseen)[:5]}"
    assert not covered, f"{page.url}: something covers {sorted(covered)[:5]}"
    order = [places[name] for name in reached if name in places]
    back = sum(after < before for before, after in pairwise(order))
    assert back <= 1, f"{page.url}: Tab jumps about: {order}"  # once is from the last control to the first
