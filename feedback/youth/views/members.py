"""What members do: vote on who may ask them, try out wordings, name subjects, check replies."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.kit.access import public
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.replies.agreeing import is_open
from feedback.replies.reading import LINE_WORDS, get_reply, quotes_of
from feedback.voices.views.codes import fresh_key, sent_key
from feedback.youth.checking import answer_reply, find_members_answer, get_asked, rule
from feedback.youth.forms import IdeaForm, ReplyCheckForm, VoteForm, WordingForm
from feedback.youth.ideas import back_idea, get_idea, suggest_subject
from feedback.youth.models import RequestState, TrialState, YouthMember
from feedback.youth.requesting import find_vote, get_request, vote
from feedback.youth.testing import answer_test, find_answer, get_test
from feedback.youth.views.visiting import BOTH, POST, for_members, home


async def vote_on_request(request: Request, member: YouthMember) -> Response:
    asked = await get_request(_id(request, "request_id"), member.organisation)
    form = await bind(VoteForm, request)
    if form.is_sent and form.accepts.data in ("yes", "no"):
        await vote(asked, member, form.accepts.data == "yes")
        return RedirectResponse(address(request, "youth_request", request_id=asked.id), 303)
    return render(
        request,
        "youth/request.html",
        asked=asked,
        voted=await find_vote(asked, member),
        takes_votes=asked.state is RequestState.VOTING,
    )


async def try_wording(request: Request, member: YouthMember) -> Response:
    test = await get_test(_id(request, "test_id"), member.organisation)
    is_answered = await find_answer(test, member) is not None
    if request.method == "POST" and (is_answered or test.state is TrialState.ENDED):
        return RedirectResponse(request.url.path, 303)
    form = await bind(WordingForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        try:
            await answer_test(test, member, form.thoughts, sent_key(form.client_key.data), today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _to_thanks(request)
    return render(
        request,
        "youth/wording.html",
        test=test,
        form=form,
        is_answered=is_answered,
        is_over=test.state is TrialState.ENDED,
    )


async def suggest(request: Request, member: YouthMember) -> Response:
    form = await bind(IdeaForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        try:
            await suggest_subject(member, form.words.data, sent_key(form.client_key.data), today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _to_thanks(request)
    return render(request, "youth/idea.html", form=form)


async def press_back(request: Request, member: YouthMember) -> Response:
    await back_idea(await get_idea(_id(request, "idea_id"), member.organisation), member)
    return home(request)


async def check_reply(request: Request, member: YouthMember) -> Response:
    asked = await get_asked(_id(request, "asked_id"), member.organisation)
    is_answered = await find_members_answer(asked, member) is not None
    takes_answers = is_open(asked.check_of, today())
    if request.method == "POST" and (is_answered or not takes_answers):
        return RedirectResponse(request.url.path, 303)
    form = await bind(ReplyCheckForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        key = sent_key(form.client_key.data)
        try:
            await answer_reply(asked, member, form.agrees.data == "yes", form.reason.data or "", key, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _to_thanks(request)
    return render(
        request,
        "youth/reply.html",
        asked=asked,
        form=form,
        reply=await get_reply(asked.check_of.reply_id) if takes_answers else None,
        quotes=await quotes_of(asked.check_of.reply) if takes_answers else [],
        line_words=LINE_WORDS,
        rule=rule(),
        is_answered=is_answered,
    )


async def thanks(request: Request, member: YouthMember) -> Response:
    """The same page whatever was written, with where to find help (D92)."""
    return render(request, "youth/thanks.html", member=member)


def _to_thanks(request: Request) -> Response:
    return RedirectResponse(address(request, "youth_thanks"), 303)


def _id(request: Request, name: str) -> UUID:
    return UUID(str(request.path_params[name]))


routes = [
    public("/youth/requests/{request_id:uuid}", for_members(vote_on_request), "youth_request", BOTH),
    public("/youth/wordings/{test_id:uuid}", for_members(try_wording), "youth_wording", BOTH),
    public("/youth/idea", for_members(suggest), "youth_idea", BOTH),
    public("/youth/ideas/{idea_id:uuid}/back", for_members(press_back), "youth_back_idea", POST),
    public("/youth/replies/{asked_id:uuid}", for_members(check_reply), "youth_reply", BOTH),
    public("/youth/thanks", for_members(thanks), "youth_thanks"),
]
