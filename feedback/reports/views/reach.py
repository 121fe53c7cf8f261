"""Who was heard, beside who lives here, and what staff do to hear from the others."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from feedback.consultations.models import Consultation
from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import render
from feedback.reports.context import context_tables
from feedback.reports.forms import OutreachForm
from feedback.reports.outreach import finish_outreach, outreach_of, plan_outreach
from feedback.reports.reaching import Reach, helped_in, reach_of, ways_of
from feedback.reports.references import references_from_strategy
from feedback.strategy.models import Strategy
from feedback.themes.views.fetching import ONE, POST, consultation_for, go

SEES = (Role.READER, Role.ANALYST, Role.PUBLISHER)
ACTS = (Role.ANALYST, Role.PUBLISHER)


async def show_reach(request: Request) -> Response:
    consultation = await consultation_for(request, *SEES)
    tables = await reach_of(consultation)
    return await _show(request, consultation, tables, OutreachForm(groups=_groups(tables)))


async def press_plan(request: Request) -> Response:
    consultation = await consultation_for(request, *ACTS)
    tables = await reach_of(consultation)
    form = await bind(OutreachForm, request, groups=_groups(tables))
    if form.is_valid:
        try:
            await plan_outreach(consultation, form.plan(), request.state.account, today())
            await say(request, "It is on the list.")
            return go(request, "reach", consultation)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return await _show(request, consultation, tables, form)


async def press_finish(request: Request) -> Response:
    consultation = await consultation_for(request, *ACTS)
    outreach_id = UUID(str(request.path_params["outreach_id"]))
    await finish_outreach(consultation, outreach_id, request.state.account, today())
    return go(request, "reach", consultation)


async def press_load_references(request: Request) -> Response:
    consultation = await consultation_for(request, Role.PUBLISHER)
    loaded = await references_from_strategy(request.state.account)
    await say(
        request,
        f"{len(loaded)} tables of the strategy are there now."
        if loaded
        else "The strategy has no table that is fit to compare with.",
    )
    return go(request, "reach", consultation)


async def _show(
    request: Request, consultation: Consultation, tables: list[Reach], form: OutreachForm
) -> Response:
    return render(
        request,
        "reports/reach.html",
        consultation=consultation,
        tables=tables,
        form=form,
        ways=await ways_of(consultation),
        helped=await helped_in(consultation),
        context=context_tables(await Strategy.get_or_none(is_current=True)),
        planned=await outreach_of(consultation),
        today=today(),
        may_act=request.state.account.may_any(ACTS, consultation),
    )


def _groups(tables: list[Reach]) -> list[str]:
    return list(dict.fromkeys(line.name for table in tables for line in table.lines))


REACH = ONE + "/reach"
routes = [
    staff(REACH, show_reach, "reach", SEES),
    staff(REACH + "/plan", press_plan, "plan_outreach", ACTS, POST),
    staff(REACH + "/{outreach_id:uuid}/done", press_finish, "finish_outreach", ACTS, POST),
    staff(REACH + "/load", press_load_references, "load_references", Role.PUBLISHER, POST),
]
