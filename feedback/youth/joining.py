"""Joining with a card and a nickname, coming back with a code of one's own, closing on this phone."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hmac import compare_digest

from analysis.screening import screen
from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.settings import Settings
from feedback.core.statements import insert_new
from feedback.voices.keep_codes import code_of, read_code
from feedback.youth.inviting import find_card
from feedback.youth.models import InvitationState, YouthInvitation, YouthMember, YouthSession

DAYS_OPEN = 90
SHORTEST, LONGEST = 2, 30
NO_CARD = "We cannot use this code. Look at each word again, or ask for a new card. A card works once."
NO_CODE = "We cannot find this code. Look at each word again."
TAKEN = "Somebody in the group has this nickname. Pick another one."


@dataclass(frozen=True)
class LetIn:
    """A member, and the secret for the cookie of this browser. It is kept nowhere else."""

    member: YouthMember
    token: str


async def join(typed: str, nickname: str, is_not_a_name: bool, key: bytes, today: date) -> LetIn:
    """Use a card, once. Whether a nickname is taken is told only to who holds a card that works."""
    again = await YouthMember.get_or_none(join_hash=keyed_hash("youth-join", key))
    if again is not None:
        return await _let_in(again, today)
    code = read_code(typed)
    card = await find_card(code, today) if code else None
    if card is None:
        raise Refusal(NO_CARD, "code")
    nickname = check_nickname(nickname, is_not_a_name)
    member = YouthMember(
        organisation_id=card.organisation_id,
        nickname=nickname,
        nickname_key=_key_of(nickname),
        join_hash=keyed_hash("youth-join", key),
        keep_code_hash=member_hash(code_of(key)),
        joined_on=today,
    )
    async with transaction():
        waiting = YouthInvitation.filter(id=card.id, state=InvitationState.WAITING, expires_on__gte=today)
        if not await waiting.update(state=InvitationState.USED):
            raise Refusal(NO_CARD, "code")
        if not await insert_new(member):
            raise Refusal(TAKEN, "nickname")
        return await _let_in(member, today)


async def come_back(typed: str, today: date) -> LetIn:
    """On another phone, with the code that a member keeps."""
    code = read_code(typed)
    member = await YouthMember.get_or_none(keep_code_hash=member_hash(code)) if code else None
    if member is None:
        raise Refusal(NO_CODE, "code")
    return await _let_in(member, today)


async def change_code(member: YouthMember, key: bytes) -> None:
    """A new code; the old one lets nobody in any more."""
    async with transaction():
        await YouthMember.filter(id=member.id).update(keep_code_hash=member_hash(code_of(key)))


def own_code(member: YouthMember, key: bytes | None) -> str | None:
    """The member's code, if this is the key it came from."""
    if key is None:
        return None
    code = code_of(key)
    return code if compare_digest(member_hash(code), member.keep_code_hash) else None


async def find_member(token: str, today: date) -> YouthMember | None:
    """Whose browser this is."""
    session = await YouthSession.get_or_none(
        token_hash=_session_hash(token), expires_on__gte=today
    ).prefetch_related("member__organisation")
    return session.member if session else None


async def close_here(token: str) -> None:
    async with transaction():
        await YouthSession.filter(token_hash=_session_hash(token)).delete()


async def forget_old_youth_sessions(settings: Settings, now: datetime) -> None:
    async with transaction():
        await YouthSession.filter(expires_on__lt=london_day(now)).delete()


def check_nickname(typed: str, is_not_a_name: bool) -> str:
    """A nickname that tells strangers nothing. The sentences are for young people."""
    nickname = " ".join(typed.split())
    words = [word for word in re.findall(r"[^\W\d_]+", nickname) if len(word) > 1]
    if not SHORTEST <= len(nickname) <= LONGEST or not _key_of(nickname):
        raise Refusal(f"Pick a nickname with {SHORTEST} to {LONGEST} letters or numbers", "nickname")
    if "@" in nickname or re.search(r"\w\.[a-z]{2,}|www|http", nickname.lower()):
        raise Refusal("This looks like an email or web address. Pick a word instead", "nickname")
    if sum(sign.isdigit() for sign in nickname) > 5:
        raise Refusal("This looks like a phone number. Pick a word instead", "nickname")
    if len(words) > 1 and not is_not_a_name:
        raise Refusal(
            "This looks like a whole name. It is safer not to use your real name. Pick one word, or tick that it"
            " is not your name",
            "nickname",
        )
    if screen(nickname).matches:
        raise Refusal(
            "Please pick another nickname. If somebody hurts you, or you want to talk, press “Get help”",
            "nickname",
        )
    return nickname


def member_hash(code: str) -> str:
    return keyed_hash("youth-member", code)


async def _let_in(member: YouthMember, today: date) -> LetIn:
    token = secrets.token_urlsafe(32)
    async with transaction():
        await YouthSession.create(
            member_id=member.id,
            token_hash=_session_hash(token),
            expires_on=today + timedelta(days=DAYS_OPEN),
        )
    return LetIn(member, token)


def _key_of(nickname: str) -> str:
    plain = unicodedata.normalize("NFKD", nickname).casefold()
    return "".join(sign for sign in plain if sign.isalnum())[:60]


def _session_hash(token: str) -> str:
    return keyed_hash("youth-session", token)
