"""A consultation with a million comments, made by the database itself from one row of each kind."""

from collections.abc import Iterable
from datetime import date

from feedback.consultations.models import Consultation
from feedback.core.database import execute, is_postgres, transaction
from feedback.core.roles import Role
from feedback.strategy.models import Priority
from feedback.themes.models import CodeFrame, Coder, Coding, FrameUse, Reading, Theme
from feedback.voices.about import AGE_BANDS, GROUPS, WHOSE_WORDS
from feedback.voices.models import Comment, Door, Voice
from tests.makers.consultations import make_consultation
from tests.web import make_account

DAY = date(2026, 3, 2)
WORDS = "The bus to school is late in the morning and nobody tells us when it will come."
AT_A_TIME = 1_000_000
Model = type[Voice] | type[Comment] | type[Coding] | type[Reading]


async def fill(comments: int, themes: int, priority: Priority | None = None) -> Consultation:
    """A comment for each voice; one in ten has two themes, one in twenty none, three in ten are read."""
    consultation = await make_consultation()
    frame = await CodeFrame.create(title="Frame", version=1, made_on=DAY)
    await FrameUse.create(frame=frame, consultation=consultation)
    adopted = [
        await Theme.create(frame=frame, title=f"Theme number {number}", made_on=DAY, priority=priority)
        for number in range(1, themes + 1)
    ]
    voice = await Voice.create(consultation=consultation, door=Door.SURVEY, received_on=DAY)
    comment = await Comment.create(
        voice=voice,
        consultation=consultation,
        question_key="q1",
        question_text="What is it like?",
        words=WORDS,
        said_on=DAY,
        rules_version="1",
    )
    reader = await make_account(Role.READER)
    reading = await Reading.create(comment=comment, account=reader, role="reader", read_on=DAY)
    coding = await Coding.create(
        comment=comment, theme=adopted[0], start=0, end=len(WORDS), coder=Coder.MACHINE, frame_version=1
    )
    ids = [f"'{theme.id}'" for theme in adopted]
    about = {
        "group": _pick(GROUPS, 7919),
        "age_band": _pick(AGE_BANDS, 6101),
        "spoken_by": _pick(WHOSE_WORDS, 4003),
    }
    confidence = "0.5 + ((n.i * 131) % 500) / 1000.0"
    is_quote = "CASE WHEN (n.i * 31) % 500 = 0 THEN {} ELSE {} END".format(*_booleans())
    for start in range(1, comments + 1, AT_A_TIME):
        span = (start, min(start + AT_A_TIME - 1, comments))
        async with transaction():
            await _copy(Voice, voice, span, {"id": _key(1), **about})
            question = {"question_key": _pick(("q1", "q2", "q3"), 5003)}
            await _copy(Comment, comment, span, {"id": _key(2), "voice_id": _key(1), **question})
            first = {"id": _key(3), "comment_id": _key(2), "confidence": confidence, "is_quote": is_quote}
            await _copy(Coding, coding, span, first | {"theme_id": _chosen(ids, 0)}, "n.i % 20 <> 0")
            second = first | {"id": _key(4), "theme_id": _chosen(ids, 1), "is_quote": _booleans()[1]}
            await _copy(Coding, coding, span, second, "n.i % 20 <> 0 AND n.i % 10 = 3")
            await _copy(Reading, reading, span, {"id": _key(5), "comment_id": _key(2)}, "n.i % 10 < 3")
    await _take_stock()
    return consultation


async def _take_stock() -> None:
    """PostgreSQL does it by itself, when it has a minute; SQLite never does."""
    if is_postgres():
        await execute("ANALYZE")


async def _copy(
    model: Model, pattern: Voice | Comment | Coding | Reading, span: tuple[int, int], other: dict[str, str],
    where: str = "1 = 1",
) -> None:  # fmt: skip
    """A row like `pattern` for each number of the span, with some columns made from the number `n.i`."""
    meta = model._meta
    columns = sorted(meta.db_fields)
    values = [other.get(column, f'p."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    numbers = (
        f"generate_series({span[0]}::bigint, {span[1]}::bigint) AS n(i)"
        if is_postgres()
        else f"(WITH RECURSIVE s(i) AS (SELECT {span[0]} UNION ALL SELECT i + 1 FROM s WHERE i < {span[1]}) "
        "SELECT i FROM s) AS n"
    )
    await execute(
        f'INSERT INTO "{meta.db_table}" ({names}) SELECT {", ".join(values)} '
        f'FROM {numbers} CROSS JOIN "{meta.db_table}" p WHERE p.id = ? AND {where} '
        f"ORDER BY {other['id']}",  # in the order of the keys, which saves most of the work of the indexes
        [pattern.id],
    )


def _key(kind: int) -> str:
    """A UUID from the number, scattered as random ones are."""
    scattered = "(n.i * 2654435761) % 4294967296"
    tail = f"-0000-4000-8000-00000000000{kind}"
    if is_postgres():
        return f"(lpad(to_hex(({scattered})), 8, '0') || '{tail}')::uuid"
    return f"(printf('%08x', {scattered}) || '{tail}')"


def _pick(choices: Iterable[str], step: int) -> str:
    values = list(choices)
    cases = " ".join(f"WHEN {at} THEN '{value}'" for at, value in enumerate(values))
    return f"CASE (n.i * {step} + n.i / 11) % {len(values)} {cases} END"


def _chosen(ids: list[str], more: int) -> str:
    """Themes of very different sizes, as people's are."""
    chosen = _pick([one.strip("'") for one in ids], 1)
    chosen = chosen.replace(
        "(n.i * 1 + n.i / 11)", f"(((n.i * 48271) % 65536) * ((n.i * 69621) % 65536) / 65536 + {more})"
    )
    return f"({chosen})::uuid" if is_postgres() else chosen


def _booleans() -> tuple[str, str]:
    return ("TRUE", "FALSE") if is_postgres() else ("1", "0")
