"""The contents page of the product: every room's routes, what stands in front of them, and how it starts.

Who comes in          FollowRequests    a number, a log line and a count for each request
                      SecurityHeaders   the same on every answer
                      CatchProblems     a page for whatever went wrong
                      OriginCheck       no form from another site
Where they go         the routes below, each made by `access.public` or `access.staff`
"""

import asyncio
import gc
import importlib
import importlib.util
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from feedback.consultations.models import Consultation
from feedback.consultations.rooms import Room, set_rooms
from feedback.core.database import close_database, open_database
from feedback.core.keyed import set_secret
from feedback.core.logs import configure_logging
from feedback.core.metrics import RequestCounts
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.kit.brand import brand_of
from feedback.kit.desk import DeskLines
from feedback.kit.headers import SecurityHeaders
from feedback.kit.limits import Counter
from feedback.kit.origin import OriginCheck
from feedback.kit.problems import HANDLERS, CatchProblems
from feedback.kit.rendering import NavLink, configure_rendering, look_routes, warm
from feedback.kit.requests import FollowRequests, keep_writing
from feedback.people.passwords import use_hasher
from feedback.people.sessions import find_session
from feedback.safety.help_lines import use_local_lines

ROOMS = (
    "feedback.people",
    "feedback.contacts",
    "feedback.strategy",
    "feedback.consultations",
    "feedback.voices",
    "feedback.safety",
    "feedback.events",
    "surveys",
    "feedback.themes",
    "feedback.reports",
    "feedback.replies",
    "feedback.forums",
    "feedback.youth",
    "feedback.publishing",
    "feedback.yearly",
    "feedback.privacy",
    "feedback.receipts",
)

YOUNG_OBJECTS = 10_000

# What stands on a consultation's own page, in the order in which a voice travels.
ON_A_CONSULTATION = (
    Room("Surveys", "staff_surveys", (Role.EDITOR, Role.READER), "What people are asked"),
    Room("Polls", "staff_polls", (Role.EDITOR, Role.READER), "One question, one tap"),
    Room("Spreadsheets", "imports", (Role.EDITOR,), "Comments that came another way"),
    Room(
        "Forum views",
        "staff_forum_views",
        (Role.READER, Role.EDITOR, Role.ANALYST, Role.PUBLISHER),
        "What forums and groups say",
    ),
    Room("Themes", "themes", (Role.ANALYST,), "What people talk about"),
    Room("Report", "report", (Role.READER, Role.ANALYST), "Who said what, in numbers"),
    Room("Young people’s words", "arrange_quotes", (Role.PUBLISHER,), "Quotes by life outcome"),
    Room("Decisions", "decisions", (Role.PUBLISHER,), "Which meeting decided, and what it had read"),
    Room("Replies", "staff_replies", (Role.PUBLISHER,), "You said, we did"),
)


def create_app(settings: Settings) -> Starlette:
    set_secret(settings.secret)
    set_rooms(ON_A_CONSULTATION)
    if settings.cheap_passwords:
        use_hasher(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    rooms = gather_rooms()
    use_local_lines(settings.help_lines)
    configure_rendering(brand_of(settings), rooms.nav)
    counts = RequestCounts()
    app = Starlette(
        routes=rooms.routes,
        middleware=[
            Middleware(FollowRequests, counts=counts),
            Middleware(SecurityHeaders, secure=settings.is_secure),
            Middleware(CatchProblems),
            Middleware(OriginCheck),
        ],
        exception_handlers=HANDLERS,
        lifespan=_lifespan(settings, counts),
    )
    app.state.settings = settings
    app.state.find_session = find_session
    app.state.list_consultations = list_consultations
    app.state.desk = rooms.desk
    app.state.counter = Counter(settings.forms_per_minute)
    return app


def app_from_env() -> Starlette:
    """What the server calls in each of its worker processes."""
    settings = Settings.from_env()
    configure_logging(readable=settings.debug)
    return create_app(settings)


@dataclass(frozen=True)
class Rooms:
    """What the rooms bring: their pages, lines in the staff menu, and what waits for people."""

    routes: list[BaseRoute] = field(default_factory=list)
    nav: list[NavLink] = field(default_factory=list)
    desk: list[DeskLines] = field(default_factory=list)


def gather_rooms() -> Rooms:
    """Every room's `routes`, with its `nav` and `desk` where it has them."""
    rooms = Rooms()
    rooms.routes.extend(look_routes())
    for room in ROOMS:
        if importlib.util.find_spec(f"{room}.views") is None:
            continue
        views = importlib.import_module(f"{room}.views")
        rooms.routes.extend(views.routes)
        rooms.nav.extend(getattr(views, "nav", ()))
        rooms.desk.extend(getattr(views, "desk", ()))
    # Routes are tried in turn. Those of people who answer come first: they are asked for most, and all at once.
    rooms.routes.sort(key=lambda route: not getattr(route, "path", "").startswith("/s/"))
    return rooms


async def list_consultations() -> list[tuple[UUID, str]]:
    """For what a role can be given. People stands below consultations, so it is handed in from here."""
    found = await Consultation.all().order_by("title", "id")
    return [(consultation.id, consultation.title) for consultation in found]


def _lifespan(
    settings: Settings, counts: RequestCounts
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await open_database(settings)
        warm()
        # What was made at the start stays to the end, and a page makes thousands of small things: the collector
        # need not walk them all again for each visitor.
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS)
        chores = [
            asyncio.create_task(keep_writing(counts)),
            asyncio.create_task(app.state.counter.keep_flushing()),
        ]
        try:
            yield
        finally:
            for chore in chores:
                chore.cancel()
                with suppress(asyncio.CancelledError):
                    await chore
            await close_database()

    return lifespan
