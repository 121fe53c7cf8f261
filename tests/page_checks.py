"""What every page that any test fetches must hold to. The test client calls `check_page` for each answer."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

# Inputs that carry their own words, or none.
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
RESOURCES = {
    "img": ("src", "srcset"),
    "script": ("src",),
    "link": ("href",),
    "iframe": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "use": ("href",),
    "form": ("action",),
    "button": ("formaction",),
}
POINTING = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "headers")


def check_page(response: Any) -> None:
    """Fails with every problem of a page at once. What is not HTML passes, and so does an empty redirect."""
    if not response.headers.get("content-type", "").startswith("text/html"):
        return
    found = [*find_problems(response.text), *find_header_problems(response.headers)]
    address = getattr(response, "url", "")
    assert not found, f"{address} has {len(found)} problems:\n- " + "\n- ".join(found)


def find_problems(page: str) -> list[str]:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(page)
    found = [f"not valid HTML at line {place[0]}: {code} {more}" for place, code, more in parser.errors]
    for check in CHECKS:
        found.extend(check(root))
    return found


def find_header_problems(headers: Any) -> Iterator[str]:
    policy = headers.get("content-security-policy")
    if policy is None:
        return
    if "default-src 'none'" not in policy:
        yield "the content security policy does not begin from nothing"
    for loose in ("unsafe-inline", "unsafe-eval", "*", "data:", "http:", "https:"):
        if loose in policy:
            yield f"the content security policy allows {loose}"


# Reading the tree


def without_visit(page: str) -> str:
    """A page without the one word that is new at each look: the key of "Was this page helpful?"."""
    return re.sub(r'name="visit"[^>]*>', "", page)


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def classes_of(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def name_of(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def all_of(root: Element, *names: str) -> list[Element]:
    return [element for element in root.iter() if name_of(element) in names]


def ids_of(root: Element) -> set[str]:
    return {element.get("id", "") for element in root.iter() if element.get("id")}


def parents_of(root: Element) -> dict[Element, Element]:
    return {child: parent for parent in root.iter() for child in parent}


def inside(element: Element, parents: dict[Element, Element]) -> Iterator[Element]:
    while element in parents:
        element = parents[element]
        yield element


def summaries_of(root: Element) -> list[Element]:
    return [element for element in root.iter() if "govuk-error-summary" in classes_of(element)]


# The checks


def check_language(root: Element) -> Iterator[str]:
    if root.get("lang") != "en-GB":
        yield "the page does not say lang=en-GB"


def check_leaving(root: Element) -> Iterator[str]:
    """Everybody but staff may have to be gone in a moment, from every page."""
    bodies = all_of(root, "body")
    is_theirs = bool(bodies and {"person", "public"} & classes_of(bodies[0]))
    if is_theirs and sum(it.get("data-leave") is not None for it in all_of(root, "a")) != 1:
        yield "there is no one link to leave now"


def check_title(root: Element) -> Iterator[str]:
    headings, titles = all_of(root, "h1"), [it for it in all_of(root, "title") if it in list(root[0])]
    if len(headings) != 1 or len(titles) != 1:
        yield f"there are {len(headings)} h1 and {len(titles)} titles"
        return
    heading, title = words_of(headings[0]), words_of(titles[0])
    is_wrong = bool(summaries_of(root))
    if is_wrong != title.startswith("Error: "):
        yield f"the title {title!r} does not tell whether something is wrong"
    if not heading or not title.removeprefix("Error: ").startswith(heading):
        yield f"the title {title!r} does not begin with the h1 {heading!r}"


def check_headings(root: Element) -> Iterator[str]:
    """The error summary stands above the h1 and is left out."""
    ignored = {id(it) for summary in summaries_of(root) for it in summary.iter()}
    before = 0
    for heading in all_of(root, "h1", "h2", "h3", "h4", "h5", "h6"):
        if id(heading) in ignored:
            continue
        level = int(name_of(heading)[1])
        if level > before + 1:
            yield f"the heading {words_of(heading)!r} jumps from level {before} to {level}"
        if not words_of(heading):
            yield f"there is an empty h{level}"
        before = level


def check_ids(root: Element) -> Iterator[str]:
    seen: set[str] = set()
    for element in root.iter():
        own = element.get("id")
        if own is not None and (own in seen or not own.strip() or " " in own):
            yield f"the id {own!r} is there twice or is not an id"
        seen.add(own or "")


def check_pointers(root: Element) -> Iterator[str]:
    known = ids_of(root)
    for element in root.iter():
        wanted = [name for kind in POINTING for name in element.get(kind, "").split()]
        if name_of(element) == "label" and element.get("for"):
            wanted.append(element.get("for", ""))
        href = element.get("href", "")
        if name_of(element) == "a" and href.startswith("#"):
            wanted.append(href[1:])
        for name in wanted:
            if name not in known:
                yield f"<{name_of(element)}> points at #{name}, which is not there"


def check_labels(root: Element) -> Iterator[str]:
    parents, known = parents_of(root), ids_of(root)
    labelled = {label.get("for") for label in all_of(root, "label") if words_of(label)}
    for control in all_of(root, "input", "select", "textarea"):
        if control.get("type") in UNLABELLED:
            continue
        wrapped = any(name_of(outer) == "label" and words_of(outer) for outer in inside(control, parents))
        named = control.get("aria-label") or set(control.get("aria-labelledby", "").split()) & known
        if not (control.get("id") in labelled or wrapped or named):
            yield f"{control.get('name')!r} has no label"
        if not control.get("name"):
            yield f"a {name_of(control)} has no name, so nobody would get what is typed"


def check_groups(root: Element) -> Iterator[str]:
    """Choices that belong together stand in a fieldset whose legend asks the question."""
    parents = parents_of(root)
    counts: dict[tuple[int, str, str], list[Element]] = {}
    for control in all_of(root, "input"):
        if control.get("type") in ("radio", "checkbox"):
            form = next((id(it) for it in inside(control, parents) if name_of(it) == "form"), 0)
            counts.setdefault((form, control.get("type", ""), control.get("name", "")), []).append(control)
    for (_, kind, name), controls in counts.items():
        if kind == "checkbox" and len(controls) == 1:
            continue
        for control in controls:
            around = [it for it in inside(control, parents) if name_of(it) == "fieldset"]
            if not any(words_of(legend) for it in around for legend in all_of(it, "legend")):
                yield f"the choices {name!r} stand in no fieldset with a legend"
                break


def check_errors(root: Element) -> Iterator[str]:
    controls = {it.get("id") for it in all_of(root, "input", "select", "textarea", "button")}
    messages = [it for it in root.iter() if "govuk-error-message" in classes_of(it)]
    summaries = summaries_of(root)
    if messages and len(summaries) != 1:
        yield f"{len(messages)} fields are wrong and there are {len(summaries)} error summaries"
    for summary in summaries:
        if not all_of(summary, "li"):
            yield "the error summary is empty"
        for link in all_of(summary, "a"):
            if link.get("href", "")[1:] not in controls:
                yield f"the error {words_of(link)!r} leads to no field"


def check_inline(root: Element) -> Iterator[str]:
    for element in root.iter():
        name = name_of(element)
        if name == "style" or element.get("style") is not None:
            yield f"there is style inside the page, at <{name}>"
        if name == "script" and (not element.get("src") or words_of(element)):
            yield "there is a script inside the page"
        for attribute, value in element.attrib.items():
            if str(attribute).lower().startswith("on"):
                yield f"<{name}> has {attribute}"
            if re.sub(r"[\s\x00]", "", str(value)).lower().startswith("javascript:"):
                yield f"<{name}> has a javascript: address"


def check_hosts(root: Element) -> Iterator[str]:
    for element in root.iter():
        for attribute in RESOURCES.get(name_of(element), ()):
            address = element.get(attribute) or ""
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                yield f"<{name_of(element)}> asks another host: {address[:80]}"


def check_names(root: Element) -> Iterator[str]:
    for picture in all_of(root, "img"):
        if picture.get("alt") is None:
            yield f"the picture {picture.get('src')!r} has no alt"
    parents = parents_of(root)
    for drawing in all_of(root, "svg"):
        around = [drawing, *inside(drawing, parents)]
        if not any(it.get("aria-hidden") == "true" or it.get("role") == "img" for it in around):
            yield "an svg is neither hidden nor a picture with a name"
    for pressed in all_of(root, "a", "button"):
        pictures = " ".join(it.get("alt", "") for it in all_of(pressed, "img"))
        if not (words_of(pressed) or pressed.get("aria-label") or pictures.strip()):
            yield f"a <{name_of(pressed)}> has no words"


CHECKS = (
    check_language,
    check_leaving,
    check_title,
    check_headings,
    check_ids,
    check_pointers,
    check_labels,
    check_groups,
    check_errors,
    check_inline,
    check_hosts,
    check_names,
)
