"""Hostile words in every field that a person can fill, on every page that shows them."""

import csv
import io
import re

import html5lib
import pytest

from feedback.consultations.models import Consultation
from feedback.contacts.models import Contact
from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.events.models import Event, HeardSheet
from feedback.forums.models import ForumDispute, ForumPoint, ForumSummary, ForumView
from feedback.people.models import Account, Organisation
from feedback.replies.models import ForumCheck, Reply, ReplyUpdate
from feedback.reports.models import ReportVersion
from feedback.safety.models import SafetyItem
from feedback.themes.models import Suggestion, SuggestionMember, Theme
from feedback.themes.report_models import Tally
from feedback.themes.tallies import refresh_tallies
from feedback.voices.importing import receive_file
from feedback.voices.models import Comment, Import, RatedPage, RefusedRow, Voice
from feedback.youth.models import ForumRequest, SubjectIdea, WordingTest, YouthMember
from surveys.models import Question, Survey
from tests.contracts.county import County, acting_for, make_county, routes_of
from tests.web import make_account, new_client

HOSTILE = (
    "\"><script src=//evil.test/x></script><img src=x onerror=alert(1)>' {{ 7*7 }} {% raw %} </textarea>"
)
FORMULAS = ('=HYPERLINK("//evil.test")', "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", " =1+1", "＝1+1")


async def poison(county: County) -> None:
    """As if a person had typed it, past every form that would have shortened it."""
    rows = county.consultation.id
    await Consultation.filter(id=rows).update(
        title=f"T {HOSTILE}"[:160],
        purpose=HOSTILE,
        can_change=HOSTILE,
        cannot_change=HOSTILE,
        decider=HOSTILE,
    )
    await Survey.filter(id=county.survey.id).update(
        title=f"S {HOSTILE}"[:160],
        who_asks=HOSTILE,
        who_reads=HOSTILE,
        easy_notice=HOSTILE,
        full_notice=HOSTILE,
    )
    choices = [{"value": f"c{n}", "label": HOSTILE} for n in (1, 2)]
    await Question.filter(version__survey_id=county.survey.id).update(text=HOSTILE, hint=HOSTILE, use=HOSTILE)
    listed = ["one_of", "some_of", "top_three", "with_starters"]
    await Question.filter(version__survey_id=county.survey.id, kind__in=listed).update(choices=choices)
    await Question.filter(kind="message").update(recipient=HOSTILE[:160])
    await Survey.filter(id=county.poll.id).update(title=f"P {HOSTILE}"[:160], who_asks=HOSTILE)
    await Question.filter(version__survey_id=county.poll.id).update(text=HOSTILE, choices=choices)
    await _poison_what_was_said(county)
    await _poison_what_was_written(county)
    await refresh_tallies(county.consultation)


async def _poison_what_was_said(county: County) -> None:
    rows = county.consultation.id
    await Theme.filter(id=county.ids["theme_id"]).update(
        title=HOSTILE[:160], description=HOSTILE, phrases=[HOSTILE]
    )
    await Suggestion.filter().update(label=HOSTILE[:160], phrases=[HOSTILE])
    for comment in await Comment.filter(consultation_id=rows).exclude(words=""):
        await Comment.filter(id=comment.id).update(words=HOSTILE + comment.words, question_text=HOSTILE)
    await Event.filter(slug=county.event_slug).update(
        title=f"E {HOSTILE}"[:160], place=HOSTILE, times=HOSTILE[:80], about=HOSTILE
    )
    await HeardSheet.filter().update(raised=HOSTILE, questions=HOSTILE, next_steps=HOSTILE)
    await RatedPage.filter().update(title=HOSTILE[:160], address=HOSTILE)
    await SafetyItem.filter().update(words=HOSTILE, reason=HOSTILE)
    await SuggestionMember.filter().update(start=0, end=60)
    await Voice.filter(consultation_id=rows, group="parent_carer").update(group=HOSTILE[:60])


async def _poison_what_was_written(county: County) -> None:
    await Reply.filter(id=county.ids["reply_id"]).update(
        title=HOSTILE, you_said=HOSTILE, what=HOSTILE, why=HOSTILE, what_else=HOSTILE, owner_role=HOSTILE
    )
    await ReplyUpdate.filter().update(was_what=HOSTILE, was_why=HOSTILE, what=HOSTILE, why=HOSTILE)
    await Import.filter().update(file_name=f"{HOSTILE}.csv"[:200], error=HOSTILE)
    await RefusedRow.filter().update(reason=HOSTILE)
    await Reply.filter(id=county.ids["reply_id"]).update(withdrawn_why=HOSTILE)
    await ReplyUpdate.filter().update(was_what_else=HOSTILE, what_else=HOSTILE)
    await ForumCheck.filter().update(forum=HOSTILE[:200])
    await Contact.filter().update(title=HOSTILE[:200])
    await Organisation.create(slug="hostile", name=HOSTILE, kind="forum")
    await Organisation.filter(slug__startswith="voice-").update(name=HOSTILE)
    await ForumPoint.exclude(words="").update(words=HOSTILE)
    await ForumView.filter(speaks_for__isnull=False).update(minority=HOSTILE)
    await ForumSummary.filter().update(words=HOSTILE)
    await ForumDispute.filter().update(answer=HOSTILE)
    await Account.filter().update(name=HOSTILE)
    await ForumRequest.filter().update(
        topic=HOSTILE[:160], what=HOSTILE, why=HOSTILE, can_change=HOSTILE, reason=HOSTILE, fed_back=HOSTILE
    )
    await YouthMember.filter(id=county.ids["member_id"]).update(nickname=HOSTILE[:30])
    await WordingTest.filter().update(question_text=HOSTILE)
    await SubjectIdea.filter(state="shown").update(title=HOSTILE[:160])
    for comment in await Comment.filter(voice__door="youth"):
        await Comment.filter(id=comment.id).update(words=HOSTILE, question_text=HOSTILE)


