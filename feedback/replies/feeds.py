"""Public replies for other programs: an Atom feed, JSON, and a few plain lines to pass on.

They hold what the page holds and no number that it does not: counts are the page's own, suppressed already.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree

from feedback.replies.judging import ANSWER_WORDS, Judged, Said
from feedback.replies.models import Reply, ReplyUpdate
from feedback.replies.reading import LINE_WORDS

ATOM = "http://www.w3.org/2005/Atom"
Link = Callable[[Reply], str]


def write_atom(replies: Sequence[Reply], title: str, own: str, link: Link) -> bytes:
    """A feed that any reader of feeds takes. Its ids are the pages' addresses."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(_name("feed"))
    _put(feed, "id", own)
    _put(feed, "title", title)
    ElementTree.SubElement(feed, _name("link"), rel="self", href=own)
    _put(feed, "updated", _moment(max(map(changed_on, replies), default=date(2020, 1, 1))))
    for reply in replies:
        entry = ElementTree.SubElement(feed, _name("entry"))
        _put(entry, "id", link(reply))
        _put(entry, "title", reply.title)
        ElementTree.SubElement(entry, _name("link"), rel="alternate", href=link(reply))
        _put(entry, "published", _moment(reply.published_on or date(2020, 1, 1)))
        _put(entry, "updated", _moment(changed_on(reply)))
        author = ElementTree.SubElement(entry, _name("author"))
        _put(author, "name", reply.owner_role)
        _put(entry, "summary", share_text(reply, link(reply)))
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def changed_on(reply: Reply) -> date:
    """The day of the last change that is public. Its updates must have been fetched."""
    changes = [update.published_on for update in reply.updates if update.published_on]
    return max([reply.published_on or date(2020, 1, 1), *changes])


def share_text(reply: Reply, address: str) -> str:
    """For a message to a friend or a newsletter."""
    parts = [f"You said: {reply.you_said}", f"{reply.standing}: {reply.what}"]
    if reply.why:
        parts.append(f"Why: {reply.why}")
    return "\n\n".join([*parts, address])


def as_data(reply: Reply, link: Link, quotes: Sequence[str], judged: Judged, today: date) -> dict[str, Any]:
    return {
        "address": link(reply),
        "title": reply.title,
        "you_said": reply.you_said,
        "quotes": list(quotes),
        "how_many": reply.heard.get("total", ""),
        "groups": [{"group": name, "count": count} for name, count in reply.heard.get("groups", [])],
        "asked_in": reply.consultation.title,
        "status": reply.status.value,
        "standing": reply.standing,
        "is_late": reply.is_late(today),
        "what": reply.what,
        "why": reply.why,
        "what_else": reply.what_else,
        "responsible": reply.owner_role,
        "priority": reply.priority.title,
        "lines": [{"kind": LINE_WORDS[link.line.kind], "text": link.line.text} for link in reply.line_links],
        "outcome": reply.outcome.text if reply.outcome else "",
        "decided_on": _day(reply.decided_on),
        "next_update_on": _day(reply.next_update_on),
        "published_on": _day(reply.published_on),
        "verdict": [as_verdict(said) for said in judged.said],
        "forums": [{"forum": one.forum, "answer": ANSWER_WORDS[one.answer]} for one in judged.forums],
        "history": [as_change(update) for update in reply.updates if update.published_on],
    }


def as_verdict(said: Said) -> dict[str, Any]:
    return {
        "who": said.who,
        "all": said.total,
        "answers": [{"answer": words, "count": count} for words, count in said.counts],
        "counted_on": _day(said.published_on),
    }


def as_change(update: ReplyUpdate) -> dict[str, str]:
    return {
        "changed_on": _day(update.published_on),
        "position_then": f"{update.was_status.value}: {update.was_what}",
        "position_now": f"{update.status.value}: {update.what}",
    }


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def _put(parent: ElementTree.Element, tag: str, words: str) -> None:
    ElementTree.SubElement(parent, _name(tag)).text = words


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
