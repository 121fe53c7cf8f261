"""Everybody who answers: each starts the survey, answers question by question, and sends it once."""

from dataclasses import dataclass
from random import Random
from typing import Any

from feedback.demo.county import Calendar, consultation_plan, read_county
from feedback.voices.keep_codes import KEY_BYTES, code_of
from feedback.voices.models import AgeBand, SpokenBy
from surveys.answering import send_draft
from surveys.asking import AskedVersion, asked_version, get_ready_version
from surveys.drafts import keep_about, keep_answer, start_draft
from surveys.kinds import Asked, Given
from surveys.models import AnswerState, Survey

CHILDREN = (AgeBand.UNDER_11, AgeBand.A11_12, AgeBand.A13_15, AgeBand.A16_17, AgeBand.A18_19)
SKIPPED, UNKNOWN = 0.04, 0.05


@dataclass(frozen=True)
class Speaker:
    """One row of the county's words. `place` is its number, and the seed of all that is left to chance."""

    slug: str
    place: int
    group: str
    age_band: str
    send_status: str
    may_quote: bool
    words: tuple[str, ...]

    @property
    def chance(self) -> Random:
        return Random(f"{self.slug}:{self.place}")

    @property
    def key(self) -> bytes:
        return Random(f"key:{self.slug}:{self.place}").randbytes(KEY_BYTES)

    @property
    def code(self) -> str:
        return code_of(self.key)

    def about(self) -> dict[str, str]:
        chance = self.chance
        told = {"group": self.group, "age_band": self.age_band, "send_status": self.send_status}
        told["spoken_by"] = SpokenBy.FOR_GROUP if self.group == "voluntary" else SpokenBy.OWN
        if self.group == "young_person" and chance.random() < 0.2:
            told["spoken_by"] = SpokenBy.WITH_HELP
        if self.group == "parent_carer":
            told["child_age_band"] = chance.choice(CHILDREN)
        return told


def speakers_of(plan: dict[str, Any]) -> list[Speaker]:
    said = [*plan["rows"], *([plan["held"]] if "held" in plan else [])]
    return [
        Speaker(plan["slug"], place, group, age, status, bool(quote), tuple(words))
        for place, (group, age, status, quote, *words) in enumerate(said)
    ]


def first_speaker(slug: str) -> Speaker:
    return speakers_of(consultation_plan(slug))[0]


async def send_voices(plan: dict[str, Any], survey: Survey, calendar: Calendar) -> int:
    """Everybody in turn, on days between the first and the last, or yesterday."""
    ready = await get_ready_version(survey)
    version = await asked_version(ready.id)
    speakers = speakers_of(plan)
    last_day = min(plan["closes"], -1)
    for speaker in speakers:
        now = calendar.noon(Random(f"day:{speaker.slug}:{speaker.place}").randint(plan["opens"], last_day))
        token = await start_draft(survey, ready, now)
        for part, value in speaker.about().items():
            await keep_about(survey, token, part, value, now)
        for question_key, given in answers_of(speaker, plan, version).items():
            await keep_answer(survey, token, question_key, given, now)
        await send_draft(survey, version, token, speaker.key, speaker.may_quote, now)
    return len(speakers)


def answers_of(speaker: Speaker, plan: dict[str, Any], version: AskedVersion) -> dict[str, Given]:
    """What one person gives to each question: their own words where they wrote some, else by chance."""
    chance = speaker.chance
    written = dict(zip(plan["said"], speaker.words, strict=True))
    given = {}
    for question, asked in zip(version.questions, plan["survey"]["questions"], strict=True):
        drawn = _drawn(question, asked, " ".join(speaker.words).lower(), chance)
        words = written.get(question.key)
        given[question.key] = drawn if words is None else Given(AnswerState.ANSWERED, words=words)
    return given


def _drawn(question: Asked, asked: dict[str, Any], said: str, chance: Random) -> Given:
    """An answer by chance, unless what the person wrote tells it already."""
    drawn = chance.random()
    if drawn < SKIPPED:
        return Given()
    if drawn < SKIPPED + UNKNOWN:
        return Given(AnswerState.UNKNOWN)
    if question.kind.is_written:
        word = chance.choice(read_county()["one_word"])
        return Given(AnswerState.ANSWERED, words=word) if word else Given()
    told = next((value for phrase, value in asked["told_by"].items() if phrase in said), None)
    if told is not None:
        return Given(AnswerState.ANSWERED, chosen=(told,))
    likely = asked["likely"]
    chosen = chance.choices(list(likely), list(likely.values()), k=chance.randint(1, question.most or 1))
    return Given(AnswerState.ANSWERED, chosen=tuple(dict.fromkeys(chosen)))
