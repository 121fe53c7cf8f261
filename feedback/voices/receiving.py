"""The one way in: what a person sends becomes a voice and its comments, screened before anyone reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.screening import screen
from feedback.consultations.models import Consultation
from feedback.core.database import transaction, writer
from feedback.core.statements import insert_all, insert_new
from feedback.voices.about import About
from feedback.voices.keep_codes import CODE_WORDS, code_hash, code_of, idempotency_hash
from feedback.voices.models import (
    AgeBand,
    Comment,
    CommentState,
    Door,
    Helped,
    OfferPart,
    SendStatus,
    SpokenBy,
    Voice,
)


@dataclass(frozen=True)
class Said:
    """Free text to one question. `question_text` is kept as the person saw it."""

    question_key: str
    question_text: str
    words: str
    said_on: date | None = None
    offer_part: OfferPart = OfferPart.UNSAID


@dataclass(frozen=True)
class Received:
    """A voice that is stored, now or by an earlier send of the same; `code` is empty without a client key."""

    voice: Voice
    comments: list[Comment]
    is_repeat: bool
    code: str


async def receive_voice(
    consultation: Consultation,
    *,
    door: Door,
    about: About,
    said: Sequence[Said],
    client_key: bytes | None = None,
    may_quote: bool = False,
    notice_version: str = "",
    mode: str = "web",
    speaks_for: int = 1,
    also_in_group: bool = False,
    today: date,
) -> Received:
    """Store one sending, all or nothing, and exactly once for each client key.

    It joins the caller's transaction, so that a door stores its own rows with the voice or neither. A
    repeated key stores nothing and gives back what the first send stored, with the same code.
    """
    async with transaction():
        voice = _voice(consultation, door, about, may_quote, notice_version, mode, today)
        voice.speaks_for, voice.also_in_group = speaks_for, also_in_group
        code = ""
        if client_key is None:
            await voice.save(using_db=writer())
        else:
            stored, code = await _store_once(voice, client_key)
            if stored.id != voice.id:
                return Received(stored, await _comments_of(stored, said), True, code)
        comments = [new_comment(voice, words, today) for words in said if words.words.strip()]
        if comments:
            await insert_all(comments)
        return Received(voice, comments, False, code)


def new_voice(
    consultation: Consultation,
    *,
    door: Door,
    about: About,
    said: Sequence[Said],
    client_key: bytes,
    may_quote: bool,
    notice_version: str,
    mode: str,
    also_in_group: bool,
    today: date,
) -> Received:
    """What `receive_voice` stores when this key was never here, for a door that stores all at once."""
    voice = _voice(consultation, door, about, may_quote, notice_version, mode, today)
    voice.also_in_group = also_in_group
    code = code_of(client_key)
    voice.idempotency_hash, voice.keep_code_hash = idempotency_hash(client_key), code_hash(code)
    comments = [new_comment(voice, words, today) for words in said if words.words.strip()]
    return Received(voice, comments, False, code)


def new_comment(voice: Voice, said: Said, today: date) -> Comment:
    """A comment that is not stored yet, screened, and held from every reader if a safety rule matches."""
    words = said.words.replace("\x00", "").replace("\r\n", "\n").strip()
    verdict = screen(words)
    return Comment(
        voice_id=voice.id,
        consultation_id=voice.consultation_id,
        question_key=said.question_key,
        question_text=said.question_text[:300],
        words=words,
        said_on=said.said_on or today,
        offer_part=said.offer_part,
        **screened(verdict),
    )


def screened(verdict: Any) -> dict[str, Any]:
    """The part of a comment that a verdict decides: the rules that matched and where, never the words."""
    return {
        "matches": [
            {
                "rule": match.rule_id,
                "category": match.category,
                "severity": match.severity,
                "start": match.start,
                "end": match.end,
            }
            for match in verdict.matches
        ],
        "rules_version": verdict.rules_version,
        "state": CommentState.HELD if verdict.matches else CommentState.LIVE,
    }


async def find_voice_by_code(code: str) -> Voice | None:
    """The voice whose keep-code this is, as `read_code` gives it. A withdrawn one too: its code says so."""
    return await Voice.filter(keep_code_hash=code_hash(code)).first()


async def find_voice_by_key(key: bytes) -> Voice | None:
    """What the client key has already sent, withdrawn or not."""
    return await Voice.filter(idempotency_hash=idempotency_hash(key)).first()


async def find_code(key: bytes) -> str | None:
    """The keep-code of what this key sent, or None if it sent nothing."""
    voice = await find_voice_by_key(key)
    return _code_of_stored(voice, key) if voice else None


def _voice(
    consultation: Consultation,
    door: Door,
    about: About,
    may_quote: bool,
    notice_version: str,
    mode: str,
    today: date,
) -> Voice:
    return Voice(
        consultation_id=consultation.id,
        door=door,
        spoken_by=SpokenBy(about.spoken_by),
        group=about.group,
        age_band=AgeBand(about.age_band),
        child_age_band=AgeBand(about.child_age_band),
        send_status=SendStatus(about.send_status),
        pupil=about.pupil,
        main_need=about.main_need,
        helped=Helped(about.helped),
        mode=mode,
        may_quote=may_quote,
        notice_version=notice_version,
        received_on=today,
    )


async def _store_once(voice: Voice, key: bytes) -> tuple[Voice, str]:
    """Insert `voice`, unless its key has been here: then the earlier voice comes back instead.

    An insert that does nothing on a conflict waits for a rival that has not committed yet and leaves the
    transaction usable on both engines, which a unique violation on PostgreSQL does not. A conflict that is
    not about the key is about the words: two keys in a million million share four; the second gets a fifth.
    """
    voice.idempotency_hash = idempotency_hash(key)
    for words in (CODE_WORDS, CODE_WORDS + 1):
        voice.keep_code_hash = code_hash(code_of(key, words))
        if await insert_new(voice):
            return voice, code_of(key, words)
        stored = await Voice.filter(idempotency_hash=voice.idempotency_hash).using_db(writer()).first()
        if stored is not None:
            return stored, _code_of_stored(stored, key)
    raise RuntimeError("two client keys share five words")


def _code_of_stored(voice: Voice, key: bytes) -> str:
    longer = code_of(key, CODE_WORDS + 1)
    return longer if voice.keep_code_hash == code_hash(longer) else code_of(key)


async def _comments_of(voice: Voice, said: Sequence[Said]) -> list[Comment]:
    """What the first send stored, in the order of the questions."""
    order = {words.question_key: place for place, words in enumerate(said)}
    comments = await Comment.filter(voice_id=voice.id).using_db(writer()).order_by("question_key", "id")
    return sorted(comments, key=lambda comment: order.get(comment.question_key, len(order)))
