"""The editor's pages: make a survey, set it up, build its questions, make it ready."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.lifecycle import get_consultation
from feedback.core.clock import now
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may
from feedback.kit.flash import say
from feedback.kit.forms import Form, add_refusal, bind
from feedback.kit.rendering import address, render
from surveys import building, readiness
from surveys.asking import as_asked, get_survey
from surveys.building_forms import (
    ArrangeForm,
    KindForm,
    SettingsForm,
    new_survey_form,
    read_wording,
    wording_form,
    written,
)
from surveys.comparing import get_source
from surveys.kinds import KINDS
from surveys.kinds.message import READERS
from surveys.linting import warnings_of, warnings_of_all
from surveys.models import Question, Survey
from surveys.views.results import COUNTS

SEES = (Role.EDITOR, Role.READER, Role.ANALYST, Role.PUBLISHER)
STATE_WORDS = {"draft": "Draft", "ready": "Ready", "withdrawn": "Taken away"}


async def list_surveys(request: Request) -> Response:
    """The surveys of one consultation, and the form that makes one more."""
    consultation = await get_consultation(request.path_params["slug"])
    account = request.state.account
    check_may(request, Role.EDITOR if request.method == "POST" else SEES, consultation)
    everywhere = await Survey.filter(is_poll=False).select_related("consultation").order_by("title", "id")
    sources = [survey for survey in everywhere if account.may_any(SEES, survey.consultation)]
    form = await bind(new_survey_form(sources), request)
    if form.is_valid:
        title, slug = form["title"].data, form["source"].data
        source = next((survey for survey in sources if survey.slug == slug), None)
        if source is None:
            survey = await building.make_survey(consultation, title, account)
        else:
            survey = await building.copy_survey(source, consultation, title, account)
        return _to(request, survey)
    return render(
        request,
        "surveys/staff_list.html",
        consultation=consultation,
        surveys=[survey for survey in sources if survey.consultation_id == consultation.id],
        form=form,
        may_edit=account.may(Role.EDITOR, consultation),
        words=STATE_WORDS,
    )


async def show_survey(request: Request) -> Response:
    """The questions in order, each with what to think about again, and what can be done next."""
    survey = await _get(request, SEES)
    if survey.is_poll:
        return _to(request, survey)
    version = await building.get_latest_version(survey)
    questions = await building.questions_of(version)
    is_fixed = await readiness.is_fixed(survey, version)
    account = request.state.account
    source = await get_source(survey) if survey.copied_from_id else None
    return render(
        request,
        "surveys/staff_page.html",
        survey=survey,
        word=STATE_WORDS[survey.state],
        version=version,
        is_fixed=is_fixed,
        questions=[(as_asked(row), warnings_of(row.text, row.use)) for row in questions],
        warnings=warnings_of_all([as_asked(row) for row in questions]),
        missing=await readiness.missing_for_ready(survey),
        stamp=await building.order_stamp(version),
        may_edit=account.may(Role.EDITOR, survey.consultation),
        reads=[role for role in READERS if account.may_any((role, Role.ANALYST), survey.consultation)],
        source=source,
        may_compare=source is not None
        and all(account.may_any(COUNTS, one.consultation) for one in (survey, source)),
        may_change=not is_fixed and not version.is_ready,
    )


async def edit_settings(request: Request) -> Response:
    survey = await _get(request, Role.EDITOR)
    shown = {name: getattr(survey, name) for name in readiness.SETTINGS}
    stamp = readiness.settings_stamp(survey)
    form = await bind(SettingsForm, request, data={**shown, "stamp": stamp})
    if form.is_valid:
        settings = {name: form.data[name] for name in readiness.SETTINGS}
        try:
            await readiness.change_settings(survey, settings, form["stamp"].data or "", request.state.account)
        except Refusal as refusal:
            _refuse(form, refusal, stamp)
        else:
            await say(request, "Your changes are kept.")
            return _to(request, survey)
    return render(request, "surveys/settings.html", survey=survey, form=form)


async def add_question(request: Request) -> Response:
    """First the kind, then the question."""
    survey = await _get(request, Role.EDITOR)
    kind = KINDS.get(request.path_params["kind"])
    if kind is None:
        raise NotFound
    form = await bind(wording_form(kind), request)
    if form.is_valid:
        try:
            await building.add_question(survey, read_wording(kind, form), request.state.account)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The question is added at the end.")
            return _to(request, survey)
    return _show_wording(request, survey, form, f"Add a question: {kind.label.lower()}", None)


async def choose_kind(request: Request) -> Response:
    survey = await _get(request, Role.EDITOR)
    form = await bind(KindForm, request)
    if form.is_valid:
        where = address(request, "add_question", slug=survey.slug, kind=form["kind"].data)
        return RedirectResponse(where, 303)
    return render(request, "surveys/kind.html", survey=survey, form=form)


async def edit_question(request: Request) -> Response:
    survey = await _get(request, Role.EDITOR)
    question = await building.get_question(survey, request.path_params["key"])
    kind = KINDS[question.kind]
    stamp = building.question_stamp(question)
    form = await bind(wording_form(kind), request, data={**written(question), "stamp": stamp})
    if form.is_valid:
        wording, seen = read_wording(kind, form), form["stamp"].data or ""
        try:
            await building.change_question(survey, question.key, wording, seen, request.state.account)
        except Refusal as refusal:
            _refuse(form, refusal, stamp)
        else:
            await say(request, "Your changes are kept.")
            return _to(request, survey)
    return _show_wording(request, survey, form, f"Change question {question.position}", question)


async def arrange(request: Request) -> Response:
    """Move, copy or remove one question: small buttons beside it. The page comes back where the question is."""
    survey = await _get(request, Role.EDITOR)
    key, account = request.path_params["key"], request.state.account
    form = await bind(ArrangeForm, request)
    act, stamp = form["act"].data, form["stamp"].data or ""
    if act in ("up", "down"):
        await building.move_question(survey, key, -1 if act == "up" else 1, stamp, account)
    elif act == "copy":
        await building.copy_question(survey, key, stamp, account)
    elif act == "remove":
        await building.remove_question(survey, key, stamp, account)
    else:
        raise Refusal("Choose what to do with the question: move, copy or remove it.")
    return _to(request, survey, "" if act == "remove" else key)


async def press_ready(request: Request) -> Response:
    survey = await _get(request, Role.EDITOR)
    await readiness.make_ready(survey, now(), request.state.account)
    await say(request, "It is ready. People can answer while its consultation is open.")
    return _to(request, survey)


async def press_back(request: Request) -> Response:
    survey = await _get(request, Role.EDITOR)
    await readiness.take_back(survey, request.state.account)
    await say(request, "It is a draft again. You can change it.")
    return _to(request, survey)


async def press_new_version(request: Request) -> Response:
    survey = await _get(request, Role.EDITOR)
    await readiness.new_version(survey, now(), request.state.account)
    await say(request, "You can change the new version. People get it when you make it ready.")
    return _to(request, survey)


async def press_withdraw(request: Request) -> Response:
    survey = await _get(request, Role.EDITOR)
    await readiness.withdraw_survey(survey, request.state.account)
    await say(request, "Nobody can answer it any more. What was said stays.")
    return _to(request, survey)


def _refuse(form: Form, refusal: Refusal, stamp: str) -> None:
    """The sentence, with everything typed still there. Whoever saves once more knows what they overwrite."""
    add_refusal(form, refusal)
    if refusal.sentence == building.CHANGED_MEANWHILE:
        form["stamp"].data = stamp


def _show_wording(
    request: Request, survey: Survey, form: Form, title: str, question: Question | None
) -> Response:
    """`question` is how it reads now, which differs from the form when somebody else changed it meanwhile."""
    was_changed = building.CHANGED_MEANWHILE in form.form_errors
    return render(
        request,
        "surveys/wording.html",
        survey=survey,
        form=form,
        title=title,
        now_reads=question.text if question and was_changed else "",
        warnings=warnings_of(question.text, question.use) if question else [],
    )


async def _get(request: Request, needs: Role | tuple[Role, ...]) -> Survey:
    survey = await get_survey(request.path_params["slug"])
    check_may(request, needs, survey.consultation)
    return survey


def _to(request: Request, survey: Survey, question: str = "") -> Response:
    page = "staff_poll" if survey.is_poll else "staff_survey"
    place = f"#{question}" if question else ""
    return RedirectResponse(address(request, page, slug=survey.slug) + place, 303)
