"""Where somebody's own words are now, in the order in which they travel. Reads only; owns no tables."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.clock import london_day
from feedback.core.thresholds import suppress_below
from feedback.privacy.models import Withdrawal
from feedback.publishing.counting import VOICES, find_count
from feedback.publishing.polls import find_reply
from feedback.publishing.reading import find_report
from feedback.replies.judging import find_answer
from feedback.replies.models import Answered, Asked, Decision, Reply, ReplyState
from feedback.safety.models import SafetyItem
from feedback.themes.models import Reading, Theme, ThemeState
from feedback.voices.models import Comment, CommentState, Voice, VoiceState
from feedback.yearly.routes_to_help import Way, own_service_routes
from feedback.yearly.sorting import is_about_own_service
from surveys.asking import as_asked
from surveys.kinds import UNKNOWN_LABEL
from surveys.models import Answer, AnswerState, Survey
from surveys.outcomes import find_outcome

FEW = "A few other people may have said something like it"
NOT_COUNTED = "Our next report says how many other people said something like it"


@dataclass(frozen=True)
class Own:
    """One thing that the person said: the question, and their words or choices."""

    question: str
    said: str


@dataclass(frozen=True)
class Among:
    """A theme that holds some of these words, and who else said something like it, in words."""

    title: str
    others: str


@dataclass(frozen=True)
class Followed:
    """A public reply to a theme that holds these words, the decision behind it, and if it helped this person."""

    reply: Reply
    decision: Decision | None
    helped: Answered | None
    is_late: bool


@dataclass(frozen=True)
class Journey:
    """Everything that a receipt shows."""

    consultation: Consultation
    received_on: date
    own: list[Own]
    read_on: date | None
    themes: list[Among]
    replies: list[Followed]
    reply_by: date | None
    is_late: bool = False  # the day by which we said that we would reply has passed
    has_words: bool = True  # without any there is nothing to read, and no theme can hold them
    may_quote: bool = False
    withdrawn_on: date | None = None
    poll: Survey | None = None  # where this is a vote: nobody reads it, it is counted
    is_decided: bool = False
    ways: tuple[Way, ...] = ()  # who can sort it out, where some of it is about the person's own support (D6)


async def follow_voice(voice: Voice, today: date) -> Journey:
    """How far this voice has come. A held comment travels like any other here (D92)."""
    consultation = await Consultation.get(id=voice.consultation_id)
    if voice.state == VoiceState.WITHDRAWN:
        tombstone = await Withdrawal.get(voice_id=voice.id)
        return Journey(
            consultation, voice.received_on, [], None, [], [], None, withdrawn_on=tombstone.withdrawn_on
        )
    poll = await Survey.get_or_none(is_poll=True, responses__voice_id=voice.id)
    if poll is not None:
        return await _follow_vote(voice, consultation, poll, today)
    themes = (
        await Theme.filter(
            codings__comment__voice_id=voice.id,
            codings__comment__state=CommentState.LIVE,
            codings__belongs=True,
            state=ThemeState.ADOPTED,
        )
        .order_by("title", "id")
        .distinct()
    )
    replies = (
        await Reply.filter(
            state=ReplyState.PUBLISHED, theme_links__theme_id__in=[theme.id for theme in themes]
        )
        .order_by("-published_on", "slug")
        .distinct()
        .prefetch_related("priority", "decision")
    )
    others, until_then = await find_others(consultation), await say_until_counted(consultation)
    return Journey(
        consultation=consultation,
        received_on=voice.received_on,
        own=await own_words(voice),
        read_on=await find_read_on(voice),
        themes=[Among(theme.title, others.get(str(theme.id), until_then)) for theme in themes],
        replies=[await _follow(reply, voice, today) for reply in replies],
        reply_by=consultation.reply_due_on,
        is_late=consultation.is_late(today),
        has_words=await Comment.filter(voice_id=voice.id).exists(),
        may_quote=voice.may_quote,
        ways=own_service_routes() if await is_about_own_service(voice) else (),
    )


async def _follow(reply: Reply, voice: Voice, today: date) -> Followed:
    helped = await find_answer(reply, Asked.RECEIPT, str(voice.id))
    return Followed(reply, reply.decision, helped, reply.is_late(today))


async def _follow_vote(voice: Voice, consultation: Consultation, poll: Survey, today: date) -> Journey:
    """A vote has no words and no theme. What answers it is the reply that staff chose for its poll."""
    reply = await find_reply(poll)
    return Journey(
        consultation=consultation,
        received_on=voice.received_on,
        own=await own_words(voice) or [Own(poll.title, UNKNOWN_LABEL)],
        read_on=None,
        themes=[],
        replies=[await _follow(reply, voice, today)] if reply else [],
        reply_by=consultation.reply_due_on,
        is_late=consultation.is_late(today),
        poll=poll,
        is_decided=await find_outcome(poll) is not None,
    )


async def find_read_on(voice: Voice) -> date | None:
    """The first day on which anybody read some of it. Held words are read by the safeguarding lead; that counts
    as any reading does, and the receipt never says who it was (D92)."""
    reading = await Reading.filter(comment__voice_id=voice.id).order_by("read_on").first()
    seen = SafetyItem.filter(comment__voice_id=voice.id, seen_at__isnull=False)
    item = await seen.order_by("seen_at").first()
    days = [reading.read_on] if reading else []
    if item is not None and item.seen_at is not None:
        days.append(london_day(item.seen_at))
    return min(days, default=None)


async def own_words(voice: Voice) -> list[Own]:
    """What was said, in the order of the questions where a survey asked them."""
    answers = (
        await Answer.filter(response__voice_id=voice.id, state=AnswerState.ANSWERED)
        .order_by("question__position", "value")
        .prefetch_related("question", "comment")
    )
    if not answers:
        comments = await Comment.filter(voice_id=voice.id).order_by("question_key", "id")
        return [Own(comment.question_text, comment.words) for comment in comments]
    own: dict[UUID, Own] = {}
    for answer in answers:
        asked = as_asked(answer.question)
        said = answer.comment.words if answer.comment else asked.label_of(answer.value)
        before = own.get(answer.question_id)
        own[answer.question_id] = Own(answer.question.text, f"{before.said}, {said}" if before else said)
    return list(own.values())


async def find_others(consultation: Consultation) -> dict[str, str]:
    """How many others said something like it, by theme, from the report that everybody can read.

    A number of its own, counted on another day, would differ from the report's by a few people (D62).
    """
    published = await find_report(consultation)
    return {line.id: say_others(line.voices.number) for line in published[0].themes} if published else {}


async def say_until_counted(consultation: Consultation) -> str:
    """Of a theme that no report has yet. How many said it would be a number of its own; how many were heard in
    all is public already, in steps."""
    heard = await find_count(consultation, VOICES)
    if heard is None or heard.number is None:
        return NOT_COUNTED
    return f"{heard.text} people have told us something so far. {NOT_COUNTED}"


def say_others(voices: int | None) -> str:
    """One of the voices is the person who reads this, so what is left of a count of five is too few."""
    if voices is None or voices <= suppress_below():
        return FEW
    return f"{voices - 1:,} other people said something like it"
