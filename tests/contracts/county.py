"""A whole consultation with real rows of every room, and the address of every route about them."""

from dataclasses import dataclass, field
from uuid import UUID

from starlette.applications import Starlette

from feedback.consultations.models import Consultation
from feedback.core.clock import now, today
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.kit.access import Entrance
from feedback.people.models import Account
from feedback.privacy.withdrawing import withdraw_voice
from feedback.publishing.counting import refresh_counts
from feedback.replies.models import Status
from feedback.replies.quoting import Quote
from feedback.replies.updating import Position, write_update
from feedback.replies.writing import check_reply, publish_reply
from feedback.reports.versions import publish_version
from feedback.safety.holding import raise_items
from feedback.safety.models import SafetyItem
from feedback.strategy.models import Priority, Strategy
from feedback.themes.models import Coding, Suggestion
from feedback.themes.quotes import check_quote, choose_quote
from feedback.themes.tallies import refresh_tallies
from feedback.voices.about import About
from feedback.voices.importing import receive_file
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Comment, RefusedRow
from surveys.models import Survey
from tests.makers.consultations import make_consultation
from tests.makers.replies import make_reply
from tests.makers.surveys import LAST_DAY, make_survey
from tests.makers.themes import make_comments, make_theme
from tests.makers.voices import make_voice
from tests.web import make_account

LIVE = "Quillwort"  # in words that anybody who may read raw text may read
QUOTED = "Marmalade"  # in words that their author lets us use, chosen for the public and checked
QUOTABLE = "Tanglewood"  # in words that their author lets us use and nobody has chosen
HELD = "Foxglove"  # in words that a safety rule holds
WITHDRAWN = "Persimmon"  # in words that their author took back
UPLOADED = "Saxifrage"  # in a file that nobody has imported yet
MARKS = (LIVE, QUOTED, QUOTABLE, HELD, WITHDRAWN, UPLOADED)

# Of the look, the same for everybody, or of the account that asks.
WITHOUT_ROWS = {"slug": "", "kind": "one_of", "key": "q1", "number": "1", "file": "json"}


@dataclass
class County:
    """What the addresses of one consultation are made of."""

    consultation: Consultation
    survey: Survey
    priority: Priority
    codes: dict[str, str]
    ids: dict[str, UUID] = field(default_factory=dict)
    reply_slug: str = ""

    def address_of(self, route: Entrance) -> str:
        path = route.path_format
        slugs = {
            "/staff/consultations/": self.consultation.slug,
            "/consultations/": self.consultation.slug,
            "/staff/surveys/": self.survey.slug,
            "/s/": self.survey.slug,
            "/replies/": self.reply_slug,
            "/priorities/": self.priority.slug,
        }
        slug = next((slug for start, slug in slugs.items() if path.startswith(start)), "")
        values = {**WITHOUT_ROWS, "slug": slug, "code": self.codes["live"], **self.ids}
        return path.format(**{name: values[name] for name in route.param_convertors})


async def make_county(settings: Settings, uploader: Account) -> County:
    """Goes through the verbs. Writer and checker are two people, as everywhere."""
    writer, checker = await make_account(), await make_account()
    consultation = await make_consultation(closes_on=LAST_DAY)
    survey = await make_survey(consultation)
    codes, comments = await _make_voices(consultation)
    theme = await make_theme(consultation, "Late buses", comments)
    suggestion = await Suggestion.filter(run__consultation_id=consultation.id).order_by("id").first()
    quoted = await Coding.get(comment__consultation_id=consultation.id, comment__words__contains=QUOTED)
    quote = await choose_quote(quoted, writer, today())
    await check_quote(quote, checker, today())
    await refresh_tallies(consultation)
    await publish_version(consultation, checker, today())
    await refresh_counts(today())
    of_words = Quote(quoted.comment_id, quoted.start, quoted.end)
    reply = await make_reply(consultation, writer, [theme], [of_words])
    await check_reply(checker, reply, today())
    await publish_reply(checker, reply, today())
    await write_update(writer, reply, Position(Status.DONE, "It is done.", "", None), today())
    await raise_items(settings, now())
    item = await SafetyItem.filter(consultation_id=consultation.id).order_by("id").first()
    content = f"Comment,Who\n{UPLOADED} is what they wrote,Parent\n".encode()
    received = await receive_file(consultation, uploader, "answers.csv", content, today())
    await RefusedRow.create(source=received, number=3, reason="There are no words in “Comment”.")
    await reply.refresh_from_db()
    await reply.fetch_related("priority__strategy")
    document = {"priorities": [{"id": reply.priority.code}]}
    await Strategy.filter(id=reply.priority.strategy_id).update(document=document, is_current=True)
    assert suggestion is not None
    assert item is not None
    account = await make_account(Role.READER)
    county = County(consultation, survey, reply.priority, codes, reply_slug=reply.slug)
    county.ids = {
        "theme_id": theme.id,
        "suggestion_id": suggestion.id,
        "comment_id": comments[0].id,
        "quote_id": quote.id,
        "item_id": item.id,
        "import_id": received.id,
        "reply_id": reply.id,
        "account_id": account.id,
        "grant_id": account.grants[0].id,
    }
    return county


async def _make_voices(consultation: Consultation) -> tuple[dict[str, str], list[Comment]]:
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


def routes_of(app: Starlette) -> list[Entrance]:
    return [route for route in app.routes if isinstance(route, Entrance)]


def is_about_rows(route: Entrance) -> bool:
    return bool(route.param_convertors)
