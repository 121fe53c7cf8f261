"""One person at one survey: what the cookie opens, and the pages for when it opens nothing."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now, today
from feedback.core.errors import NotFound
from feedback.kit.cookies import DRAFT, SENT, Kept
from feedback.kit.rendering import address, render
from feedback.voices.keep_codes import read_client_key, write_client_key
from surveys.answering import Line, client_key_of, find_code, given_to
from surveys.asking import AskedVersion, asked_version, is_known, why_not_open
from surveys.drafts import find_visit
from surveys.models import AnswerState, Draft, Survey


@dataclass(frozen=True)
class Visit:
    survey: Survey
    token: str | None
    draft: Draft | None
    version: AskedVersion | None

    @property
    def closed(self) -> str | None:
        return why_not_open(self.survey, today())


@dataclass(frozen=True)
class Answering:
    """A visit with a draft."""

    survey: Survey
    token: str
    draft: Draft
    version: AskedVersion


async def arrive(request: Request) -> Visit:
    token = request.cookies.get(DRAFT.name)
    survey, draft = await find_visit(request.path_params["slug"], token, now())
    if survey.is_poll:  # answered on its own page, once
        raise NotFound
    version = await asked_version(draft.version_id) if draft else None
    return Visit(survey, token, draft, version)


async def come_back(request: Request) -> Answering | Response:
    """The draft that this cookie opens, or the page for somebody whose draft is gone or who came too late."""
    visit = await arrive(request)
    if visit.draft is None or visit.version is None or visit.token is None:
        return await show_gone(request, visit)
    answering = Answering(visit.survey, visit.token, visit.draft, visit.version)
    return show_closed(request, visit.survey, answering) if visit.closed else answering


async def show_gone(request: Request, visit: Visit, typed: str = "", restarted: bool = False) -> Response:
    """There is a cookie and no draft: it was sent, deleted or a day old. Without a cookie: nobody began."""
    survey = visit.survey
    if visit.token is not None and not restarted:
        key = client_key_of(visit.token, survey.id)
        if await find_code(key) is not None:
            return to_thanks(request, survey, key)
    is_sent = visit.token is None and await find_sent_code(request) is not None
    if is_sent and not typed:
        return RedirectResponse(address(request, "survey_thanks", slug=survey.slug), 303)
    if request.method == "GET" and visit.token is None:
        return RedirectResponse(address(request, "survey", slug=survey.slug), 303)
    if visit.closed:
        return show_closed(request, survey, None, typed)
    return render(
        request,
        "surveys/gone.html",
        status=410,
        survey=survey,
        typed=typed,
        restarted=restarted,
        had_draft=visit.token is not None,
        is_sent=is_sent,
    )


async def find_sent_code(request: Request) -> str | None:
    """The keep-code of what this browser sent last in this survey, as long as it is open."""
    key = read_client_key(request.cookies.get(SENT.name, ""))
    return await find_code(key) if key else None


def show_closed(
    request: Request, survey: Survey, answering: Answering | None = None, typed: str = ""
) -> Response:
    """Nobody can answer now. What this person wrote is shown once more, so that it can be copied."""
    if answering is None and not is_known(survey):
        raise NotFound
    written = [] if answering is None else _written(answering)
    status = 200 if request.method == "GET" else 409
    return render(
        request,
        "surveys/closed.html",
        status=status,
        survey=survey,
        sentence=why_not_open(survey, today()),
        written=written,
        typed=typed,
    )


def _written(answering: Answering) -> list[Line]:
    return [
        Line(question.text, question.kind.say(question, given), question.number)
        for question in answering.version.questions
        for given in [given_to(answering.draft, question)]
        if given.state is not AnswerState.SKIPPED
    ]


def to_thanks(request: Request, survey: Survey, key: bytes) -> Response:
    """To the page with the keep-code. The key goes by a cookie: it may stand in no address and no log."""
    response = RedirectResponse(address(request, "survey_thanks", slug=survey.slug), 303)
    path = address(request, "survey", slug=survey.slug)
    keep(request, response, SENT, write_client_key(key), path)
    forget(request, response, DRAFT, path)
    return response


def keep(request: Request, response: Response, kept: Kept, value: str, path: str) -> None:
    """A cookie for as long as the browser is open, for this survey's pages only."""
    response.set_cookie(kept.name, value, path=path, **_manners(request))


def forget(request: Request, response: Response, kept: Kept, path: str) -> None:
    response.delete_cookie(kept.name, path=path, **_manners(request))


def _manners(request: Request) -> dict[str, Any]:
    return {"secure": request.app.state.settings.is_secure, "httponly": True, "samesite": "lax"}
