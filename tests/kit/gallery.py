"""A small app that shows every piece of the kit. Tests fetch its pages and open them in a real browser."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import segno
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from feedback.core.roles import Role
from feedback.kit.brand import Brand
from feedback.kit.charts import Bar, Cell, GroupRow
from feedback.kit.fields import (
    choice,
    day,
    email,
    hidden,
    long_text,
    most,
    most_chosen,
    needed,
    one_from_list,
    one_of,
    password,
    some_of,
    text,
    tick,
    upload,
    whole_number,
)
from feedback.kit.forms import Form, bind, bind_query
from feedback.kit.paging import Page
from feedback.kit.rendering import NavLink, configure_rendering, look_routes, page_environment, render

PAGES = Path(__file__).parent / "pages"
ERRORS = (400, 403, 404, 405, 413, 422, 429, 500, 503)


class ListenForm(Form):
    answer = one_of(
        "Do people listen when you talk about your plan?",
        [
            ("yes", "Yes, most of the time"),
            ("sometimes", "Sometimes"),
            ("no", "No, not really"),
            ("unsure", "I don't know"),
        ],
        needed("Choose an answer, or press Skip"),
    )


class EverythingForm(Form):
    title = text("Title", needed("Enter a title"), most(120), hint="A few words that say what it is about")
    words = long_text("What should change?", most(400), hint="Please do not write names", rows=6)
    mail = email("Email address", hint="So that we can tell you what happened")
    word = password("Password", needed("Enter your password"))
    people = whole_number("How many people do you speak for", suffix="people")
    opens_on = day("First day", needed("Enter the first day"))
    level = one_of(
        "What can change",
        [
            choice("inform", "Nothing", "We only tell people"),
            choice("shape", "A lot", "People shape the plan"),
        ],
        needed("Choose what can change"),
    )
    groups = some_of(
        "Who is this for?",
        [("young", "Young people"), ("parents", "Parents and carers"), ("staff", "Professionals")],
        needed("Choose at least one group"),
        most_chosen(2),
    )
    priority = one_from_list("Priority", [("1", "Working together"), ("4", "Preparing for adult life")])
    sheet = upload("Spreadsheet", hint="CSV or XLSX, up to 10 MB", accept=".csv,.xlsx")
    quote = tick("You may use my words", hint="Without your name")
    key = hidden(default="abc")


class FilterForm(Form):
    group = one_from_list("Group", [("young", "Young people"), ("parents", "Parents and carers")])
    words = text("Words", width=20)


class Everyone(SimpleNamespace):
    """Somebody who holds every role."""

    def may(self, role: Role, consultation: object = None) -> bool:
        return True


async def show_question(request: Request) -> Response:
    form = await bind(ListenForm, request)
    if form.is_valid:
        return RedirectResponse("/receipt", 303)
    return render(request, "question.html", form=form, stop_url="/stop")


async def show_everything(request: Request) -> Response:
    form = await bind(EverythingForm, request, opens_on=date(2026, 3, 27))
    if form.is_valid:
        return PlainTextResponse("stored", 201)
    return render(request, "everything.html", form=form)


async def show_receipt(request: Request) -> Response:
    steps = [
        {"title": "We got your answers", "note": "3 March", "done": True},
        {"title": "Someone read them", "note": "6 March", "done": True},
        {
            "title": "41 other people said something like it",
            "note": "Theme: “Taxis come late and school starts without me”",
            "done": True,
        },
        {"title": "We did something", "note": "New pick-up times from 1 September", "done": True},
        {"title": "Is it better?", "note": "Tell us in one tap", "done": False},
    ]
    return render(request, "receipt.html", steps=steps, stop_url=None)


async def show_thanks(request: Request) -> Response:
    drawn = segno.make("https://heard.example/r/otter-lamp-river-48")
    qr = drawn.svg_inline(
        scale=4, svgclass=None, lineclass=None, omitsize=False, title="QR code of your link"
    )
    return render(request, "thanks.html", qr=Markup(qr), stop_url=None)


async def show_replies(request: Request) -> Response:
    page = Page([], 2, 7, 130, "/replies", (("state", "doing"),))
    return render(request, "replies.html", page=page)


async def show_report(request: Request) -> Response:
    request.state.account = Everyone(name="Amina Yusuf")
    request.state.said = ("You adopted 4 themes.",)
    themes = [
        Bar("Taxis come late and school starts without me", Cell(412), "/replies"),
        Bar("Somebody to explain the plan in plain words", Cell(287), "/replies"),
        Bar("A wage during an internship", Cell(64), "/replies"),
        Bar("Quiet rooms", Cell(None), "/replies"),
    ]
    groups = ("Young people", "Parents and carers", "Professionals")
    by_group = [
        GroupRow("Taxis come late", (Cell(42), Cell(318), Cell(52)), "/replies"),
        GroupRow("Plain words", (Cell(None), Cell(201), Cell(86)), "/replies"),
    ]
    steps = ("Yes", "Sometimes", "No")
    scale = [
        GroupRow("People listen when I talk about my plan", (Cell(120), Cell(64), Cell(31))),
        GroupRow("I know what happens next", (Cell(12), Cell(None), Cell(9))),
    ]
    return render(
        request,
        "report.html",
        themes=themes,
        groups=groups,
        by_group=by_group,
        steps=steps,
        scale=scale,
        form=bind_query(FilterForm, request),
        page=Page([], 1, 3, 60, "/report"),
    )


async def show_error(request: Request) -> HTMLResponse:
    status = request.path_params["status"]
    return render(request, f"errors/{status}.html", status, sentence="This survey has closed.")


async def show_stub(request: Request) -> Response:
    return render(request, "words.html", stop_url="/stop")


def make_gallery(brand: Brand | None = None) -> Starlette:
    """The app. Its templates stand beside the product's own."""
    staff = (Role.EDITOR, Role.ANALYST)
    nav = [
        NavLink("Consultations", "consultations"),
        NavLink("Theme report", "report", staff),
        NavLink("Replies", "replies", staff),
        NavLink("Accounts", "no_such_route", staff),
    ]
    configure_rendering(brand or Brand(), nav)
    environment = page_environment()
    if not isinstance(environment.loader, ChoiceLoader):
        environment.loader = ChoiceLoader([environment.loader, FileSystemLoader(PAGES)])
    routes = [
        Route("/", show_stub, name="home"),
        Route("/question", show_question, name="question", methods=["GET", "POST"]),
        Route("/everything", show_everything, name="everything", methods=["GET", "POST"]),
        Route("/receipt", show_receipt, name="receipt"),
        Route("/thanks", show_thanks, name="thanks"),
        Route("/replies", show_replies, name="replies"),
        Route("/report", show_report, name="report"),
        Route("/error/{status:int}", show_error, name="error"),
        Route("/display", show_stub, name="display"),
        Route("/help", show_stub, name="help"),
        Route("/consultations", show_stub, name="consultations"),
        Route("/stop", show_stub, name="stop"),
        Route("/sign-in", show_stub, name="sign_in"),
        Route("/sign-out", show_stub, name="sign_out", methods=["POST"]),
        *look_routes(),
    ]
    return Starlette(routes=routes)
