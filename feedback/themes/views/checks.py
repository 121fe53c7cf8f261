"""Blind double coding: start a check, code a sample one comment a page, and read what came of it."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from feedback.consultations.models import Consultation
from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import plural, render
from feedback.themes.agreement import report_check
from feedback.themes.blind import (
    Sheet,
    checks_of,
    code_blind,
    coders_to_choose,
    count_coded,
    find_next,
    get_check,
    get_sheet,
    live_sample,
    options_of,
    start_check,
    stop_check,
)
from feedback.themes.check_forms import NONE, BlindForm, CheckForm
from feedback.themes.comments import questions_of
from feedback.themes.models import BlindCheck, CheckState, FrameUse
from feedback.themes.settling import find_outcome, keep_alike
from feedback.themes.views.fetching import BOTH, ONE, POST, consultation_for, go, note_words_shown

SHOWN = 20  # comments that the two chose differently for, at a time


async def show_checks(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    coders = await coders_to_choose(consultation)
    questions = await _questions(consultation)
    form = await bind(CheckForm, request, coders=coders, questions=questions)
    if form.is_valid:
        by_id = {str(one.id): one for one in coders}
        chosen = [by_id[form.first.data], by_id[form.second.data]]
        question = form.question.data if "question" in form else questions[0][0] if questions else ""
        try:
            check = await start_check(
                consultation, question or "", form.size.data, chosen, request.state.account, today()
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The check has begun. Both people find it on their start page.")
            return go(request, "check", consultation, blind_id=check.id)
    found = await checks_of(consultation)
    return render(request, "themes/checks.html", consultation=consultation, form=form, checks=found)


async def show_check(request: Request) -> Response:
    """How far both are; or, once they are done, how far they agree."""
    consultation, check = await _fetch(request)
    account = request.state.account
    is_mine = account.id in check.coders and check.state == CheckState.OPEN
    outcome = await find_outcome(check, account) if check.state == CheckState.DONE else None
    differing = outcome.differing[:SHOWN] if outcome else ()
    if differing:
        await note_words_shown(request, consultation, len(differing))
    return render(
        request,
        "themes/check.html",
        consultation=consultation,
        check=check,
        left=await live_sample(check).count(),
        coded=await count_coded(check),
        following=await find_next(check, account) if is_mine else None,
        is_mine=is_mine,
        found=await report_check(check) if check.state == CheckState.DONE else None,
        outcome=outcome,
        differing=differing,
    )


async def press_keep(request: Request) -> Response:
    consultation, check = await _fetch(request)
    kept = await keep_alike(check, request.state.account, now())
    await say(
        request, f"Kept for {plural(kept, 'comment')}. The machine learns from them when it next codes."
    )
    return go(request, "check", consultation, blind_id=check.id)


async def code(request: Request) -> Response:
    consultation, check = await _fetch(request)
    account, position = request.state.account, request.path_params["number"]
    sheet = await get_sheet(check, account, position)
    options = await options_of(check)
    form = await bind(BlindForm, request, data=_ticked(sheet), themes=options)
    if form.is_valid:
        chosen = [UUID(one) for one in form.themes.data if one != NONE]
        try:
            await code_blind(check, account, position, chosen, NONE in form.themes.data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            following = await find_next(check, account)
            if following is None:
                await say(request, "You have coded every comment of this sample. Thank you.")
                return go(request, "check", consultation, blind_id=check.id)
            return go(request, "code_check", consultation, blind_id=check.id, number=following)
    await note_words_shown(request, consultation, 1)
    before = [one.position for one in await live_sample(check) if one.position < position]
    return render(
        request,
        "themes/code_check.html",
        consultation=consultation,
        check=check,
        sheet=sheet,
        form=form,
        before=before[-1] if before else None,
    )


async def press_stop(request: Request) -> Response:
    consultation, check = await _fetch(request)
    await stop_check(check, request.state.account, today())
    await say(request, "The check has stopped. Nothing of it was kept.")
    return go(request, "checks", consultation)


async def _fetch(request: Request) -> tuple[Consultation, BlindCheck]:
    consultation = await consultation_for(request, Role.ANALYST)
    return consultation, await get_check(consultation, request.path_params["blind_id"])


async def _questions(consultation: Consultation) -> list[tuple[str, str]]:
    """The questions that have themes of their own, or all of them together."""
    uses = await FrameUse.filter(consultation_id=consultation.id).order_by("question_key")
    texts = dict(await questions_of(consultation))
    return [
        (use.question_key, texts.get(use.question_key, use.question_key) or "All of them together")
        for use in uses
    ]


def _ticked(sheet: Sheet) -> dict[str, list[str]]:
    if sheet.ticked is None:
        return {}
    return {"themes": [str(one) for one in sheet.ticked] or [NONE]}


CHECKS = ONE + "/checks"
CHECK = CHECKS + "/{blind_id:uuid}"
routes = [
    staff(CHECKS, show_checks, "checks", Role.ANALYST, BOTH),
    staff(CHECK, show_check, "check", Role.ANALYST),
    staff(CHECK + "/stop", press_stop, "stop_check", Role.ANALYST, POST),
    staff(CHECK + "/keep", press_keep, "keep_check", Role.ANALYST, POST),
    staff(CHECK + "/{number:int}", code, "code_check", Role.ANALYST, BOTH),
]
