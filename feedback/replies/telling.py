"""Tell those who asked to hear: of each new reply, of each change to one, and once of an outcome."""

from datetime import datetime

from feedback.consultations.models import Consultation, ConsultationState
from feedback.contacts.asking import News, tell_contacts
from feedback.contacts.models import Contact, ContactState, Wish
from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.settings import Settings
from feedback.replies.models import Reply, ReplyState, ReplyUpdate
from feedback.strategy.crosswalk import related_slugs

EVERY_REPLY = "replies"
MOST_AT_ONCE = 20

NEW = """We have replied to what people told us.

You said: {you_said}

{standing}: {what}

Read all of it: {link}
"""
CHANGED = """Something changed in our reply “{title}”.

Before: {before}

Now: {now}

Read all of it: {link}
"""
OUTCOME = """You asked us to tell you what came of: {title}

Read what people said, and what we do about it: {link}
"""


def about_reply(reply: Reply) -> str:
    return f"reply:{reply.slug}"


def about_priority(slug: str) -> str:
    return f"priority:{slug}"


def about_outcome(consultation: Consultation) -> str:
    return f"outcome:{consultation.slug}"


async def tell_followers(settings: Settings, now: datetime) -> int:
    """What the scheduler calls. Each reply, update and outcome is marked in the transaction that tells of it."""
    told = 0
    waiting = Reply.filter(state=ReplyState.PUBLISHED, told_on=None).order_by("published_on", "id")
    for reply in await waiting.limit(MOST_AT_ONCE).prefetch_related("priority"):
        told += await _tell_reply(reply, settings, now)
    changes = ReplyUpdate.filter(published_on__isnull=False, told_on=None).order_by("published_on", "id")
    for update in await changes.limit(MOST_AT_ONCE).prefetch_related("reply__priority"):
        told += await _tell_update(update, settings, now)
    return told + await _tell_outcomes(settings)


async def _tell_reply(reply: Reply, settings: Settings, now: datetime) -> int:
    body = NEW.format(
        you_said=reply.you_said,
        standing=reply.standing,
        what=reply.what,
        link=_page(settings, reply),
    )
    news = News(f"You said, we did: {reply.title}"[:200], body, f"reply {reply.id}")
    async with transaction():
        marked = Reply.filter(id=reply.id, state=ReplyState.PUBLISHED, told_on=None)
        if not await marked.update(told_on=london_day(now)):
            return 0
        return await _tell_all(reply, news, settings)


async def _tell_update(update: ReplyUpdate, settings: Settings, now: datetime) -> int:
    reply = update.reply
    body = CHANGED.format(
        title=reply.title, before=update.was_what, now=update.what, link=_page(settings, reply)
    )
    news = News(f"What changed: {reply.title}"[:200], body, f"update {update.id}")
    async with transaction():
        if not await ReplyUpdate.filter(id=update.id, told_on=None).update(told_on=london_day(now)):
            return 0
        if reply.state is not ReplyState.PUBLISHED:
            return 0
        return await _tell_all(reply, news, settings)


async def _tell_all(reply: Reply, news: News, settings: Settings) -> int:
    """Whoever follows in two ways is told in each, and can stop each by itself."""
    slugs = await related_slugs(reply.priority)
    wanted = (EVERY_REPLY, about_reply(reply), *(about_priority(slug) for slug in slugs))
    return sum([await tell_contacts(about, news, settings.base_url) for about in wanted])


async def _tell_outcomes(settings: Settings) -> int:
    """To those who asked to hear once what came of a consultation that has been replied to."""
    told = 0
    waiting = Contact.filter(wish=Wish.OUTCOME, state=ContactState.CONFIRMED)
    wanted = set(await waiting.values_list("about", flat=True))
    slugs = [str(about).removeprefix("outcome:") for about in wanted]
    replied = Consultation.filter(slug__in=slugs, state=ConsultationState.REPLIED).order_by("id")
    for consultation in await replied:
        link = f"{settings.base_url}/consultations/{consultation.slug}"
        body = OUTCOME.format(title=consultation.title, link=link)
        news = News(f"What came of it: {consultation.title}"[:200], body, "outcome")
        told += await tell_contacts(about_outcome(consultation), news, settings.base_url)
    return told


def _page(settings: Settings, reply: Reply) -> str:
    return f"{settings.base_url}/replies/{reply.slug}"
