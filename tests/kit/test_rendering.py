import gc
import gzip
from datetime import UTC, date, datetime
from types import SimpleNamespace

import httpx2
import pytest
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.requests import Request

from feedback.core.roles import Role
from feedback.kit.brand import Brand
from feedback.kit.rendering import (
    NavLink,
    configure_rendering,
    mail_environment,
    number,
    page_environment,
    plural,
    render,
    short_date,
    warm,
)
from feedback.kit.static import FOLDER
from tests.kit.gallery import ERRORS, make_gallery
from tests.page_checks import check_page

PAGES = ["/", "/question", "/everything", "/receipt", "/thanks", "/replies", "/report", "/report?group=young"]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_of_the_gallery_holds(visitor: httpx2.AsyncClient, path: str) -> None:
    answer = await visitor.get(path)
    assert answer.status_code == 200
    check_page(answer)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("status", ERRORS)
async def test_every_error_page_holds(visitor: httpx2.AsyncClient, status: int) -> None:
    answer = await visitor.get(f"/error/{status}")
    assert answer.status_code == status
    check_page(answer)


async def test_a_form_with_errors_is_a_400_that_keeps_what_was_typed(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.post("/everything", data={"title": "", "people": "many", "words": "Buses"})
    assert answer.status_code == 400
    check_page(answer)
    assert "<title>Error: Every control" in answer.text
    assert answer.text.count("Enter a title") == 2  # above the page and beside the field
    assert 'value="many"' in answer.text
    assert ">Buses</textarea>" in answer.text
    assert answer.text.count('data-module="govuk-error-summary"') == 1


async def test_a_good_form_is_acted_on(visitor: httpx2.AsyncClient) -> None:
    good = {
        "title": "Buses",
        "word": "secret words",
        "opens_on-day": "1",
        "opens_on-month": "3",
        "opens_on-year": "2026",
        "level": "shape",
        "groups": ["young", "staff"],
        "key": "abc",
    }
    assert (await visitor.post("/everything", data=good)).status_code == 201


async def test_files_that_nobody_will_read_are_closed(visitor: httpx2.AsyncClient) -> None:
    """An open one would be a warning, and warnings are errors here."""
    for name in ("", "views.csv"):
        answer = await visitor.post("/everything", data={"title": ""}, files={"sheet": (name, b"a,b\n1,2")})
        assert answer.status_code == 400
    gc.collect()


async def test_a_question_without_an_answer_says_so(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.post("/question", data={})
    assert answer.status_code == 400
    check_page(answer)
    assert 'href="#answer"' in answer.text


async def test_too_many_fields_are_refused_with_a_sentence(visitor: httpx2.AsyncClient) -> None:
    with pytest.raises(Exception, match="There was too much of it"):
        await visitor.post("/question", data={f"f{n}": "x" for n in range(500)})


@pytest.mark.parametrize("colours", ["cream", "light", "dark", "contrast"])
async def test_the_chosen_colours_are_kept(visitor: httpx2.AsyncClient, colours: str) -> None:
    for name in ("colours", "__Host-colours"):
        answer = await visitor.get("/", headers={"cookie": f"{name}={colours}"})
        assert f'data-colours="{colours}"' in answer.text


async def test_colours_that_do_not_exist_are_cream(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/", headers={"cookie": 'colours="><script>'})
    assert 'data-colours="cream"' in answer.text


class OnlyReader(SimpleNamespace):
    def may(self, role: Role, consultation: object = None) -> bool:
        return role is Role.READER


def request_for(app: Starlette, path: str, account: object) -> Request:
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b"", "app": app}
    request = Request({**scope, "root_path": "", "server": ("heard.test", 80), "scheme": "http"})
    request.state.account = account
    return request


def test_the_staff_menu_shows_what_this_person_may_open() -> None:
    app = make_gallery()
    nav = [NavLink("Replies", "replies", (Role.READER,)), NavLink("Secret report", "report", (Role.ANALYST,))]
    configure_rendering(Brand(), [*nav, NavLink("Not built", "no_such_route")])
    words = {"themes": [], "groups": [], "by_group": [], "steps": [], "scale": []}
    template = page_environment().from_string(
        '{% extends "layouts/staff.html" %}{% block title %}A{% endblock %}'
    )
    for account, seen in ((OnlyReader(name="Amina"), True), (None, False)):
        page = render(request_for(app, "/replies/7", account), template, **words).body.decode()
        assert ("Replies" in page) is seen
        assert "Secret report" not in page
        assert "Not built" not in page
        assert ('aria-current="page"' in page) is seen


def test_a_name_that_is_not_there_stops_the_page() -> None:
    request = request_for(make_gallery(), "/", None)
    with pytest.raises(UndefinedError):
        render(request, "question.html")


def test_addresses_stand_below_the_path_that_a_proxy_serves() -> None:
    app = make_gallery()
    request = request_for(app, "/", None)
    request.scope["app_root_path"] = "/heard"
    template = page_environment().from_string("{{ url('replies') }} {{ find_url('nowhere') }}")
    assert render(request, template).body == b"/heard/replies None"


def test_the_council_gives_its_name() -> None:
    app = make_gallery(Brand(name="Suffolk"))
    page = render(request_for(app, "/", None), "errors/404.html", 404).body.decode()
    assert "We cannot find that page – Heard in Suffolk</title>" in page


def test_filters() -> None:
    assert short_date(date(2026, 3, 3)) == "3 Mar 2026"
    assert short_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 Jul 2026"
    assert number(1234567) == "1,234,567"
    assert plural(1, "comment") == "1 comment"
    assert plural(1234, "comment") == "1,234 comments"
    assert plural(2, "reply", "replies") == "2 replies"


def test_every_template_compiles() -> None:
    names = page_environment().list_templates()
    assert len(names) > len(ERRORS)
    for name in names:
        environment = page_environment() if name.endswith(".html") else mail_environment()
        environment.get_template(name)


def test_the_pages_of_people_who_answer_are_compiled_before_they_come() -> None:
    warm()
    cache = page_environment().cache
    assert cache is not None
    assert {"layouts/person.html", "surveys/question.html", "surveys/thanks.html"} <= {
        key[1] for key in cache
    }


async def test_the_first_view_is_light(visitor: httpx2.AsyncClient) -> None:
    page = (await visitor.get("/question")).content
    packed = len(gzip.compress(page))
    assert packed <= 3_000
    for path in FOLDER.rglob("*"):
        if path.suffix in (".css", ".js"):
            packed += len(gzip.compress(path.read_bytes()))
        elif path.suffix == ".woff2":
            packed += path.stat().st_size
    assert packed <= 50_000
