"""Staff pages: what was promised, and what somebody has to say about it now."""

from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import london_day, long_date, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.desk import DeskLine
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.people.models import Account
from feedback.strategy import promising
from feedback.strategy.crosswalk import lines_now
from feedback.strategy.development_models import Promise
from feedback.strategy.developments import get_promise, list_promises, steps_of, unheard_promises
from feedback.strategy.forms import DROPPED, KEPT, PromiseForm, SayMoreForm
from feedback.strategy.views.developments import BOTH, EVERYTHING, check_editor


async def show_promises(request: Request) -> Response:
    check_editor(request)
    return render(request, "strategy/staff_promises.html", promises=await list_promises(), today=today())


async def make_promise(request: Request) -> Response:
    check_editor(request)
    form = await bind(PromiseForm, request, line_choices=await lines_now())
    if form.is_valid:
        promised = form.promised()
        try:
            promising.check_promised(promised, today())
            await promising.make_promise(request.state.account, promised, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Everybody can read this promise, and its day.")
            return RedirectResponse(address(request, "staff_promises"), 303)
    return render(request, "strategy/add_promise.html", form=form)


async def say_more(request: Request) -> Response:
    check_editor(request)
    promise = await get_promise(UUID(str(request.path_params["promise_id"])))
    form = await bind(SayMoreForm, request)
    if form.is_valid:
        try:
            await _say(request.state.account, promise, form)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Everybody can read it now.")
            return RedirectResponse(address(request, "staff_promises"), 303)
    steps = await steps_of([promise])
    return render(
        request,
        "strategy/staff_promise.html",
        form=form,
        promise=promise,
        steps=steps[promise.id],
        today=today(),
    )


async def _say(account: Account, promise: Promise, form: SayMoreForm) -> None:
    if form.now.data == KEPT:
        await promising.keep_promise(account, promise, form.said.data, today())
    elif form.now.data == DROPPED:
        await promising.drop_promise(account, promise, form.said.data, today())
    else:
        later: date | None = form.check_on.data
        if later is None:
            raise Refusal("Give the day by which you will say more.", "check_on")
        await promising.renew_promise(account, promise, form.said.data, later, today())


async def find_desk_lines(account: Any, moment: Any) -> list[DeskLine]:
    """Promises of which nobody has heard since their day."""
    if not account.may(Role.EDITOR, EVERYTHING):
        return []
    return [
        DeskLine(
            f"Say more about “{promise.text[:80]}”: it was promised for {long_date(promise.check_on)}",
            "say_more",
            {"promise_id": promise.id},
        )
        for promise in await unheard_promises(london_day(moment))
    ]


routes = [
    staff("/staff/promises", show_promises, "staff_promises", Role.EDITOR),
    staff("/staff/promises/add", make_promise, "make_promise", Role.EDITOR, BOTH),
    staff("/staff/promises/{promise_id:uuid}", say_more, "say_more", Role.EDITOR, BOTH),
]

desk = (find_desk_lines,)
