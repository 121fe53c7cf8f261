"""A whole consultation with real rows of every room, and the address of every route about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import httpx2
from starlette.applications import Starlette

from feedback.consultations.models import Consultation
from feedback.contacts.asking import token_of as contact_token
from feedback.core.clock import now, today
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.forums.backing import ask_members, signature_of
from feedback.forums.models import ForumPoint
from feedback.forums.representing import own_seat
from feedback.forums.signing_in import make_link
from feedback.forums.understanding import dispute_summary, write_summary
from feedback.kit.access import Entrance
from feedback.people.models import Account
from feedback.people.sessions import open_session
from feedback.publishing.counting import refresh_counts
from feedback.replies.agreeing import token_of as agree_token
from feedback.reports.outreach import Plan, plan_outreach
from feedback.reports.versions import publish_version
from feedback.safety.holding import raise_items
from feedback.safety.models import SafetyItem
from feedback.strategy.models import Priority, Strategy
from feedback.strategy.promising import make_promise
from feedback.strategy.reviewing import add_recommendation, add_review
from feedback.themes.models import CheckedComment, Coding, Suggestion, Theme
from feedback.themes.quotes import check_quote, choose_quote
from feedback.themes.tallies import refresh_tallies
from feedback.voices.importing import receive_file
from feedback.voices.models import Comment, Import, RefusedRow
from feedback.yearly.models import Decision, Subject, YearlyReport
from feedback.yearly.reporting import build_document, start_report
from feedback.yearly.sorting import Sorted, sort_comment
from surveys.models import Survey
from surveys.polls import ticket_of
from tests.contracts.rows import (
    DRAFTED,
    QUOTED,
    UPLOADED,
    add_check,
    make_asked,
    make_contact,
    make_public_reply,
    make_voices,
    open_doors,
)
from tests.contracts.young import make_youth_rows
from tests.makers.consultations import DAY, make_consultation, make_priority
from tests.makers.developments import make_pilot, promised
from tests.makers.forums import SITE, make_draft, make_forum, make_sent
from tests.makers.surveys import LAST_DAY
from tests.makers.themes import make_theme
from tests.makers.youth import Youth
from tests.web import make_account

# Of the look, the same for everybody, or of the account that asks.
WITHOUT_ROWS = {"slug": "", "kind": "one_of", "key": "q1", "number": "1", "file": "json"}


@dataclass
class County:
    """What the addresses of one consultation are made of."""

    consultation: Consultation
    survey: Survey
    poll: Survey
    priority: Priority
    codes: dict[str, str]
    ids: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    reply_slug: str = ""
    development_slug: str = ""
    strategy_slug: str = ""
    yearly_slug: str = ""
    event_slug: str = ""
    representative: Account | None = None  # who speaks for the county's forum
    session: str = ""  # of the representative

    def address_of(self, route: Entrance) -> str:
        path = route.path_format
        slugs = {
            "/staff/consultations/": self.consultation.slug,
            "/consultations/": self.consultation.slug,
            "/staff/surveys/": self.survey.slug,
            "/s/": self.survey.slug,
            "/staff/polls/": self.poll.slug,
            "/p/": self.poll.slug,
            "/receipt/replies/": self.reply_slug,
            "/replies/": self.reply_slug,
            "/priorities/": self.priority.slug,
            "/staff/priorities/": self.priority.slug,
            "/staff/developments/": self.development_slug,
            "/developments/": self.development_slug,
            "/staff/strategies/": self.strategy_slug,
            "/yearly-reports/": self.yearly_slug,
            "/staff/events/": self.event_slug,
            "/events/": self.event_slug,
        }
        slug = next((slug for start, slug in slugs.items() if path.startswith(start)), "")
        kind = "check" if path.startswith("/agree/") else "forum" if path.startswith("/forum") else "contact"
        values = {
            **WITHOUT_ROWS,
            "slug": slug,
            "code": self.codes["live"],
            "token": self.tokens[kind],
            **self.ids,
        }
        values |= {"ticket": ticket_of(self.poll, 2), "signature": self.tokens["signature"]}
        return path.format(**{name: values[name] for name in route.param_convertors})


OUTREACH = Plan("16-17", "Ring the colleges", "Head of colleges", LAST_DAY)


async def make_county(settings: Settings, uploader: Account) -> County:
    """Goes through the verbs. Writer and checker are two people, as everywhere."""
    writer, checker = await make_account(), await make_account()
    consultation = await make_consultation(closes_on=LAST_DAY)
    survey, poll = await make_asked(consultation)
    codes, comments = await make_voices(consultation)
    theme = await make_theme(consultation, "Late buses", comments)
    suggestion = await Suggestion.filter(run__consultation_id=consultation.id).order_by("id").first()
    quoted = await Coding.get(comment__consultation_id=consultation.id, comment__words__contains=QUOTED)
    quote = await choose_quote(quoted, writer, today())
    await check_quote(quote, checker, today())
    await refresh_tallies(consultation)
    await publish_version(consultation, checker, today())
    outreach = await plan_outreach(consultation, OUTREACH, writer, today())
    await refresh_counts(today())
    reply, asked = await make_public_reply(settings, consultation, theme, quoted, writer, checker)
    received, item = await _add_what_waits(settings, consultation, uploader)
    await _make_current(reply.priority)
    assert suggestion is not None
    contact, account = await make_contact(settings), await make_account(Role.READER)
    event = await open_doors(consultation, uploader)
    county = County(
        consultation, survey, poll, reply.priority, codes, reply_slug=reply.slug, event_slug=event.slug
    )
    county.tokens = {"check": agree_token(asked), "contact": contact_token(contact)}
    county.ids = {
        "check_id": asked.id,
        "contact_id": contact.id,
        "theme_id": theme.id,
        "suggestion_id": suggestion.id,
        "frame_id": theme.frame_id,
        "quote_id": quote.id,
        "item_id": item.id,
        "import_id": received.id,
        "reply_id": reply.id,
        "outreach_id": outreach.id,
        "account_id": account.id,
        "grant_id": account.grants[0].id,
    }
    await _add_blind(county, comments, uploader)
    await _add_developments(county)
    await _add_yearly_report(county, comments[1])
    await _add_forum(county)
    await add_youth(county, theme)
    return county


async def _add_blind(county: County, comments: list[Comment], uploader: Account) -> None:
    """A check, and a comment outside of it: who codes a comment blind finds it on no other page."""
    county.ids["blind_id"] = await add_check(county.consultation, uploader)
    blind = await CheckedComment.all().values_list("comment_id", flat=True)
    county.ids["comment_id"] = next(comment.id for comment in comments if comment.id not in blind)


async def _make_current(priority: Priority) -> None:
    document = {"priorities": [{"id": priority.code}]}
    await Strategy.filter(id=priority.strategy_id).update(document=document, is_current=True)


async def _add_what_waits(
    settings: Settings, consultation: Consultation, uploader: Account
) -> tuple[Import, SafetyItem]:
    """A held comment's item, and a file that nobody has imported yet."""
    await raise_items(settings, now())
    item = await SafetyItem.filter(consultation_id=consultation.id).order_by("id").first()
    assert item is not None
    content = f"Comment,Who\n{UPLOADED} is what they wrote,Parent\n".encode()
    received = await receive_file(consultation, uploader, "answers.csv", content, today())
    await RefusedRow.create(source=received, number=3, reason="There are no words in “Comment”.")
    return received, item


