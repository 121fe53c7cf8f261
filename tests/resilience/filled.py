"""A survey to send to, and what the database holds afterwards, read past the server."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from feedback.core.database import close_database, is_postgres, open_database, rows
from feedback.core.settings import Settings
from feedback.voices.keep_codes import code_hash, idempotency_hash
from feedback.voices.models import Comment, Voice
from surveys.models import Answer, Draft, Response
from tests.makers.surveys import make_survey
from tests.visitors import Participant

KINDS = ("one_of", "some_of", "long_text")


class Lost(Exception):
    """The database does not hold what was acknowledged, or holds something else."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[None]:
    await open_database(settings)
    try:
        yield
    finally:
        await close_database()


async def add_survey(settings: Settings) -> str:
    """An open survey of three questions, one of them for words; gives its slug."""
    async with opened(settings):
        return (await make_survey(kinds=KINDS)).slug


def new_participant(port: int, slug: str, mark: str) -> Participant:
    """`mark` is in this person's words and in nobody else's."""
    words = f"{mark}: the bus comes late, and nobody tells us why."
    return Participant(port, slug, [{"answer": "c1"}, {"answer": "c2"}, {"answer": words}])


async def check_everything(settings: Settings, people: Sequence[Participant]) -> None:
    """Each of these people's responses is there exactly once and whole, and there is nothing else."""
    async with opened(settings):
        voices = await Voice.all().order_by("id").values_list("id", "idempotency_hash", "keep_code_hash")
        expected = {idempotency_hash(one.key): code_hash(one.codes[0]) for one in people}
        if {key: code for _, key, code in voices} != expected or len(voices) != len(people):
            raise Lost(f"{len(people)} people were thanked and {len(voices)} voices are stored")
        ids = {voice_id for voice_id, _, _ in voices}
        for model, each in ((Response, 1), (Comment, 1)):
            held = Counter(await model.all().order_by("id").values_list("voice_id", flat=True))
            if set(held) != ids or set(held.values()) != {each}:
                raise Lost(f"{model.__name__}: {sum(held.values())} rows for {len(ids)} voices")
        answers = Counter(await Answer.all().order_by("id").values_list("response__voice_id", flat=True))
        if set(answers) != ids or set(answers.values()) != {len(KINDS)}:
            raise Lost(f"{sum(answers.values())} answers for {len(ids)} voices")
        words = Counter(await Comment.all().order_by("id").values_list("words", flat=True))
        if words != Counter(one.answers[-1]["answer"] for one in people):
            raise Lost("the words that are stored are not the words that were sent")
        if left := await Draft.all().count():
            raise Lost(f"{left} drafts are left of responses that were sent")
        await _check_file()


async def _check_file() -> None:
    if is_postgres():
        return
    found = [*await rows("PRAGMA integrity_check"), *await rows("PRAGMA foreign_key_check")]
    if [list(row.values()) for row in found] != [["ok"]]:
        raise Lost(f"SQLite finds its file damaged: {found[:5]}")
