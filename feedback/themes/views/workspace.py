"""The workspace: ask for themes, look at what the machine suggests, adopt it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from feedback.consultations.models import Consultation
from feedback.core.clock import now
from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Job
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import plural, render
from feedback.themes.adopting import adopt_all, adopt_suggestion
from feedback.themes.changing import steps_of
from feedback.themes.comments import questions_of
from feedback.themes.forms import AdoptForm, AskForm, Versioned
from feedback.themes.frames import find_frame, get_theme, themes_of
from feedback.themes.listening import find_new
from feedback.themes.models import RunOf, RunState, Suggestion, SuggestionRun, Theme
from feedback.themes.report import build_report
from feedback.themes.suggesting import (
    SuggestionCard,
    ask_for_themes,
    cancel_run,
    find_last_run,
    get_suggestion,
    suggestion_cards,
)
from feedback.themes.views.fetching import BOTH, ONE, POST, consultation_for, go, note_words_shown


@dataclass(frozen=True)
class Offer:
    """A suggestion with the form that adopts it, and the finer ones within it."""

    card: SuggestionCard
    form: AdoptForm
    parts: tuple["Offer", ...] = ()
    is_wrong: bool = False

    @property
    def is_open(self) -> bool:
        """What is wrong must not be hidden."""
        return any(part.is_wrong for part in self.parts)


async def show_themes(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    form = await bind(AskForm, request, questions=await questions_of(consultation))
    if form.is_valid:
        try:
            await ask_for_themes(consultation, form.question.data or "", request.state.account, now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "We are looking for themes. You can leave this page and come back.")
            return go(request, "themes", consultation)
    return await _show(request, consultation, ask=form)


async def adopt(request: Request) -> Response:
    """One suggestion, renamed on the way or put into a theme that is there."""
    consultation = await consultation_for(request, Role.ANALYST)
    suggestion = await get_suggestion(consultation, request.path_params["suggestion_id"])
    if suggestion.adopted_as_id is not None:
        raise Refusal("This suggestion was adopted meanwhile. Open the page again to see where it is.")
    themes = await themes_of(consultation)
    form = await bind(AdoptForm, request, prefix=_prefix(suggestion), themes=themes)
    if form.is_valid:
        into = await get_theme(consultation, UUID(form.into.data)) if form.into.data else None
        try:
            theme = await adopt_suggestion(
                suggestion, request.state.account, now(), form.seen, form.title.data, into
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, f"“{theme.title}” is adopted.")
            return go(request, "themes", consultation)
    return await _show(request, consultation, adopting=(suggestion, form))


async def adopt_rest(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    form = await bind(Versioned, request)
    run = await find_last_run(consultation)
    if run is None or run.state != RunState.DONE:
        raise NotFound
    themes = await adopt_all(run, request.state.account, now(), form.seen)
    await say(
        request, f"{plural(len(themes), 'theme')} adopted. Rename, merge or retire them as you see fit."
    )
    return go(request, "themes", consultation)


async def cancel(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    await cancel_run(consultation, request.state.account)
    await say(request, "We have stopped looking. Nothing was changed.")
    return go(request, "themes", consultation)


async def _show(
    request: Request,
    consultation: Consultation,
    ask: AskForm | None = None,
    adopting: tuple[Suggestion, AdoptForm] | None = None,
) -> Response:
    themes = await themes_of(consultation)
    run = await find_last_run(consultation)
    cards = await suggestion_cards(run, request.state.account) if run and run.state == RunState.DONE else []
    new = await find_new(consultation, request.state.account)
    frame = await find_frame(consultation, run.question_key if run else "")
    version = frame.version if frame else 0
    if shown := sum(len(card.quotes) for card in [*cards, *new]):
        await note_words_shown(request, consultation, shown)
    return render(
        request,
        "themes/workspace.html",
        consultation=consultation,
        ask=ask or AskForm(questions=await questions_of(consultation)),
        run=run,
        job=await _job(run),
        offers=_offers(cards, themes, version, adopting),
        new=_offers(new, themes, version, adopting),
        report=await build_report(consultation),
        version=version,
        steps=await steps_of(frame) if frame else [],
        frame=frame,
        wrong=adopting[1] if adopting else None,
    )


def _offers(
    cards: list[SuggestionCard],
    themes: list[Theme],
    version: int,
    adopting: tuple[Suggestion, AdoptForm] | None,
) -> list[Offer]:
    """The broad suggestions in the machine's order, each with its fine ones; a fine one alone stands among them."""

    def offer(card: SuggestionCard) -> Offer:
        suggestion = card.suggestion
        inside = [one for one in cards if one.suggestion.parent_id == suggestion.id]
        parts = tuple(offer(one) for one in inside)
        if adopting is not None and adopting[0].id == suggestion.id:
            return Offer(card, adopting[1], parts, is_wrong=True)
        data: dict[str, Any] = {"title": suggestion.label, "version": str(version), "into": ""}
        return Offer(card, AdoptForm(prefix=_prefix(suggestion), data=data, themes=themes), parts)

    waiting = {card.suggestion.id for card in cards}
    return [offer(card) for card in cards if card.suggestion.parent_id not in waiting]


async def _job(run: SuggestionRun | None) -> Job | None:
    if run is None or run.job_id is None or run.state not in (RunState.WAITING, RunState.RUNNING):
        return None
    return await Job.get_or_none(id=run.job_id)


def _prefix(suggestion: Suggestion) -> str:
    """What names a suggestion's fields on the page, where those of two runs may stand."""
    return f"{'n' if suggestion.run.about == RunOf.NEW else 's'}{suggestion.position}-"


THEMES = ONE + "/themes"
routes = [
    staff(THEMES, show_themes, "themes", Role.ANALYST, BOTH),
    staff(THEMES + "/cancel", cancel, "cancel_themes", Role.ANALYST, POST),
    staff(THEMES + "/adopt", adopt_rest, "adopt_themes", Role.ANALYST, POST),
    staff(ONE + "/suggestions/{suggestion_id:uuid}/adopt", adopt, "adopt_suggestion", Role.ANALYST, POST),
]