async def _add_yearly_report(county: County, comment: Comment) -> None:
    """A draft, a final edition, and a decision about a comment that waits for its check."""
    maker = await make_account()
    place = await YearlyReport.all().count()
    draft = await start_report(maker, DAY, DAY + timedelta(days=place), today())
    decided = Sorted(
        subject=Subject.QUALITY,
        decision=Decision.SUMMARY,
        words="A bus is late.",
        answer="We ask the firm.",
        owner_role="Head of travel",
        due_on=LAST_DAY,
    )
    sorting = await sort_comment(maker, comment, decided, now())
    final = await YearlyReport.create(
        slug=f"final-{place}",
        first_day=DAY,
        last_day=LAST_DAY,
        version=place + 1,
        is_final=True,
        made_by=maker,
        published_on=today(),
        document=(await build_document(DAY, DAY)).as_kept(),
    )
    county.yearly_slug = final.slug
    county.ids |= {"report_id": draft.id, "sorting_id": sorting.id}


async def _add_developments(county: County) -> None:
    """A pilot with a review and a promise, and an earlier edition whose lines look for their place."""
    editor = await make_account()
    pilot = await make_pilot(editor)
    review = await add_review(editor, pilot, "The youth council", "May 2026", "Forty young people.")
    await add_recommendation(editor, review, "Make it quiet.")
    promise = await make_promise(editor, promised(), DAY, development=pilot)
    old = await make_priority(plain_title="Of an earlier edition")
    await old.fetch_related("strategy", "lines")
    county.development_slug, county.strategy_slug = pilot.slug, old.strategy.slug
    county.ids |= {"promise_id": promise.id, "priority_id": old.id, "line_id": old.lines[0].id}


