"""Each check of a page can fail: one good page, and one way to break each rule."""

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from tests.page_checks import check_page, find_header_problems, find_problems

GOOD = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>Ask – Heard</title>
<link rel="stylesheet" href="/a.css"><script src="/a.js"></script></head>
<body>
<h1>Ask</h1>
<h2 id="more">More</h2>
<form method="post" action="/ask">
<label for="name">Name</label><input id="name" name="name" aria-describedby="more">
<label>Words <textarea name="words"></textarea></label>
<fieldset><legend>Which?</legend>
<input type="radio" id="a" name="which" value="a"><label for="a">A</label>
<input type="radio" id="b" name="which" value="b"><label for="b">B</label></fieldset>
<input type="checkbox" id="one" name="one"><label for="one">Only one</label>
<input type="hidden" name="key" value="1">
<button>Send</button>
</form>
<svg aria-hidden="true"><path d="M0 0h1"/></svg>
<p><a href="#more">To more</a> <a href="https://elsewhere.example">Elsewhere</a> <img src="/a.png" alt=""></p>
</body></html>"""

WRONG = GOOD.replace("<title>", "<title>Error: ").replace(
    "<h1>",
    '<div class="govuk-error-summary"><h2>There is a problem</h2>'
    '<ul><li><a href="#name">Enter a name</a></li></ul></div>'
    '<p class="govuk-error-message">Enter a name</p><h1>',
)

BROKEN = [
    ("<p><a", "<p><b><a", "not valid HTML"),
    ("<!DOCTYPE html>", "", "not valid HTML"),
    ('lang="en-GB"', 'lang="en"', "lang=en-GB"),
    ("<body>", '<body class="public">', "no one link to leave"),
    ("<h1>Ask</h1>", "", "there are 0 h1"),
    ("<h1>Ask</h1>", "<h1>Ask</h1><h1>Ask</h1>", "there are 2 h1"),
    ("<h1>Ask", "<h1>Tell", "does not begin with the h1"),
    ("<title>", "<title>Error: ", "does not tell whether something is wrong"),
    ("h2", "h3", "jumps from level 1 to 3"),
    (">More<", "><", "there is an empty h2"),
    ('id="b"', 'id="a"', "the id 'a' is there twice"),
    ('id="more"', 'id="a b"', "is not an id"),
    ('aria-describedby="more"', 'aria-describedby="hint"', "points at #hint"),
    ('href="#more"', 'href="#gone"', "points at #gone"),
    ('<label for="name">', '<label for="nobody">', "points at #nobody"),
    ('<label for="name">Name</label>', "", "'name' has no label"),
    ('<label for="name">Name</label>', '<label for="name"></label>', "'name' has no label"),
    ("<label>Words <textarea", "<label><textarea", "'words' has no label"),
    (' name="words"', "", "has no name"),
    ("<legend>Which?</legend>", "", "the choices 'which' stand in no fieldset"),
    ("<p><a", '<p style="color:red"><a', "style inside the page"),
    ("</head>", "<style>p{}</style></head>", "style inside the page"),
    ("</head>", "<script>go()</script></head>", "script inside the page"),
    ("<button", '<button onclick="go()"', "<button> has onclick"),
    ('href="#more"', 'href=" java\tscript:go()"', "javascript: address"),
    ('href="/a.css"', 'href="https://cdn.example/a.css"', "<link> asks another host"),
    ('src="/a.js"', 'src="//cdn.example/a.js"', "<script> asks another host"),
    ('src="/a.png"', 'src="data:image/png;base64,AA"', "<img> asks another host"),
    ('action="/ask"', 'action="https://elsewhere.example"', "<form> asks another host"),
    (' alt=""', "", "has no alt"),
    ('<svg aria-hidden="true">', "<svg>", "an svg is neither hidden"),
    (">Send<", "><", "a <button> has no words"),
    (">Elsewhere<", "><", "a <a> has no words"),
]

BROKEN_ERRORS = [
    ("<title>Error: ", "<title>", "does not tell whether something is wrong"),
    ('href="#name"', 'href="#more"', "leads to no field"),
    ('class="govuk-error-summary"', 'class="other"', "1 fields are wrong and there are 0 error summaries"),
    ('<li><a href="#name">Enter a name</a></li>', "", "the error summary is empty"),
]


def test_good_pages_pass() -> None:
    assert find_problems(GOOD) == []
    assert find_problems(WRONG) == []
    check_page(HTMLAnswer(GOOD))


@pytest.mark.parametrize(("there", "instead", "problem"), BROKEN)
def test_a_broken_page_fails(there: str, instead: str, problem: str) -> None:
    assert there in GOOD
    found = find_problems(GOOD.replace(there, instead))
    assert any(problem in one for one in found), found


@pytest.mark.parametrize(("there", "instead", "problem"), BROKEN_ERRORS)
def test_a_broken_page_with_errors_fails(there: str, instead: str, problem: str) -> None:
    assert there in WRONG
    found = find_problems(WRONG.replace(there, instead))
    assert any(problem in one for one in found), found


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        ("default-src 'self'", "does not begin from nothing"),
        ("default-src 'none'; style-src 'self' 'unsafe-inline'", "allows unsafe-inline"),
        ("default-src 'none'; img-src data:", "allows data:"),
        ("default-src 'none'; script-src *", "allows *"),
    ],
)
def test_a_loose_policy_fails(policy: str, problem: str) -> None:
    assert any(problem in one for one in find_header_problems({"content-security-policy": policy}))


def test_a_strict_policy_passes() -> None:
    strict = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'"
    assert list(find_header_problems({"content-security-policy": strict})) == []
    assert list(find_header_problems({})) == []


class HTMLAnswer(HTMLResponse):
    """An answer as a test client sees it."""

    @property
    def text(self) -> str:
        return bytes(self.body).decode()


def test_everything_wrong_is_told_at_once() -> None:
    page = HTMLAnswer(GOOD.replace(' alt=""', "").replace("<title>Ask", "<title>Tell"))
    with pytest.raises(AssertionError, match="2 problems") as failed:
        check_page(page)
    assert "has no alt" in str(failed.value)


def test_what_is_not_a_page_passes() -> None:
    check_page(PlainTextResponse("<p>"))
    check_page(RedirectResponse("/"))
