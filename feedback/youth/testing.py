"""Members try out the wording of a question before anybody else is asked it (D47)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.statements import insert_new
from feedback.people.audit import record
from feedback.people.models import Account, Organisation
from feedback.voices.always_open import youth_forum
from feedback.voices.receiving import Said
from feedback.youth.counting import say_counts
from feedback.youth.models import TrialState, WordingAnswer, WordingTest, YouthMember
from feedback.youth.speaking import receive_from, words_of
from surveys.building import get_question
from surveys.models import Survey
from surveys.tested import get_testable

CLEAR: dict[str, str] = {"yes": "Yes", "partly": "Partly", "no": "No"}
MEANS_KEY, INSTEAD_KEY = "wording_means", "wording_instead"
MEANS = "What do you think it means?"
INSTEAD = "How would you say it?"
ENDED = "This test has ended. Thank you all the same."


@dataclass(frozen=True)
class Tried:
    """What members said of a wording, as it may be said."""

    test: WordingTest
    counts: list[tuple[str, str]] = field(default_factory=list)  # empty while a few have answered
    means: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        return len(self.means) + len(self.instead)


@dataclass(frozen=True)
class Thoughts:
    """What one member thinks of a wording."""

    clear: str
    means: str = ""
    instead: str = ""


async def start_test(
    forum: Organisation, survey: Survey, question_key: str, account: Account, today: date
) -> WordingTest:
    """Put a question before the members as it reads now. A change of it later does not change the test."""
    question = await get_question(survey, question_key)
    async with transaction():
        await get_testable(survey)
        running = WordingTest.filter(
            organisation_id=forum.id,
            survey_id=survey.id,
            question_key=question.key,
            question_text=question.text,
            state=TrialState.OPEN,
        )
        if await running.exists():
            raise Refusal("Members are trying out this very wording now.", "question")
        test = await WordingTest.create(
            organisation_id=forum.id,
            survey_id=survey.id,
            question_key=question.key,
            question_text=question.text,
            asked_by_id=account.id,
            asked_on=today,
        )
        await record(account, "youth.wording.start", test)
    return test


async def answer_test(
    test: WordingTest, member: YouthMember, thoughts: Thoughts, key: bytes, today: date
) -> None:
    """Once for each member; whoever wants to answer anew takes the words back first."""
    if thoughts.clear not in CLEAR:
        raise Refusal("Choose if the question is clear", "clear")
    consultation = await youth_forum(today)
    said = [
        Said(MEANS_KEY, f"{MEANS} “{test.question_text}”", thoughts.means),
        Said(INSTEAD_KEY, f"{INSTEAD} “{test.question_text}”", thoughts.instead),
    ]
    async with transaction():
        running = WordingTest.filter(
            id=test.id, organisation_id=member.organisation_id, state=TrialState.OPEN
        )
        if not await running.select_for_update().exists():
            raise Refusal(ENDED)
        answer = WordingAnswer(test_id=test.id, member_id=member.id, clear=thoughts.clear)
        if await find_answer(test, member) is not None:
            return
        if any(one.words.strip() for one in said):
            received = await receive_from(member, consultation, said, key, today)
            if received.is_repeat:
                return
            answer.voice_id = received.voice.id
        await insert_new(answer)


async def end_test(test: WordingTest, account: Account, today: date) -> None:
    async with transaction():
        running = WordingTest.filter(id=test.id, state=TrialState.OPEN)
        if not await running.update(state=TrialState.ENDED, ended_on=today):
            raise Refusal("This test has ended already.")
        await record(account, "youth.wording.end", test)


async def find_answer(test: WordingTest, member: YouthMember) -> WordingAnswer | None:
    return await WordingAnswer.get_or_none(test_id=test.id, member_id=member.id)


async def forget_answer(test: WordingTest, member: YouthMember) -> None:
    """An answer without words, which is no voice."""
    async with transaction():
        await WordingAnswer.filter(test_id=test.id, member_id=member.id, voice_id=None).delete()


async def get_test(test_id: UUID, forum: Organisation | None = None) -> WordingTest:
    found = await WordingTest.get_or_none(id=test_id).prefetch_related("survey__consultation", "organisation")
    if found is None or (forum is not None and found.organisation_id != forum.id):
        raise NotFound
    return found


async def wordings_of_forum(forum: Organisation, state: TrialState) -> list[WordingTest]:
    found = WordingTest.filter(organisation_id=forum.id, state=state)
    return await found.order_by("-asked_on", "question_text", "id").prefetch_related("survey__consultation")


async def wordings_of_survey(survey: Survey) -> list[WordingTest]:
    return await WordingTest.filter(survey_id=survey.id).order_by("-asked_on", "question_text", "id")


async def read_test(test: WordingTest, *, with_words: bool) -> Tried:
    """For the worker and the builder. `with_words`: only for whoever may read what people wrote."""
    answers = await WordingAnswer.filter(test_id=test.id).order_by("id")
    said = say_counts([sum(one.clear == value for one in answers) for value in CLEAR])
    counts = list(zip(CLEAR.values(), said, strict=True)) if said else []
    if not with_words:
        return Tried(test, counts)
    voices = [one.voice_id for one in answers]
    return Tried(test, counts, await words_of(voices, MEANS_KEY), await words_of(voices, INSTEAD_KEY))