def tags_of(page: str) -> list[str]:
    """Elements and attributes that only hostile words could have brought in."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    found = []
    for element in root.iter():
        source = str(element.get("src", ""))
        if "evil" in source or source == "x" or any(str(name).startswith("on") for name in element.attrib):
            found.append(f"{element.tag} {element.attrib}")
    return found


async def test_no_page_takes_words_for_markup(app, db, client, sign_in):
    """The client checks each page besides: valid HTML, nothing inline, no other host."""
    uploader = await sign_in(*Role)
    county = await make_county(db, uploader)
    await poison(county)
    shown = 0
    for route in routes_of(app):
        if "GET" not in route.methods or route.name in ("import_columns", "import_preview"):
            continue
        with acting_for(client, county, route):
            answer = await client.get(county.address_of(route))
        assert answer.status_code in (200, 303, 410), (route.name, answer.status_code)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert "<script src=//evil" not in answer.text, route.name
        assert "<img src=x" not in answer.text, route.name
        assert tags_of(answer.text) == [], route.name
        shown += "&lt;script src=//evil" in answer.text
    assert shown > 25


async def test_a_file_with_hostile_names_and_cells_is_shown_as_words(db, client, sign_in):
    uploader = await sign_in(Role.EDITOR)
    county = await make_county(db, uploader)
    quoted = HOSTILE.replace('"', '""')
    content = f'"{quoted}",Who\n"{quoted}","{quoted}"\n'.encode()
    received = await receive_file(county.consultation, uploader, f"{HOSTILE}.csv", content, today())
    for page in ("columns", "preview"):
        answer = await client.get(f"/staff/imports/{received.id}/{page}")
        assert answer.status_code == 200
        assert tags_of(answer.text) == []
        assert "&lt;script src=//evil" in answer.text


async def test_nothing_hostile_reaches_the_thanks_page_or_a_header(db, client):
    county = await make_county(db, await make_account(Role.EDITOR))
    answer = await client.get("/sign-in?next=%0d%0aSet-Cookie:%20a=b")
    assert "set-cookie" not in answer.headers
    for code in ("x%0d%0aSet-Cookie:%20a=b", "%3Cscript%3E", "%00", "%ff%fe"):
        answer = await client.get(f"/r/{code}")
        assert answer.status_code == 404
        assert "<script>" not in answer.text
    assert (
        await client.get(f"/s/{county.survey.slug}/thanks", headers={"Cookie": "sent=%0d%0a"})
    ).status_code == 303


@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_download_begins_a_cell_with_a_formula(db, client, sign_in, formula):
    county = await make_county(db, await sign_in(*Role))
    await Theme.filter(id=county.ids["theme_id"]).update(title=f"{formula} buses")
    await RefusedRow.filter().update(reason=formula)
    await Tally.filter().delete()
    await refresh_tallies(county.consultation)
    version = await ReportVersion.get(consultation_id=county.consultation.id)
    version.document["report"]["themes"][0]["title"] = f"{formula} buses"
    version.document["report"]["columns"][0]["label"] = formula
    await version.save()
    slug = county.consultation.slug
    for address in (
        f"/staff/consultations/{slug}/report.csv",
        f"/consultations/{slug}/report.csv",
        f"/staff/imports/{county.ids['import_id']}/refused.csv",
    ):
        answer = await client.get(address)
        name = answer.headers["content-disposition"]
        assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"', name)
        cells = [cell for row in csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))) for cell in row]
        assert any(formula.strip() in cell for cell in cells)
        assert [
            cell for cell in cells if cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "＝")
        ] == []


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "/%09/evil.test",
        "javascript:alert(1)",
        "\\\\evil.test",
        "/\t/x",
    ],
)
async def test_no_address_leads_to_another_site(db, client, sign_in, elsewhere):
    county = await make_county(db, await sign_in(*Role))
    slug, comment = county.consultation.slug, county.ids["comment_id"]
    sent = [
        await client.post(
            f"/staff/consultations/{slug}/comments/read", data={"comment": str(comment), "back": elsewhere}
        ),
        await client.post("/display", data={"colours": "dark", "next": elsewhere}),
        await client.get("/sign-in", params={"next": elsewhere}),
    ]
    async with new_client(client._transport.app) as stranger:
        account = await make_account(Role.READER)
        data = {"email": account.email, "password": "three plain words", "next": elsewhere}
        sent.append(await stranger.post("/sign-in", data=data))
    for answer in sent:
        where = answer.headers.get("location", "/")
        assert "evil" not in where or where.startswith("/%09")
        assert where.startswith("/")
        assert not where.startswith(("//", "/\\"))
