"""Every cookie and every key that Heard keeps in a browser, as the cookie page shows them.

A test holds each answer of the server to this list. None of them is for counting or following people, so no
banner is needed (D34).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    name: str
    purpose: str
    lasts: str


STAFF_SESSION = Kept(
    "session", "Keeps people who work here signed in.", "Until you sign out, at most 12 hours"
)
DRAFT = Kept(
    "draft",
    "Keeps your place in a survey, so that going back never loses what you wrote.",
    "Until you send, stop or close the browser, at most 24 hours",
)
SENT = Kept(
    "sent",
    "Shows the page with your code again when you load it again after sending.",
    "Until you close the browser",
)
VOTE = Kept(
    "vote",
    "Makes sure that your vote in a poll is counted once.",
    "Until you close the browser",
)
RECEIPT = Kept(
    "receipt",
    "Keeps the page about your words open after you typed your code.",
    "Until you close the browser",
)
RATED = Kept(
    "rated",
    "Counts your answer to “Was this page helpful?” once for each page.",
    "Until you close the browser",
)
MEMBER = Kept(
    "member",
    "Remembers that you told your forum what you think of its view, so that you are counted once.",
    "Until you close the browser",
)
YOUTH = Kept(
    "youth",
    "Keeps you in the pages of the Youth Forum, if you are a member.",
    "Until you close it on this phone, at most 90 days",
)
TOLD = Kept(
    "told",
    "Lets you change your answer to “Did this make a difference?”, so that nobody is counted twice.",
    "Until you close the browser",
)
COLOURS = Kept("colours", "Remembers the colours that you chose for these pages.", "One year")

KEPT = (DRAFT, SENT, VOTE, RECEIPT, RATED, MEMBER, YOUTH, TOLD, COLOURS, STAFF_SESSION)

HOST_PREFIX = "__Host-"


def cookie_name(kept: Kept, *, secure: bool) -> str:
    """Over https the name carries a prefix by which a browser refuses the cookie from any other host."""
    return f"{HOST_PREFIX}{kept.name}" if secure else kept.name


def is_listed(name: str) -> bool:
    return name.removeprefix(HOST_PREFIX) in {kept.name for kept in KEPT}
