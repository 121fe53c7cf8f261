"""One theme: rename, merge, retire and link it. Each button says what it does, and there is no dragging."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from feedback.consultations.models import Consultation
from feedback.consultations.reading import priorities_to_choose
from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import Form, add_refusal, bind
from feedback.kit.rendering import render
from feedback.strategy.bodies import bodies_to_choose, get_body
from feedback.themes.adopting import give_to, link_priority, merge_themes, rename_theme, retire_theme
from feedback.themes.forms import MergeForm, OwnerForm, PriorityForm, RenameForm, Versioned
from feedback.themes.frames import changed_since, get_theme, themes_of
from feedback.themes.models import Theme
from feedback.themes.suggesting import find_nearest_line
from feedback.themes.views.fetching import ONE, POST, consultation_for, go


async def edit_theme(request: Request) -> Response:
    consultation, theme = await _fetch(request)
    return await _show(request, consultation, theme)


async def rename(request: Request) -> Response:
    consultation, theme = await _fetch(request)
    form = await bind(RenameForm, request, prefix="rename-")

    async def act() -> str:
        await rename_theme(
            theme, form.title.data, form.description.data or "", request.state.account, now(), form.seen
        )
        return "The theme has its new name."

    return await _act(request, consultation, theme, form, "rename", act)


async def merge(request: Request) -> Response:
    consultation, theme = await _fetch(request)
    others = await _others(consultation, theme)
    if not others:
        raise Refusal("There is no other theme to merge this one into.")
    form = await bind(MergeForm, request, prefix="merge-", themes=others)

    async def act() -> str:
        into = await get_theme(consultation, UUID(form.into.data))
        await merge_themes(into, [theme], request.state.account, now(), form.seen)
        return f"“{theme.title}” is part of “{into.title}” now."

    return await _act(request, consultation, theme, form, "merge", act)


async def link(request: Request) -> Response:
    consultation, theme = await _fetch(request)
    priorities = await priorities_to_choose()
    form = await bind(PriorityForm, request, prefix="link-", priorities=priorities)

    async def act() -> str:
        chosen = next((one for one in priorities if str(one.id) == form.priority.data), None)
        await link_priority(theme, chosen, request.state.account, now(), form.seen)
        return "The link is kept."

    return await _act(request, consultation, theme, form, "link", act)


async def give(request: Request) -> Response:
    consultation, theme = await _fetch(request)
    form = await bind(OwnerForm, request, prefix="owner-", bodies=await bodies_to_choose())

    async def act() -> str:
        account, slug = request.state.account, form.owner.data
        owner = await get_body(slug, account, now()) if slug else None
        await give_to(theme, owner, account, now(), form.seen)
        return f"{owner.name} answers for “{theme.title}” now." if owner else "Nobody answers for it now."

    return await _act(request, consultation, theme, form, "owner", act)


async def retire(request: Request) -> Response:
    consultation, theme = await _fetch(request)
    form = await bind(Versioned, request, prefix="retire-")

    async def act() -> str:
        await retire_theme(theme, request.state.account, now(), form.seen)
        return f"“{theme.title}” is retired. Its comments are listed as in no theme."

    return await _act(request, consultation, theme, form, "retire", act)


async def _act(
    request: Request,
    consultation: Consultation,
    theme: Theme,
    form: Versioned,
    name: str,
    act: Callable[[], Awaitable[str]],
) -> Response:
    """Do it and go back to the workspace, or show the page again with what is wrong."""
    if form.is_valid:
        try:
            await say(request, await act())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return go(request, "themes", consultation)
    elif form.seen != theme.frame.version:
        # What was chosen may not be on the list any more because of what somebody else did.
        add_refusal(form, Refusal(await changed_since(theme.frame, form.seen)))
    return await _show(request, consultation, theme, **{name: form})


async def _fetch(request: Request) -> tuple[Consultation, Theme]:
    consultation = await consultation_for(request, Role.ANALYST)
    return consultation, await get_theme(consultation, request.path_params["theme_id"])


async def _others(consultation: Consultation, theme: Theme) -> list[Theme]:
    themes = await themes_of(consultation)
    return [other for other in themes if other.frame_id == theme.frame_id and other.id != theme.id]


async def _show(request: Request, consultation: Consultation, theme: Theme, **forms: Form) -> Response:
    version = str(theme.frame.version)
    written: dict[str, Any] = {
        "title": theme.title,
        "description": theme.description,
        "priority": str(theme.priority_id or ""),
        "owner": theme.owner.slug if theme.owner else "",
        "version": version,
    }
    blank: dict[str, Form] = {
        "rename": RenameForm(prefix="rename-", data=written),
        "merge": MergeForm(
            prefix="merge-", data={"version": version}, themes=await _others(consultation, theme)
        ),
        "link": PriorityForm(prefix="link-", data=written, priorities=await priorities_to_choose()),
        "owner": OwnerForm(prefix="owner-", data=written, bodies=await bodies_to_choose()),
        "retire": Versioned(prefix="retire-", data={"version": version}),
    }
    return render(
        request,
        "themes/theme.html",
        consultation=consultation,
        theme=theme,
        nearest=await find_nearest_line(theme),
        **(blank | forms),
    )


THEME = ONE + "/themes/{theme_id:uuid}"
routes = [
    staff(THEME + "/edit", edit_theme, "edit_theme", Role.ANALYST),
    staff(THEME + "/rename", rename, "rename_theme", Role.ANALYST, POST),
    staff(THEME + "/merge", merge, "merge_theme", Role.ANALYST, POST),
    staff(THEME + "/link", link, "link_theme", Role.ANALYST, POST),
    staff(THEME + "/owner", give, "give_theme", Role.ANALYST, POST),
    staff(THEME + "/retire", retire, "retire_theme", Role.ANALYST, POST),
]
