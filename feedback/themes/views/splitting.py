"""Splitting a theme in two, and taking a change back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import Subquery

from feedback.consultations.models import Consultation
from feedback.core.clock import now
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind, sent_fields
from feedback.kit.paging import page_of
from feedback.kit.rendering import render
from feedback.themes.blind import hidden_from
from feedback.themes.cards import cards_of_codings
from feedback.themes.forms import PartForm, SplitForm, Versioned
from feedback.themes.frames import frames_of, get_theme
from feedback.themes.models import RunState, Suggestion, Theme
from feedback.themes.reading import PAGE
from feedback.themes.splitting import (
    ask_for_parts,
    codings_with,
    find_parts_run,
    is_looking,
    split_off,
    split_theme,
)
from feedback.themes.suggesting import SuggestionCard, suggestion_cards
from feedback.themes.undoing import undo_change
from feedback.themes.views.fetching import BOTH, ONE, POST, consultation_for, go, note_words_shown

LONGEST_FILTER = 60


@dataclass(frozen=True)
class PartOffer:
    """A part that the machine sees, with the form that makes it a theme."""

    card: SuggestionCard
    form: PartForm


async def split(request: Request) -> Response:
    """Tick comments on the page, or take every one that holds some words, and name the new theme."""
    consultation, theme = await _fetch(request)
    words = " ".join(request.query_params.get("words", "").split())[:LONGEST_FILTER]
    form = await bind(SplitForm, request, data={"version": str(theme.frame.version), "which": "ticked"})
    ticked = await _ticked(request)
    if form.is_valid:
        try:
            ids = ticked if form.which.data != "found" else await _found(consultation, theme, words)
            part = await split_theme(theme, form.title.data, ids, request.state.account, now(), form.seen)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(
                request,
                f"“{part.title}” is a theme of its own now. You can undo it under “What was changed”.",
            )
            return go(request, "themes", consultation)
    return await _show(request, consultation, theme, words, form, ticked)


async def press_part(request: Request) -> Response:
    consultation, theme = await _fetch(request)
    run = await find_parts_run(consultation, theme)
    key = request.path_params["suggestion_id"]
    part = await Suggestion.get_or_none(id=key, run_id=run.id, adopted_as_id=None) if run else None
    if part is None:
        raise NotFound
    form = await bind(PartForm, request, prefix=_prefix(part))
    if form.is_valid:
        try:
            new = await split_off(theme, part, form.title.data, request.state.account, now(), form.seen)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, f"“{new.title}” is a theme of its own now.")
            return go(request, "themes", consultation)
    blank = SplitForm(data={"version": str(theme.frame.version), "which": "ticked"})
    return await _show(request, consultation, theme, "", blank, wrong=(part, form))


async def press_ask(request: Request) -> Response:
    consultation, theme = await _fetch(request)
    await ask_for_parts(consultation, theme, request.state.account, now())
    await say(request, "We are looking for parts. Open the page again in a moment.")
    return go(request, "split_theme", consultation, theme_id=theme.id)


async def press_undo(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    form = await bind(Versioned, request)
    frame_id, version = request.path_params["frame_id"], request.path_params["number"]
    frame = next((one for one in await frames_of(consultation) if one.id == frame_id), None)
    if frame is None or version > frame.version:
        raise NotFound
    what = await undo_change(frame, version, request.state.account, now(), form.seen)
    await say(request, f"Undone: {what}.")
    return go(request, "themes", consultation)


async def _ticked(request: Request) -> list[UUID]:
    if request.method != "POST":
        return []
    try:
        return [UUID(str(one)) for one in (await sent_fields(request)).getlist("comments")]
    except ValueError:
        raise NotFound from None


async def _found(consultation: Consultation, theme: Theme, words: str) -> list[UUID]:
    if not words:
        raise Refusal("Say first which words to look for.", "which")
    found: Any = codings_with(consultation, theme, words)
    return [UUID(str(one)) for one in await found.values_list("comment_id", flat=True)]


async def _show(
    request: Request,
    consultation: Consultation,
    theme: Theme,
    words: str,
    form: SplitForm,
    ticked: list[UUID] | None = None,
    wrong: tuple[Suggestion, PartForm] | None = None,
) -> Response:
    mine = hidden_from(request.state.account, consultation.id).values("comment_id")
    found = codings_with(consultation, theme, words).filter(comment_id__not_in=Subquery(mine))
    page = await page_of(found, request, PAGE)
    cards = await cards_of_codings(page.items)
    run = await find_parts_run(consultation, theme)
    parts = await suggestion_cards(run, request.state.account) if run and run.state == RunState.DONE else []
    shown = len(cards) + sum(len(part.quotes) for part in parts)
    if shown:
        await note_words_shown(request, consultation, shown)
    return render(
        request,
        "themes/split.html",
        consultation=consultation,
        theme=theme,
        words=words,
        form=form,
        page=page,
        cards=cards,
        ticked=ticked or [],
        parts=_offers(parts, theme, wrong),
        is_looking=is_looking(run),
        run=run,
        wrong=wrong[1] if wrong else None,
    )


def _offers(
    cards: list[SuggestionCard], theme: Theme, wrong: tuple[Suggestion, PartForm] | None
) -> list[PartOffer]:
    offers = []
    for card in cards:
        part, version = card.suggestion, str(theme.frame.version)
        if wrong is not None and wrong[0].id == part.id:
            offers.append(PartOffer(card, wrong[1]))
        elif part.parent_id is None:
            data = {"title": part.label, "version": version}
            offers.append(PartOffer(card, PartForm(prefix=_prefix(part), data=data)))
    return offers


async def _fetch(request: Request) -> tuple[Consultation, Theme]:
    consultation = await consultation_for(request, Role.ANALYST)
    return consultation, await get_theme(consultation, request.path_params["theme_id"])


def _prefix(part: Suggestion) -> str:
    return f"p{part.position}-"


SPLIT = ONE + "/themes/{theme_id:uuid}/split"
routes = [
    staff(SPLIT, split, "split_theme", Role.ANALYST, BOTH),
    staff(SPLIT + "/ask", press_ask, "ask_for_parts", Role.ANALYST, POST),
    staff(SPLIT + "/{suggestion_id:uuid}", press_part, "split_off", Role.ANALYST, POST),
    staff(ONE + "/frames/{frame_id:uuid}/{number:int}/undo", press_undo, "undo_change", Role.ANALYST, POST),
]
