"""The worker's pages: the members by nickname, the cards, and what waits."""

from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.forums.views.fetching import workspace
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, plural, render
from feedback.people.audit import record
from feedback.people.models import Organisation
from feedback.voices.keep_codes import code_qr_svg
from feedback.youth.checking import checks_to_answer
from feedback.youth.forms import CardsForm, ShowIdeaForm
from feedback.youth.forum import own_forum
from feedback.youth.home import members_of
from feedback.youth.ideas import new_ideas, shown_ideas
from feedback.youth.inviting import code_on, make_cards, waiting_cards, withdraw_card
from feedback.youth.models import IdeaState, TrialState
from feedback.youth.requesting import STATE_WORDS, requests_of
from feedback.youth.testing import wordings_of_forum
from feedback.youth.views.visiting import BOTH, POST

PLACE = "/forum/youth"


async def forum_of(request: Request) -> Organisation:
    return await own_forum(request.state.account)


async def show_forum(request: Request) -> Response:
    forum = await forum_of(request)
    return render(
        request,
        "youth/worker.html",
        forum=forum,
        members=await members_of(forum),
        cards=await waiting_cards(forum, today()),
        requests=await requests_of(forum),
        words=STATE_WORDS,
        wordings=await wordings_of_forum(forum, TrialState.OPEN),
        checks=await checks_to_answer(forum, today()),
        new_ideas=len(await new_ideas(forum)),
    )


async def show_cards(request: Request) -> Response:
    """The cards that nobody has used yet, ready to print, and the form that makes more."""
    forum = await forum_of(request)
    form = await bind(CardsForm, request)
    if form.is_valid:
        try:
            await make_cards(forum, form.how_many.data, request.state.account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The cards are made. Print this page and cut them out.")
            return RedirectResponse(address(request, "youth_cards"), 303)
    cards = []
    for card in await waiting_cards(forum, today()):
        code = code_on(card)
        link = request.app.state.settings.base_url + address(request, "youth_card", code=code)
        cards.append((card, code.replace("-", " · "), Markup(code_qr_svg(link))))
    return render(
        request,
        "youth/cards.html",
        forum=forum,
        form=form,
        cards=cards,
        site=request.app.state.settings.base_url + address(request, "youth_join"),
    )


async def press_withdraw(request: Request) -> Response:
    forum = await forum_of(request)
    await withdraw_card(forum, UUID(str(request.path_params["invitation_id"])), request.state.account)
    await say(request, "This card lets nobody in any more.")
    return RedirectResponse(address(request, "youth_cards"), 303)


async def show_ideas(request: Request) -> Response:
    return await render_ideas(request, await forum_of(request))


async def render_ideas(
    request: Request, forum: Organisation, wrong: tuple[UUID, ShowIdeaForm] | None = None
) -> Response:
    """What members want to be asked about, in their words. That somebody read them is written down (D31)."""
    fresh = await new_ideas(forum)
    if fresh:
        await record(request.state.account, "youth.words.view", forum, plural(len(fresh), "comment"))
    return render(
        request,
        "youth/worker_ideas.html",
        forum=forum,
        fresh=[
            (idea, words, wrong[1] if wrong and wrong[0] == idea.id else ShowIdeaForm(prefix=idea.id.hex))
            for idea, words in fresh
        ],
        wrong=wrong[1] if wrong else None,
        shown=await shown_ideas(forum, IdeaState.SHOWN),
        answered=await shown_ideas(forum, IdeaState.ANSWERED),
    )


routes = [
    workspace(PLACE, show_forum, "youth_forum"),
    workspace(PLACE + "/cards", show_cards, "youth_cards", BOTH),
    workspace(PLACE + "/cards/{invitation_id:uuid}/withdraw", press_withdraw, "withdraw_card", POST),
    workspace(PLACE + "/ideas", show_ideas, "youth_ideas"),
]
