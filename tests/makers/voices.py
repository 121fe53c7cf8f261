"""Voices and comments for tests, by the verb that every door uses."""

from datetime import date
from typing import Any

from feedback.consultations.models import Consultation
from feedback.voices.about import About
from feedback.voices.models import Comment, Door
from feedback.voices.receiving import Received, Said, receive_voice
from tests.makers.consultations import make_consultation

DAY = date(2026, 3, 2)
HARM = "My dad hits me when we get home."  # a text that the safety rules hold


async def make_voice(
    *words: str, consultation: Consultation | None = None, about: About | None = None, **more: Any
) -> Received:
    """A voice with a comment for each of `words`, in a consultation of its own unless one is given."""
    said = [Said(f"q{place}", f"Question {place}?", text) for place, text in enumerate(words, 1)]
    options: dict[str, Any] = {"door": Door.SURVEY, "today": DAY, **more}
    return await receive_voice(
        consultation or await make_consultation(), about=about or About(), said=said, **options
    )


async def make_comment(words: str = "The bus is late.", **more: Any) -> Comment:
    received = await make_voice(words, **more)
    return received.comments[0]
