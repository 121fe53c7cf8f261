"""The editor's pages for polls: one short form, the links to print, and the end."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.lifecycle import get_consultation
from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.voices.keep_codes import code_qr_svg
from surveys import polls
from surveys.asking import as_asked, is_over, last_day_of, say_tested, why_not_open
from surveys.building import get_latest_version, questions_of
from surveys.building_forms import MoreLinksForm, PollForm, read_poll
from surveys.forms import vote_form
from surveys.linting import warnings_of
from surveys.models import Survey
from surveys.outcomes import find_outcome, publish_outcome
from surveys.readiness import is_fixed, missing_for_ready
from surveys.views.polls import show_choices

SEES = (Role.EDITOR, Role.READER, Role.ANALYST, Role.PUBLISHER)
PREVIEW = "preview"


async def list_polls(request: Request) -> Response:
    """The polls of one consultation, and the form that makes one more."""
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, Role.EDITOR if request.method == "POST" else SEES, consultation)
    account = request.state.account
    form = await bind(PollForm, request)
    if form.is_valid:
        try:
            poll = await polls.make_poll(
                consultation,
                read_poll(form),
                account,
                closes_on=form.closes_on.data,
                links=form.links.data or 0,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _to(request, poll)
    found = await polls.polls_of(consultation)
    return render(
        request,
        "surveys/poll_list.html",
        consultation=consultation,
        polls=[(poll, _word_for(poll)) for poll in found],
        form=form,
        may_edit=account.may(Role.EDITOR, consultation),
    )


def _word_for(poll: Survey) -> str:
    if why_not_open(poll, today()) is None:
        return "Open"
    if poll.state == "ready":
        return "Closed" if is_over(poll, today()) and poll.consultation.state != "draft" else "Ready"
    return "Draft" if poll.state == "draft" else "Taken away"


async def show_poll(request: Request) -> Response:
    """The question, who may vote and what can be done next."""
    poll = await _get(request, SEES)
    version = await get_latest_version(poll)
    row = (await questions_of(version))[0]
    link = _base(request) + address(request, "poll", slug=poll.slug)
    return render(
        request,
        "surveys/poll_page.html",
        poll=poll,
        question=as_asked(row),
        word=_word_for(poll),
        warnings=warnings_of(row.text, row.use),
        missing=[] if version.is_ready else await missing_for_ready(poll),
        is_fixed=await is_fixed(poll, version),
        link=link,
        qr=Markup(code_qr_svg(link)),
        last_day=last_day_of(poll),
        outcome=await find_outcome(poll),
        may_edit=request.state.account.may(Role.EDITOR, poll.consultation),
        may_publish=request.state.account.may(Role.PUBLISHER, poll.consultation),
    )


async def show_links(request: Request) -> Response:
    """A sheet to print: every signed link with its square for a camera, or one poster where all may vote."""
    poll = await _get(request, Role.EDITOR)
    form = await bind(MoreLinksForm, request)
    if form.is_valid:
        try:
            await polls.add_links(poll, form.more.data, request.state.account)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return RedirectResponse(address(request, "poll_links", slug=poll.slug), 303)
    tickets = [polls.ticket_of(poll, number) for number in range(1, poll.links + 1)]
    paths = [address(request, "poll_link", slug=poll.slug, ticket=ticket) for ticket in tickets]
    links = [_base(request) + path for path in paths or [address(request, "poll", slug=poll.slug)]]
    return render(
        request,
        "surveys/poll_links.html",
        poll=poll,
        sheets=[(link, Markup(code_qr_svg(link))) for link in links],
        form=form,
        last_day=last_day_of(poll),
    )


async def preview(request: Request) -> Response:
    """As a phone shows it. A tap leads back and stores nothing."""
    poll = await _get(request, SEES)
    if request.method == "POST":
        return _to(request, poll)
    version = await get_latest_version(poll)
    question = as_asked((await questions_of(version))[0])
    form = vote_form(question, PREVIEW)()
    return show_choices(request, poll, question, form, say_tested(version), "preview_poll")


async def press_close(request: Request) -> Response:
    poll = await _get(request, Role.EDITOR)
    await polls.close_poll(poll, today(), request.state.account)
    await publish_outcome(poll, today(), request.app.state.settings.suppress_below)
    await say(request, "The poll is closed, and everybody can see its outcome.")
    return _to(request, poll)


async def _get(request: Request, needs: Role | tuple[Role, ...]) -> Survey:
    poll = await polls.get_poll(request.path_params["slug"])
    check_may(request, needs, poll.consultation)
    return poll


def _base(request: Request) -> str:
    return str(request.app.state.settings.base_url)


def _to(request: Request, poll: Survey) -> Response:
    return RedirectResponse(address(request, "staff_poll", slug=poll.slug), 303)
