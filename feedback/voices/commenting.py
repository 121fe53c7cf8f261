"""Comments that answer no question: the page that is always open, and what people say at an event."""

from dataclasses import dataclass
from datetime import date

from feedback.consultations.models import Consultation
from feedback.core.errors import Refusal
from feedback.voices.about import About
from feedback.voices.models import Door, OfferPart
from feedback.voices.receiving import Received, Said, receive_voice

QUESTION_KEY = "any_time"
QUESTION = "What do you want to tell us?"
MOST_LETTERS = 5_000
NOTICE_VERSION = "any-time-1"  # of the words on the page; give it a new number when they change

OFFER_PARTS: dict[str, str] = {
    OfferPart.QUALITY: "How good the help is",
    OfferPart.MISSING: "Help that is missing",
    OfferPart.FINDING: "Finding out about help, and understanding it",
    OfferPart.INVOLVED: "How people are asked and can take part",
    OfferPart.NOT_ABOUT: "Something else",
    OfferPart.UNSAID: "I do not know",
}

NOTHING_TOLD = About()


@dataclass(frozen=True)
class OpenComment:
    """What one person wants to tell us, with what they chose to say about themselves."""

    words: str
    about: About = NOTHING_TOLD
    offer_part: str = OfferPart.UNSAID
    may_quote: bool = False


async def send_comment(
    consultation: Consultation,
    comment: OpenComment,
    client_key: bytes,
    today: date,
    *,
    door: Door = Door.COMMENT,
) -> Received:
    """A comment that somebody sends by themselves, stored once for each client key."""
    if not consultation.takes_answers(today):
        raise Refusal("We are not taking comments here now. Your words were not sent.")
    return await store_comment(consultation, comment, client_key, today, door=door)


async def store_comment(
    consultation: Consultation,
    comment: OpenComment,
    client_key: bytes,
    today: date,
    *,
    door: Door,
    mode: str = "web",
    said_on: date | None = None,
) -> Received:
    """As `send_comment`, for whoever checks in another way that it may come. Joins the caller's transaction."""
    if not comment.words.strip():
        raise Refusal("Write what you want to tell us", "words")
    said = Said(QUESTION_KEY, QUESTION, comment.words, said_on, OfferPart(comment.offer_part))
    return await receive_voice(
        consultation,
        door=door,
        about=comment.about,
        said=[said],
        client_key=client_key,
        may_quote=comment.may_quote,
        notice_version=NOTICE_VERSION,
        mode=mode,
        today=today,
    )
