"""Ask a forum, before a reply to young people's words is public: is this what you said? (D53)

Those who speak for the forum in Heard get a mail with a link that works once: an address that somebody typed
could be anybody's, and the answer stands on a public page in the forum's name. Nobody is made to answer, so
after two weeks a reply may go out without the label; while the forum is still thinking, and after it said no, it
may not.
"""

from datetime import date, timedelta
from hmac import compare_digest
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.outbox import queue_mail
from feedback.people.audit import record
from feedback.people.models import Account, Organisation
from feedback.people.speakers import speakers_of
from feedback.replies.models import CheckState, ForumCheck, Reply, ReplyState, ReplyTheme
from feedback.themes.models import Coding
from feedback.voices.models import CommentState, VoiceState

DAYS_TO_ANSWER = 14
NOT_CHECKED = (
    "Ask the forum once a second person has found that nobody can be identified,"
    " and before the reply is public."
)
NOBODY_SPEAKS = "Nobody speaks for this forum in Heard now. Choose another, or invite somebody first."
SUBJECT = "Is this what you said? We want to publish a reply"
BODY = """We have written a reply to things that young people told us, called “{title}”.

Before everybody can read it, we ask {forum}: is this what you said?

Open this page, read it, and press one button: {link}

The link works once, until {until}.
"""


async def ask_forum(
    account: Account, reply: Reply, forum: Organisation, base_url: str, today: date
) -> ForumCheck:
    """Mail everybody who speaks for the forum. The first answer counts."""
    speakers = await speakers_of(forum)
    if not speakers:
        raise Refusal(NOBODY_SPEAKS, "forum")
    async with transaction():
        check = await begin_check(account, reply, forum.name, today)
        until = check.expires_on
        link = f"{base_url}/agree/{check.id}/{token_of(check)}"
        body = BODY.format(title=reply.title, forum=forum.name, link=link, until=f"{until.day} {until:%B %Y}")
        for speaker in speakers:
            await queue_mail(speaker.email, SUBJECT, body, key=f"agree-{check.id}-{speaker.id}")
    return check


async def begin_check(account: Account, reply: Reply, forum: str, today: date) -> ForumCheck:
    """The reply waits for the forum from now on, whichever way it is asked. Within a transaction."""
    await reply.refresh_from_db()
    if reply.state != ReplyState.CHECKED:
        raise Refusal(NOT_CHECKED)
    if await _waiting(reply, today):
        raise Refusal("The forum has been asked already. Wait for its answer.")
    await ForumCheck.filter(reply=reply, state=CheckState.ASKED).update(state=CheckState.DROPPED)
    check = await ForumCheck.create(
        reply=reply,
        forum=forum,
        asked_by=account,
        asked_on=today,
        expires_on=today + timedelta(days=DAYS_TO_ANSWER),
    )
    await record(account, "ask forum", reply)
    return check


def token_of(check: ForumCheck) -> str:
    """Only this server can make it, and no table holds it."""
    return keyed_hash("forum-check", str(check.id))[:40]


async def get_check(check_id: UUID, token: str) -> ForumCheck:
    check = await ForumCheck.get_or_none(id=check_id).prefetch_related("reply")
    if check is None or not compare_digest(token.encode(), token_of(check).encode()):
        raise NotFound
    return check


def is_open(check: ForumCheck, today: date) -> bool:
    """Whether this link can still be answered: once, in time, and about the words as they stand."""
    return (
        check.state is CheckState.ASKED
        and today <= check.expires_on
        and check.reply.state is ReplyState.CHECKED
    )


async def answer_check(check: ForumCheck, agrees: bool, today: date) -> None:
    """The forum says whether this is what it said. The first answer counts."""
    if not is_open(check, today):
        raise Refusal("This link was used before, or it is too old. Ask us for a new one.")
    async with transaction():
        asked = ForumCheck.filter(
            id=check.id,
            state=CheckState.ASKED,
            expires_on__gte=today,
            reply__state=ReplyState.CHECKED,
        )
        if not await asked.exists():
            raise Refusal("This link was used before, or it is too old. Ask us for a new one.")
        state = CheckState.AGREED if agrees else CheckState.NOT_AGREED
        taken = await ForumCheck.filter(id=check.id, state=CheckState.ASKED).update(
            state=state, answered_on=today
        )
        if not taken:
            raise Refusal("This link was used before. Ask us for a new one.")
        await record(None, f"forum {state.value.replace('_', ' ')}", check)


async def refuse_unagreed(reply: Reply, today: date) -> None:
    """What a reply must not do behind a forum's back. Within a transaction."""
    if await _waiting(reply, today):
        raise Refusal("The forum was asked whether this is what it said. Wait for its answer.")
    last = await last_check(reply)
    if last is not None and last.state is CheckState.NOT_AGREED:
        raise Refusal("The forum says that this is not what it said. Talk with it, and rewrite the reply.")


async def last_check(reply: Reply) -> ForumCheck | None:
    """How it stands with the forum; nothing where nobody asked, or where the words changed since."""
    checks = ForumCheck.filter(reply=reply).exclude(state=CheckState.DROPPED)
    return await checks.order_by("-asked_on", "-expires_on", "id").first()


async def agreed_check(reply: Reply) -> ForumCheck | None:
    return (
        await ForumCheck.filter(reply=reply, state=CheckState.AGREED).order_by("-answered_on", "id").first()
    )


async def drop_checks(reply: Reply) -> None:
    """The words changed, so what the forum said of them counts no longer. Within a transaction."""
    await ForumCheck.filter(reply=reply).update(state=CheckState.DROPPED)


async def is_about_young_words(reply: Reply) -> bool:
    """Whether any of the words that it answers are a young person's."""
    themes = await ReplyTheme.filter(reply=reply).values_list("theme_id", flat=True)
    return await Coding.filter(
        theme_id__in=list(themes),
        belongs=True,
        comment__state=CommentState.LIVE,
        comment__voice__state=VoiceState.LIVE,
        comment__voice__group="young_person",
    ).exists()


async def _waiting(reply: Reply, today: date) -> bool:
    return await ForumCheck.filter(reply=reply, state=CheckState.ASKED, expires_on__gte=today).exists()
