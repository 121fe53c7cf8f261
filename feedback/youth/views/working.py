"""What the worker does with what comes in: requests, subjects, wordings and checks of replies."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.forums.views.fetching import workspace
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, plural, render
from feedback.people.audit import record
from feedback.strategy.bodies import NAMED_HERE
from feedback.youth.checking import count_check, get_asked, read_finding, rule
from feedback.youth.forms import AnswerIdeaForm, AnswerRequestForm, ShowIdeaForm
from feedback.youth.ideas import answer_idea, get_idea, leave_idea, show_idea
from feedback.youth.models import ForumRequest, IdeaState, RequestState
from feedback.youth.requesting import (
    STATE_WORDS,
    VOTE_FIRST,
    answer_request,
    count_votes,
    get_request,
    put_to_vote,
    say_turnout,
    services_that_owe,
)
from feedback.youth.testing import get_test, read_test
from feedback.youth.views.visiting import BOTH, POST
from feedback.youth.views.worker import PLACE, forum_of, render_ideas

REQUEST, IDEA = PLACE + "/requests/{request_id:uuid}", PLACE + "/ideas/{idea_id:uuid}"
CHECK = PLACE + "/checks/{asked_id:uuid}"


async def show_request(request: Request) -> Response:
    """The whole request, and at its end the forum's answer."""
    asked = await _request(request)
    if request.method == "POST" and asked.state is not RequestState.COUNTED:
        raise Refusal(VOTE_FIRST)
    form = await bind(AnswerRequestForm, request)
    if form.is_valid:
        account = request.state.account
        try:
            await answer_request(asked, form.accepts.data == "yes", form.reason.data, account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The service and the members can read the answer now.")
            return _to_request(request, asked)
    return render(
        request,
        "youth/worker_request.html",
        asked=asked,
        word=STATE_WORDS[asked.state],
        turnout=await say_turnout(asked),
        owing=await services_that_owe(asked.organisation) if asked.service.kind == NAMED_HERE else [],
        form=form,
    )


async def press_put(request: Request) -> Response:
    asked = await _request(request)
    await put_to_vote(asked, request.state.account)
    await say(request, "Members can vote now.")
    return _to_request(request, asked)


async def press_count(request: Request) -> Response:
    asked = await _request(request)
    await count_votes(asked, request.state.account)
    await say(request, "The vote is over. Nobody’s vote is kept.")
    return _to_request(request, asked)


async def decide_idea(request: Request) -> Response:
    """Put a subject before the members, in words of one's own, or leave it."""
    forum = await forum_of(request)
    idea = await get_idea(_id(request, "idea_id"), forum)
    form = await bind(ShowIdeaForm, request, prefix=idea.id.hex)
    account = request.state.account
    try:
        if form.act.data == "leave":
            await leave_idea(idea, account)
            await say(request, "It is not put before the others.")
        elif form.is_valid:
            await show_idea(idea, form.title.data or "", account)
            await say(request, "Members can see this subject now.")
    except Refusal as refusal:
        if idea.state is not IdeaState.NEW:
            raise
        add_refusal(form, refusal)
    if form.errors:
        return await render_ideas(request, forum, (idea.id, form))
    return RedirectResponse(address(request, "youth_ideas"), 303)


async def answer(request: Request) -> Response:
    idea = await get_idea(_id(request, "idea_id"), await forum_of(request))
    form = await bind(AnswerIdeaForm, request)
    if form.is_valid:
        try:
            await answer_idea(idea, form.answer.data, request.state.account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Members can read what happens with it.")
            return RedirectResponse(address(request, "youth_ideas"), 303)
    return render(
        request, "youth/answer_idea.html", idea=idea, form=form, is_shown=idea.state is IdeaState.SHOWN
    )


async def show_wording(request: Request) -> Response:
    """What members say of a wording. That somebody read their words is written down (D31)."""
    test = await get_test(_id(request, "test_id"), await forum_of(request))
    tried = await read_test(test, with_words=True)
    if tried.words:
        await record(request.state.account, "youth.words.view", test, plural(tried.words, "comment"))
    return render(request, "youth/worker_wording.html", tried=tried)


async def show_check(request: Request) -> Response:
    """How the check of a reply stands, and why some said no."""
    asked = await get_asked(_id(request, "asked_id"), await forum_of(request))
    finding = await read_finding(asked, with_words=True)
    if finding.reasons:
        read = plural(len(finding.reasons), "comment")
        await record(request.state.account, "youth.words.view", asked, read)
    return render(request, "youth/worker_check.html", finding=finding, rule=rule())


async def press_count_check(request: Request) -> Response:
    asked = await get_asked(_id(request, "asked_id"), await forum_of(request))
    agrees = await count_check(asked, request.state.account, today())
    await say(request, "The forum agrees. The reply will say so." if agrees else "The forum does not agree.")
    return RedirectResponse(address(request, "worker_check", asked_id=asked.id), 303)


async def _request(request: Request) -> ForumRequest:
    return await get_request(_id(request, "request_id"), await forum_of(request))


def _to_request(request: Request, asked: ForumRequest) -> Response:
    return RedirectResponse(address(request, "worker_request", request_id=asked.id), 303)


def _id(request: Request, name: str) -> UUID:
    return UUID(str(request.path_params[name]))


routes = [
    workspace(REQUEST, show_request, "worker_request", BOTH),
    workspace(REQUEST + "/put", press_put, "put_request", POST),
    workspace(REQUEST + "/count", press_count, "count_request", POST),
    workspace(IDEA, decide_idea, "decide_idea", POST),
    workspace(IDEA + "/answer", answer, "answer_idea", BOTH),
    workspace(PLACE + "/wordings/{test_id:uuid}", show_wording, "worker_wording"),
    workspace(CHECK, show_check, "worker_check"),
    workspace(CHECK + "/count", press_count_check, "count_check", POST),
]
