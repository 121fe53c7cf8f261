"""Who reads what somebody said: analysts what is live, the safeguarding lead what is held, nobody what is gone."""

import pytest

from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.voices.models import Comment, CommentState
from feedback.youth.models import MembersCheck
from tests.contracts.county import County, make_county, routes_of
from tests.contracts.rows import DRAFTED, HELD, LIVE, MARKS, QUOTABLE, QUOTED, UPLOADED, WITHDRAWN, YOUNG
from tests.makers.forums import come_in
from tests.web import make_account, new_client

# What a role may find on the pages that it opens. The public may read what was chosen and checked.
MAY_READ = {
    None: {QUOTED},
    Role.READER: {QUOTED},
    Role.EDITOR: {QUOTED},
    Role.ANALYST: {QUOTED, QUOTABLE, LIVE},
    Role.PUBLISHER: {QUOTED},
    Role.SAFEGUARDING: {QUOTED, HELD},
    Role.FORUM: {QUOTED},
    Role.ADMINISTRATOR: {QUOTED},
}
# Whoever has these links has them from the person, or the forum, whose words they show.
OPENED_BY_A_LINK = ("receipt_link", "forum_member")
FILTERED = ("?group=parent_carer", "?age_band=unsaid", "?by=spoken_by", "?page=2", "?page=3", "?page=4")


async def read_everything(app, client, county: County) -> dict[str, set[str]]:
    """Which marks stand on which page, over every address that opens."""
    found: dict[str, set[str]] = {}
    for route in routes_of(app):
        if "GET" not in route.methods or route.name in OPENED_BY_A_LINK:
            continue
        address = county.address_of(route)
        queries = (
            ("", *FILTERED) if route.name in ("report", "report_file", "quotes", "all_comments") else ("",)
        )
        for query in queries:
            answer = await client.get(address + query)
            marks = {mark for mark in MARKS if mark in answer.text}
            if marks:
                found.setdefault(route.name, set()).update(marks)
    return found


async def test_the_county_holds_every_kind_of_words(db):
    await make_county(db, await make_account(Role.EDITOR))
    states = {mark: [] for mark in MARKS}
    for comment in await Comment.all():
        for mark in MARKS:
            if mark in comment.words:
                states[mark].append(comment.state)
    assert states[LIVE] == states[QUOTED] == states[QUOTABLE] == [CommentState.LIVE]
    assert states[HELD] == [CommentState.HELD]
    assert states[WITHDRAWN] == []


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "public")
async def test_each_role_reads_its_own_words_and_no_others(app, db, client, sign_in, role):
    county = await make_county(db, await make_account(Role.EDITOR))
    if role:
        await sign_in(role)
    found = await read_everything(app, client, county)
    beyond = {name: marks - MAY_READ[role] for name, marks in found.items() if marks - MAY_READ[role]}
    assert beyond == {}
    assert set().union(*found.values()) == MAY_READ[role]


async def test_all_roles_together_find_nothing_that_was_taken_back(app, db, client, sign_in):
    county = await make_county(db, await sign_in(*Role))
    found = await read_everything(app, client, county)
    assert {name for name, marks in found.items() if WITHDRAWN in marks} == set()
    assert {name for name, marks in found.items() if HELD in marks} == {"safety_item"}
    assert {name for name, marks in found.items() if UPLOADED in marks} == {"import_preview"}


async def test_every_page_that_shows_raw_words_is_on_record(app, db, client, sign_in):
    county = await make_county(db, await sign_in(*Role))
    account = await sign_in(Role.ANALYST, Role.PUBLISHER, Role.SAFEGUARDING)
    for route in [route for route in routes_of(app) if route.needs and "GET" in route.methods]:
        before = await AuditEntry.filter(account_id=account.id).count()
        answer = await client.get(county.address_of(route))
        if any(mark in answer.text for mark in (LIVE, QUOTABLE, HELD)):
            assert await AuditEntry.filter(account_id=account.id).count() == before + 1, route.name
    for entry in await AuditEntry.all():
        assert not any(mark in f"{entry.action} {entry.detail} {entry.subject_id}" for mark in MARKS)


async def test_what_members_of_the_youth_forum_write_is_read_by_few(app, db, client, sign_in):
    """By who wrote it, by the forum's worker, and by who asked and may read what people wrote."""
    county = await make_county(db, await sign_in(*Role))
    found = await read_everything(app, client, county)
    assert {name for name, marks in found.items() if YOUNG in marks} == {"wording_tests"}
    asked = await MembersCheck.get(id=county.ids["asked_id"]).prefetch_related("check_of")
    assert YOUNG in (await client.get(f"/staff/replies/{asked.check_of.reply_id}/youth-forum")).text
    await come_in(client, county.representative)
    found = await read_everything(app, client, county)
    read = {name for name, marks in found.items() if YOUNG in marks}
    assert read == {"youth_ideas", "worker_wording", "worker_check"}
    client.cookies.set("youth", county.tokens["youth"], domain="heard.test", path="/")
    await sign_in()
    found = await read_everything(app, client, county)
    assert {name for name, marks in found.items() if YOUNG in marks} == {"youth_mine"}


async def test_a_receipt_shows_ones_own_words_and_nobody_elses(app, db):
    county = await make_county(db, await make_account(Role.EDITOR))
    own = {"live": LIVE, "quoted": QUOTED, "quotable": QUOTABLE, "held": HELD, "withdrawn": WITHDRAWN}
    for name, code in county.codes.items():
        async with new_client(app) as browser:
            await browser.get(f"/r/{code}")
            page = await browser.get("/receipt")
        assert page.status_code == 200
        wanted = set() if name == "withdrawn" else {own[name]}
        assert {mark for mark in MARKS if mark in page.text} - {QUOTED} == wanted - {QUOTED}


async def test_what_a_forum_has_not_sent_is_read_by_its_own_people_alone(app, db, client, sign_in):
    county = await make_county(db, await sign_in(*Role))
    found = await read_everything(app, client, county)
    assert {name for name, marks in found.items() if DRAFTED in marks} == set()
    await come_in(client, county.representative)
    found = await read_everything(app, client, county)
    assert {name for name, marks in found.items() if DRAFTED in marks} == {"forum_view", "edit_point"}
