"""Voting: one page, one tap. The page works without script, and a second tap changes nothing."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.kit.cookies import SENT, VOTE
from feedback.kit.forms import Form, add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.voices.keep_codes import code_qr_svg, read_client_key, write_client_key
from surveys.answering import find_code
from surveys.asking import (
    AskedVersion,
    get_ready_version,
    is_known,
    is_over,
    last_day_of,
    reply_by,
    why_not_open,
)
from surveys.forms import read_given, vote_form
from surveys.kinds import Asked
from surveys.models import AnswerState, Survey
from surveys.polls import get_poll, has_buttons, is_ticket
from surveys.views.visits import keep
from surveys.voting import new_token, order_seed, question_of, vote, vote_key


async def show_or_vote(request: Request) -> Response:
    poll = await get_poll(request.path_params["slug"])
    if request.method == "POST":
        return await _vote(request, poll)
    return await _look(request, poll, "")


async def show_by_link(request: Request) -> Response:
    """A signed link lands on the choices. Opening it uses nothing up."""
    poll = await get_poll(request.path_params["slug"])
    ticket = request.path_params["ticket"]
    if not is_ticket(poll, ticket):
        raise NotFound
    return await _look(request, poll, ticket)


async def _look(request: Request, poll: Survey, ticket: str) -> Response:
    token = request.cookies.get(VOTE.name)
    key = vote_key(poll, token, ticket) if token else None
    if key is not None and await find_code(key):
        return _to_thanks(request, poll, key)
    if why_not_open(poll, today()):
        return _show_closed(request, poll)
    if poll.links and not ticket:
        return render(request, "surveys/poll_by_link.html", poll=poll)
    fresh = token or new_token()
    version, question = await _get_question(poll)
    form = vote_form(question, order_seed(fresh))(data={"ticket": ticket})
    page = show_choices(request, poll, question, form, version.tested)
    if token is None:
        keep(request, page, VOTE, fresh, address(request, "poll", slug=poll.slug))
    return page


async def _vote(request: Request, poll: Survey) -> Response:
    token = request.cookies.get(VOTE.name)
    if token is None:
        return render(request, "surveys/poll_no_cookie.html", status=410, poll=poll)
    version, question = await _get_question(poll)
    form = await bind(vote_form(question, order_seed(token)), request)
    ticket = form["ticket"].data or ""
    key = vote_key(poll, token, ticket)
    if await find_code(key):
        return _to_thanks(request, poll, key)
    if why_not_open(poll, today()):
        return _show_closed(request, poll)
    given = read_given(question, form)
    if given.state is AnswerState.SKIPPED and not form.errors:
        form.refuse("Choose an answer", "answer")
    if form.errors:
        return show_choices(request, poll, question, form, version.tested)
    try:
        await vote(poll, token, ticket, given, now())
    except Refusal as refusal:
        add_refusal(form, refusal)
        return show_choices(request, poll, question, form, version.tested)
    return _to_thanks(request, poll, key)


async def _get_question(poll: Survey) -> tuple[AskedVersion, Asked]:
    if not is_known(poll):
        raise NotFound
    return await question_of(await get_ready_version(poll))


def show_choices(
    request: Request, poll: Survey, question: Asked, form: Form, tested: str, page: str = "poll"
) -> Response:
    return render(
        request,
        "surveys/poll.html" if page == "poll" else "surveys/poll_preview.html",
        poll=poll,
        question=question,
        form=form,
        action=address(request, page, slug=poll.slug),
        has_buttons=has_buttons(question),
        last_day=last_day_of(poll),
        reply_by=reply_by(poll),
        tested=tested,
    )


def _show_closed(request: Request, poll: Survey) -> Response:
    if not is_known(poll):
        raise NotFound
    status = 200 if request.method == "GET" else 409
    sentence, over = why_not_open(poll, today()), is_over(poll, today())
    return render(request, "surveys/poll_closed.html", status=status, poll=poll, sentence=sentence, over=over)


def _to_thanks(request: Request, poll: Survey, key: bytes) -> Response:
    """To the page with the keep-code. The key goes by a cookie: it may stand in no address and no log."""
    path = address(request, "poll_thanks", slug=poll.slug)
    response = RedirectResponse(path, 303)
    keep(request, response, SENT, write_client_key(key), path)
    return response


async def thanks(request: Request) -> Response:
    poll = await get_poll(request.path_params["slug"])
    key = read_client_key(request.cookies.get(SENT.name, ""))
    code = await find_code(key) if key else None
    if code is None:
        return RedirectResponse(address(request, "poll", slug=poll.slug), 303)
    link = f"{request.app.state.settings.base_url}/r/{code}"
    return render(
        request,
        "surveys/poll_thanks.html",
        poll=poll,
        code=code,
        qr=Markup(code_qr_svg(link)),
        link=link,
        last_day=last_day_of(poll),
        reply_by=reply_by(poll),
    )
