"""The comments behind a number, twenty at a time: read them, mark them read, give or take a theme."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import local_path, staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, sent_fields
from feedback.kit.paging import page_of
from feedback.kit.rendering import address, plural, render
from feedback.themes.blind import hidden_from
from feedback.themes.cards import (
    Card,
    cards_of_codings,
    cards_of_comments,
    cards_of_members,
    get_coding,
    span_of,
)
from feedback.themes.coding import (
    code_comment,
    codings_of,
    comments_without_theme,
    move_comment,
    uncode_comment,
    undo_decision,
    unsure_codings,
)
from feedback.themes.comments import get_comment, live_comments, narrow
from feedback.themes.forms import CodeForm
from feedback.themes.frames import get_theme, themes_of
from feedback.themes.models import Coder, Coding
from feedback.themes.quotes import choose_quote
from feedback.themes.reading import PAGE, mark_read, unread_comments
from feedback.themes.suggesting import (
    comments_of,
    get_suggestion,
    is_broad,
    members_of,
    voices_of_few,
)
from feedback.themes.views.fetching import ONE, POST, consultation_for, note_words_shown
from feedback.themes.views.filtering import whose_comments
from feedback.voices.models import Comment


@dataclass(frozen=True)
class Undo:
    """A decision that one press takes back."""

    comment: UUID
    theme: UUID
    title: str


ToCards = Callable[[Any], Awaitable[list[Card]]]


async def show_theme(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    theme = await get_theme(consultation, request.path_params["theme_id"])
    codings = codings_of(consultation, theme)
    return await _list(request, consultation, theme.title, codings, cards_of_codings, theme=theme)


async def show_suggestion(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    suggestion = await get_suggestion(consultation, request.path_params["suggestion_id"])
    if await is_broad(suggestion):
        found = comments_of(suggestion).select_related("voice")
        return await _list(request, consultation, suggestion.label, found, cards_of_comments)
    return await _list(request, consultation, suggestion.label, members_of(suggestion), cards_of_members)


async def show_without_theme(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    found = comments_without_theme(consultation).select_related("voice")
    return await _list(request, consultation, "Comments in no theme", found, cards_of_comments)


async def show_few(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    found = (await voices_of_few(consultation)).select_related("voice")
    return await _list(request, consultation, "Voices of few", found, cards_of_comments)


async def show_unsure(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    found = unsure_codings(consultation)
    return await _list(request, consultation, "What only the machine decided", found, cards_of_codings)


async def show_unread(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    found = unread_comments(consultation).select_related("voice")
    return await _list(request, consultation, "Comments nobody has read", found, cards_of_comments)


async def show_all(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    found = live_comments(consultation).order_by("id").select_related("voice")
    return await _list(request, consultation, "All comments", found, cards_of_comments)


async def press_read(request: Request) -> Response:
    """Marks the comments whose ids the page carried, and only those."""
    consultation = await consultation_for(request, Role.ANALYST)
    sent = await sent_fields(request)
    comments = [_id(value) for value in sent.getlist("comment")]
    marked = await mark_read(consultation, comments, request.state.account, Role.ANALYST, today())
    await say(request, f"{plural(marked, 'comment')} marked as read.")
    return _back(request, consultation, sent.get("back"))


async def decide(request: Request) -> Response:
    """Give a comment a theme, move it, or say "not this". A no comes back with all that was typed."""
    consultation = await consultation_for(request, Role.ANALYST)
    comment = await get_comment(consultation, request.path_params["comment_id"])
    sent = await sent_fields(request)
    try:
        return await _decide(request, consultation, comment, sent)
    except Refusal as refusal:
        if sent.get("act") not in ("code", "move", "quote"):
            raise
        return await _ask_again(request, consultation, comment, sent, refusal)


async def _decide(request: Request, consultation: Consultation, comment: Comment, sent: FormData) -> Response:
    account, moment = request.state.account, now()
    match sent.get("act"):
        case "code":
            into = await get_theme(consultation, _chosen(sent.get("theme")))
            await code_comment(comment, into, account, moment, span_of(comment, str(sent.get("part", ""))))
            sentence = f"The comment is in “{into.title}” now."
        case "move":
            out_of = await get_theme(consultation, _chosen(sent.get("out_of")))
            into = await get_theme(consultation, _chosen(sent.get("theme")))
            await move_comment(
                comment, out_of, into, account, moment, span_of(comment, str(sent.get("part", "")))
            )
            sentence = f"The comment moved to “{into.title}”."
        case "not":
            out_of = await get_theme(consultation, _chosen(sent.get("out_of")))
            await uncode_comment(comment, out_of, account, moment)
            await say(request, f"The comment is not in “{out_of.title}” any more.")
            return _back(request, consultation, sent.get("back"), f"{comment.id}.{out_of.id}")
        case "undo":
            theme = await get_theme(consultation, _chosen(sent.get("theme")))
            await undo_decision(comment, theme, account, moment)
            sentence = f"It is as it was for “{theme.title}”."
        case "quote":
            coding = await get_coding(consultation, comment, _chosen(sent.get("out_of")))
            if coding is None:
                raise NotFound
            await choose_quote(coding, account, today())
            sentence = "The quote waits for a second person to check it."
        case _:
            raise NotFound
    await say(request, sentence)
    return _back(request, consultation, sent.get("back"))


async def _ask_again(
    request: Request, consultation: Consultation, comment: Comment, sent: FormData, refusal: Refusal
) -> Response:
    """The comment alone with the form as it was sent, and what is wrong beside it."""
    out_of = str(sent.get("out_of") or "")
    coding = await get_coding(consultation, comment, _id(out_of)) if out_of else None
    form = CodeForm(sent, themes=await themes_of(consultation))
    form.is_sent = True
    add_refusal(form, refusal)
    await note_words_shown(request, consultation, 1)
    return render(
        request,
        "themes/code_again.html",
        consultation=consultation,
        card=(await cards_of_comments([comment]))[0],
        form=form,
        out_of=coding.theme_id if coding else None,
        back=local_path(str(sent.get("back") or "")) or "",
    )


async def _list(
    request: Request,
    consultation: Consultation,
    title: str,
    found: QuerySet[Any],
    to_cards: ToCards,
    **more: Any,
) -> Response:
    filters, whose = await whose_comments(request, consultation)
    found, hidden = await _without_hidden(request, consultation, narrow(found, filters))
    page = await page_of(found, request, PAGE)
    page = replace(page, chosen=tuple(one for one in page.chosen if one[0] != "undo"))
    cards = await to_cards(page.items)
    if cards:
        await note_words_shown(request, consultation, len(cards))
    return render(
        request,
        "themes/comments.html",
        consultation=consultation,
        heading=title,
        page=page,
        cards=cards,
        themes=await themes_of(consultation),
        unread=_ids_of_unread(cards),
        hidden=hidden,
        whose=whose,
        undo=await find_undo(request, consultation),
        **({"theme": None} | more),
    )


async def _without_hidden(
    request: Request, consultation: Consultation, found: QuerySet[Any]
) -> tuple[QuerySet[Any], int]:
    """Without the comments that this person is coding blind, whose themes they must not see; and how many."""
    mine = hidden_from(request.state.account, consultation.id)
    if not (hidden := await mine.count()):
        return found, 0
    key = "id__not_in" if found.model is Comment else "comment_id__not_in"
    return found.filter(**{key: Subquery(mine.values("comment_id"))}), hidden


def _ids_of_unread(cards: Sequence[Card]) -> list[UUID]:
    return [card.id for card in cards if not card.is_read]


def _chosen(value: object) -> UUID:
    if not value:
        raise Refusal("Choose a theme first.", "theme")
    return _id(value)


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise NotFound from None


def _back(request: Request, consultation: Consultation, wanted: object, undo: str = "") -> Response:
    """To the list that the person came from. `undo` is what the page there offers to take back."""
    back = local_path(str(wanted)) if wanted else None
    if back and undo:
        back += f"{'&' if '?' in back else '?'}undo={undo}"
    return RedirectResponse(back or address(request, "themes", slug=consultation.slug), 303)


async def find_undo(request: Request, consultation: Consultation) -> Undo | None:
    """What was just decided, as the address of the page names it; nothing where it does not stand any more."""
    comment, _, theme = request.query_params.get("undo", "").partition(".")
    try:
        keys = UUID(comment), UUID(theme)
    except ValueError:
        return None
    found = Coding.filter(
        comment_id=keys[0],
        theme_id=keys[1],
        coder=Coder.PERSON,
        account_id=request.state.account.id,
        comment__consultation_id=consultation.id,
    )
    coding = await found.select_related("theme").first()
    return Undo(coding.comment_id, coding.theme_id, coding.theme.title) if coding else None


COMMENTS = ONE + "/comments"
routes = [
    staff(ONE + "/themes/{theme_id:uuid}", show_theme, "theme_comments", Role.ANALYST),
    staff(ONE + "/suggestions/{suggestion_id:uuid}", show_suggestion, "suggestion_comments", Role.ANALYST),
    staff(COMMENTS, show_all, "all_comments", Role.ANALYST),
    staff(COMMENTS + "/no-theme", show_without_theme, "comments_without_theme", Role.ANALYST),
    staff(COMMENTS + "/few", show_few, "few_comments", Role.ANALYST),
    staff(COMMENTS + "/unsure", show_unsure, "unsure_comments", Role.ANALYST),
    staff(COMMENTS + "/unread", show_unread, "unread_comments", Role.ANALYST),
    staff(COMMENTS + "/read", press_read, "mark_read", Role.ANALYST, POST),
    staff(COMMENTS + "/{comment_id:uuid}/theme", decide, "decide_theme", Role.ANALYST, POST),
]