async def _add_forum(county: County) -> None:
    """A forum with a draft that asks its members, and a view that was sent and whose summary is disputed."""
    forum = await make_forum(kind="youth_forum")
    sent = await make_sent(forum, county.consultation)
    await write_summary(sent, "They want calls.", 0, await make_account(Role.ANALYST), today(), SITE)
    dispute = await dispute_summary(sent, "And taxis on time.", 1, forum.first, today())
    draft = await make_draft(forum, county.consultation, f"The {DRAFTED} bus is late.")
    await ask_members(draft, forum.first)
    point = await ForumPoint.get(view_id=draft.id)
    token, _ = await make_link(forum.seats["third"], now())
    county.representative = forum.first
    county.session = await open_session(forum.first, now())
    county.tokens |= {"forum": token, "signature": signature_of(draft)}
    county.ids |= {
        "view_id": draft.id,
        "point_id": point.id,
        "forum_view_id": sent.id,
        "dispute_id": dispute.id,
    }


async def add_youth(county: County, theme: Theme) -> None:
    """What a Youth Forum works on, and a member who did some of it and wrote on each page."""
    assert county.representative is not None
    forum = (await own_seat(county.representative)).organisation
    made = await make_youth_rows(
        Youth(forum, county.representative), county.consultation, county.survey, theme
    )
    county.tokens["youth"] = made.token
    county.ids |= made.ids


def routes_of(app: Starlette) -> list[Entrance]:
    return [route for route in app.routes if isinstance(route, Entrance)]


def is_of_forums(route: Entrance) -> bool:
    """Pages of a forum's own workspace, which no role of the council opens."""
    return route.needs == (Role.FORUM,) and route.path.startswith("/forum")


def is_of_members(route: Entrance) -> bool:
    """Pages of the Youth Forum's members, which open by a cookie of their own."""
    return route.path.startswith("/youth")


@contextmanager
def acting_for(client: httpx2.AsyncClient, county: County, route: Entrance) -> Iterator[None]:
    """The pages of a forum, and of its members, open for nobody else, so for these the browser is one of them."""
    if not (is_of_forums(route) or is_of_members(route)):
        yield
        return
    name, secret = ("youth", county.tokens["youth"]) if is_of_members(route) else ("session", county.session)
    where = {"domain": "heard.test", "path": "/"}
    own = client.cookies.get(name, **where)
    client.cookies.set(name, secret, **where)
    try:
        yield
    finally:
        if client.cookies.get(name, **where) is not None:
            client.cookies.delete(name, **where)
        if own is not None:
            client.cookies.set(name, own, **where)


def is_about_rows(route: Entrance) -> bool:
    return bool(route.param_convertors)
