"""Pages and mails from templates, in the council's look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import NoMatchFound, Route

from feedback.core.clock import london_day, long_date
from feedback.core.roles import Role
from feedback.core.thresholds import note_on, suppress_below
from feedback.kit import charts, widgets
from feedback.kit.brand import Brand, brand_css, brand_version
from feedback.kit.compiled import compiled_templates
from feedback.kit.forms import Form
from feedback.kit.static import FOR_EVER, static_path, static_routes, warm_static

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COLOURS = ("cream", "light", "dark", "contrast")
COLOURS_COOKIE = "colours"
# What the first visitor is likely to open. The rest is compiled when somebody first asks for it, in a few
# milliseconds a page; all of it at once would take a second of each start.
WARMED = (
    "base.html",
    "layouts/",
    "macros/",
    "publishing/home.html",
    "safety/help_panel.html",
    "surveys/start.html",
    "surveys/question.html",
    "surveys/kinds/",
    "surveys/check.html",
    "surveys/thanks.html",
)


@dataclass(frozen=True)
class NavLink:
    """A link of the staff pages. Whoever holds one of `roles` sees it; with no roles, everybody does."""

    label: str
    route: str
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class _Look:
    brand: Brand
    nav: tuple[NavLink, ...]


_look = _Look(Brand(), ())


def configure_rendering(brand: Brand, nav: Sequence[NavLink] = ()) -> None:
    """Called once by `create_app`: whose pages these are, and what the staff menu holds."""
    global _look
    _look = _Look(brand, tuple(nav))


def council() -> Brand:
    return _look.brand


def short_date(day: date) -> str:
    """3 Mar 2026"""
    if isinstance(day, datetime):
        day = london_day(day)
    return f"{day.day} {day:%b %Y}"


def number(value: int) -> str:
    """1,234"""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 comment, 1,234 comments"""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _environment(autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=compiled_templates(),
        autoescape=autoescape,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(long_date=long_date, short_date=short_date, number=number, plural=plural)
    return environment


@cache
def page_environment() -> Environment:
    environment = _environment(autoescape=True)
    environment.globals.update(
        static=static_path,
        suppress_below=suppress_below,
        note_on=note_on,
        url=_url,
        find_url=_find_url,
        nav=_nav,
        brand_version=brand_version,
        control=widgets.show_field,
        summary_of=widgets.show_error_summary,
        button_of=widgets.show_button,
        component=widgets.component,
        draw_bars=charts.draw_bars,
        draw_groups=charts.draw_groups,
        draw_steps=charts.draw_steps,
    )
    return environment


@cache
def mail_environment() -> Environment:
    return _environment(autoescape=False)


def address(request: Request, name: str, **params: Any) -> str:
    """The path of a route, below whatever path a proxy serves us at."""
    root = request.scope.get("app_root_path", request.scope.get("root_path", "")).rstrip("/")
    return root + _path_of(request.app, name, params)


def _path_of(app: Starlette, name: str, params: Mapping[str, Any]) -> str:
    """Starlette tries every route in turn until one has the name; a page has dozens of links."""
    try:
        routes = app.state.routes_by_name
    except AttributeError:
        routes = app.state.routes_by_name = {getattr(route, "name", ""): route for route in app.routes}
    if name not in routes:
        raise NoMatchFound(name, dict(params))
    return str(routes[name].url_path_for(name, **params))


@pass_context
def _url(context: Context, name: str, **params: Any) -> str:
    return address(context["request"], name, **params)


@pass_context
def _find_url(context: Context, name: str, **params: Any) -> str | None:
    try:
        return address(context["request"], name, **params)
    except NoMatchFound:
        return None


@pass_context
def _nav(context: Context) -> list[dict[str, Any]]:
    """The staff menu for this person, without the pages that this server does not have."""
    account, request = context["account"], context["request"]
    links: list[dict[str, Any]] = []
    for link in _look.nav:
        if link.roles and not (account is not None and any(account.may(role) for role in link.roles)):
            continue
        href = _find_url(context, link.route)
        if href is not None:
            links.append({"label": link.label, "href": href})
    path = request.url.path
    return [{**link, "here": _is_here(path, link["href"])} for link in links]


def _is_here(path: str, href: str) -> bool:
    """Whether a page belongs to a link of the menu. The start page is above everything, and is only itself."""
    return path == href or (href != "/staff" and path.startswith(f"{href}/"))


def colours_of(request: Request) -> str:
    kept = request.cookies
    chosen = kept.get(f"__Host-{COLOURS_COOKIE}") or kept.get(COLOURS_COOKIE, "")
    return chosen if chosen in COLOURS else COLOURS[0]


def _context(request: Request, given: Mapping[str, Any]) -> dict[str, Any]:
    wrong = [value for value in given.values() if isinstance(value, Form) and value.errors]
    return {
        "request": request,
        "account": getattr(request.state, "account", None),
        "said": getattr(request.state, "said", ()),
        "colours": colours_of(request),
        "council": _look.brand,
        "wrong_forms": wrong,
        **given,
    }


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page. With an error in one of its forms it is a 400, unless the caller says another status."""
    everything = _context(request, context)
    if everything["wrong_forms"] and status == 200:
        status = 400
    page = page_environment().get_template(template).render(everything)
    return HTMLResponse(page, status_code=status, headers={"cache-control": "no-store", "vary": "cookie"})


def render_text(template: str, **context: Any) -> str:
    """The words of a mail."""
    return mail_environment().get_template(template).render(council=_look.brand, **context)


def warm() -> None:
    """Compiles the pages of the people who answer, and packs every file, before the first of them comes."""
    widgets.warm_components()
    warm_static()
    for name in page_environment().list_templates():
        if name.startswith(WARMED):
            page_environment().get_template(name)


async def show_brand(request: Request) -> Response:
    brand = council()
    current = request.query_params.get("v") == brand_version(brand)
    headers = {"cache-control": FOR_EVER if current else "no-cache"}
    return Response(brand_css(brand), media_type="text/css", headers=headers)


async def show_logo(request: Request) -> Response:
    """The council's logo, where it has one."""
    logo = council().logo
    if logo is None:
        return Response("There is no logo.", status_code=404, media_type="text/plain")
    media_type = "image/svg+xml" if logo.suffix.lower() == ".svg" else "image/png"
    return Response(
        logo.read_bytes(), media_type=media_type, headers={"cache-control": "public, max-age=3600"}
    )


def look_routes() -> list[Route]:
    """Everything that a page asks for beside itself. Public, and the same for everybody."""
    return [
        *static_routes(),
        Route("/brand.css", show_brand, name="brand"),
        Route("/logo", show_logo, name="logo"),
    ]
