"""What came on paper, by phone or face to face, typed in by staff: one voice, marked with how it came (D9)."""

import re
from dataclasses import dataclass
from datetime import date

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.clock import long_date
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.statements import insert_new
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.voices.commenting import OpenComment, store_comment
from feedback.voices.models import Door, KeyedForm, Voice
from feedback.voices.receiving import Received

MODES: dict[str, str] = {
    "paper": "On paper",
    "phone": "By phone",
    "face_to_face": "Face to face",
    "cards": "With cards or pictures",
}
COMMENT_SHEET = "comment"


@dataclass(frozen=True)
class Keyed:
    """How an answer came to us, and on which day. `number` is what stands on the paper, if anything does."""

    mode: str
    came_on: date
    number: str = ""

    @property
    def plain_number(self) -> str | None:
        """As it is compared: "a 12" and "A12" are one form."""
        return re.sub(r"\s+", "", self.number).upper() or None


def check_keyed(consultation: Consultation, keyed: Keyed, today: date) -> None:
    """Paper takes its time, so it may be typed in after the last day, but it must have come by then."""
    if keyed.mode not in MODES:
        raise Refusal("Choose how it came to us", "mode")
    if keyed.came_on > today:
        raise Refusal("The day must be today or earlier", "came_on")
    if consultation.state is ConsultationState.DRAFT or consultation.opened_on is None:
        raise Refusal("This is not open yet, so nobody can have answered it.")
    if consultation.state is ConsultationState.REPLIED:
        raise Refusal(
            "We have replied to this already. What comes now belongs on the page that is always open."
        )
    if keyed.came_on < consultation.opened_on:
        raise Refusal(
            f"It opened on {long_date(consultation.opened_on)}. Give that day or a later one", "came_on"
        )
    last_day = consultation.closed_on or (None if consultation.is_permanent else consultation.closes_on)
    if last_day is not None and keyed.came_on > last_day:
        raise Refusal(f"It closed on {long_date(last_day)}, and this came later", "came_on")


async def note_keyed(
    voice: Voice, sheet: str, keyed: Keyed, account: Account | None, today: date
) -> KeyedForm:
    """Write down which form this voice was, within the transaction that stores the voice."""
    row = KeyedForm(
        consultation_id=voice.consultation_id,
        voice_id=voice.id,
        sheet=sheet,
        number=keyed.plain_number,
        keyed_on=today,
    )
    if not await insert_new(row):
        earlier = await KeyedForm.get(sheet=sheet, number=keyed.plain_number)
        raise Refusal(
            f"Form {keyed.number} was typed in on {long_date(earlier.keyed_on)} already, so it was not stored again",
            "number",
        )
    await record(account, "key in", row, f"{sheet}, {keyed.mode}"[:200])
    return row


async def key_in_comment(
    consultation: Consultation,
    comment: OpenComment,
    keyed: Keyed,
    client_key: bytes,
    account: Account | None,
    today: date,
) -> Received:
    """A comment that somebody gave us on paper, by phone or face to face."""
    check_keyed(consultation, keyed, today)
    async with transaction():
        received = await store_comment(
            consultation,
            comment,
            client_key,
            today,
            door=Door.COMMENT,
            mode=keyed.mode,
            said_on=keyed.came_on,
        )
        if not received.is_repeat:
            await note_keyed(received.voice, COMMENT_SHEET, keyed, account, today)
    return received
