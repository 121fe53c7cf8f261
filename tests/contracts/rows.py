"""The rows of the contract tests' county, room by room, each made through the verbs."""

from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.contacts.asking import ask_to_hear
from feedback.contacts.models import Contact, Wish
from feedback.core.clock import now, today
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.events.looking_back import Taps, tap_cornerstones
from feedback.events.models import Event
from feedback.people.models import Account
from feedback.privacy.withdrawing import withdraw_voice
from feedback.replies.agreeing import answer_check, ask_forum, get_check
from feedback.replies.agreeing import token_of as agree_token
from feedback.replies.judging import judge_reply, publish_verdicts
from feedback.replies.models import Answered, Asked, ForumCheck, Reply, Status
from feedback.replies.quoting import Quote
from feedback.replies.updating import Position, write_update
from feedback.replies.writing import check_reply
from feedback.themes.models import Coding, Theme
from feedback.voices.about import About
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Comment
from feedback.voices.rating import add_rated_page, own_page, rate_page
from surveys.kinds import KINDS
from surveys.models import Survey
from tests.makers.checks import make_check
from tests.makers.events import make_event, make_note, make_public_sheet
from tests.makers.forums import make_forum
from tests.makers.replies import make_reply, publish
from tests.makers.surveys import cast_votes, make_poll, make_survey
from tests.makers.themes import make_comments
from tests.makers.voices import make_voice
from tests.web import make_account

LIVE = "Quillwort"  # in words that anybody who may read raw text may read
QUOTED = "Marmalade"  # in words that their author lets us use, chosen for the public and checked
QUOTABLE = "Tanglewood"  # in words that their author lets us use and nobody has chosen
HELD = "Foxglove"  # in words that a safety rule holds
WITHDRAWN = "Persimmon"  # in words that their author took back
UPLOADED = "Saxifrage"  # in a file that nobody has imported yet
YOUNG = "Elderberry"  # in words that a member of the Youth Forum wrote on its own pages
DRAFTED = "Bergamot"  # in a view that a forum has not sent, which nobody else reads
MARKS = (LIVE, QUOTED, QUOTABLE, HELD, WITHDRAWN, UPLOADED, YOUNG, DRAFTED)

# The first question is a message, so that its page of messages has an address too; the fifth is in words.
FIRST_FIVE = ("message", "one_of", "some_of", "three_step", "short_text")
EVERY_KIND = (*FIRST_FIVE, *(kind for kind in KINDS if kind not in FIRST_FIVE))


async def open_doors(consultation: Consultation, uploader: Account) -> Event:
    """An event with all that can hang on it, and pages that were rated."""
    event = await make_event(consultation)
    await make_note(event, "There is no ramp at the hall.")
    await make_public_sheet(event, questions="Who pays? The council does.")
    await tap_cornerstones(event, Taps(welcome="yes"), new_client_key(), today())
    await rate_page(own_page("/about"), True, "a visit", today())
    await add_rated_page(f"Page {consultation.slug}", "https://council.test/transport", uploader, today())
    return event


async def make_asked(consultation: Consultation) -> tuple[Survey, Survey]:
    """A survey with a question of each kind, copied from another, and a poll that has a vote."""
    source = await make_survey(consultation, kinds=("one_of",))
    survey = await make_survey(consultation, kinds=EVERY_KIND, copied_from=source)
    poll = await make_poll(consultation, links=2)
    await cast_votes(poll, "c1")
    return survey, poll


async def make_public_reply(
    settings: Settings,
    consultation: Consultation,
    theme: Theme,
    quoted: Coding,
    writer: Account,
    checker: Account,
) -> tuple[Reply, ForumCheck]:
    """A public reply that quotes somebody, agreed by a forum and judged, with an update that waits."""
    of_words = Quote(quoted.comment_id, quoted.start, quoted.end)
    reply = await make_reply(consultation, writer, [theme], [of_words])
    await check_reply(checker, reply, today())
    forum = (await make_forum()).organisation
    asked = await ask_forum(writer, reply, forum, settings.base_url, today())
    await answer_check(await get_check(asked.id, agree_token(asked)), True, today())
    await publish(checker, reply, today())
    await judge_reply(reply, Asked.PUBLIC, Answered.YES, "a browser", today())
    await publish_verdicts(today())
    await write_update(writer, reply, Position(Status.DONE, "It is done.", "You asked.", None), today())
    await reply.refresh_from_db()
    await reply.fetch_related("priority__strategy")
    return reply, asked


async def add_check(consultation: Consultation, uploader: Account) -> UUID:
    """Two people code a sample; whoever uploads is one of them, where they may read what was said."""
    second = await make_account(Role.ANALYST)
    first = uploader if uploader.may(Role.ANALYST) else await make_account(Role.ANALYST)
    check, *_ = await make_check(consultation, coders=(first, second))
    return check.id


async def make_contact(settings: Settings) -> Contact:
    address = "somebody@heard.test"
    await ask_to_hear(address, "replies", "Every reply", Wish.NEWS, settings.base_url, today())
    return await Contact.get(address=address)


async def make_voices(consultation: Consultation) -> tuple[dict[str, str], list[Comment]]:
    parent = About(group="parent_carer")
    comments = await make_comments(consultation, 12, "The bus is late and nobody rings.", "young_person")
    comments += await make_comments(consultation, 7, "The bus is early and nobody waits.", "parent_carer")
    codes = {}
    for name, words, may_quote in (
        ("live", f"The {LIVE} bus is late every morning.", False),
        ("quoted", f"The {QUOTED} bus is late every evening.", True),
        ("quotable", f"The {QUOTABLE} bus is late at noon.", True),
        ("held", f"My dad hits me behind the {HELD} shed.", True),
        ("withdrawn", f"The {WITHDRAWN} bus never comes.", True),
    ):
        received = await make_voice(
            words, consultation=consultation, about=parent, may_quote=may_quote, client_key=new_client_key()
        )
        codes[name] = received.code
        if name in ("live", "quoted", "quotable"):
            comments += received.comments
        if name == "withdrawn":
            await withdraw_voice(received.voice, now(), today())
    return codes, comments
