"""Whether a keyboard reaches everything on a page, and shows where it is."""

from playwright.sync_api import Page

NUMBER_CONTROLS = """() => {
    const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const seen = [...document.querySelectorAll(all)].filter(it =>
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
    return [...names];
}"""
WHERE = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const row = it.closest('.govuk-radios__item, .govuk-checkboxes__item');
    const shown = [it, row].filter(Boolean).map(one => getComputedStyle(one))
        .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    return [it.dataset.reached || '', shown];
}"""


def check_keyboard(page: Page) -> None:
    """Tab comes to every control that can be seen, and each shows that it has the focus."""
    controls = set(page.evaluate(NUMBER_CONTROLS))
    reached, unseen = set(), set()
    for _ in range(len(controls) + 3):
        page.keyboard.press("Tab")
        found = page.evaluate(WHERE)
        if found is None:
            continue
        name, is_shown = found
        reached.add(name)
        if not is_shown:
            unseen.add(name)
    assert not controls - reached, f"{page.url}: Tab does not reach {sorted(controls - reached)[:5]}"
    assert not unseen, f"{page.url}: nothing shows the focus on {sorted(unseen)[:5]}"
