"""A body sees the themes that it answers for: public numbers and approved quotes, of nobody else's, and no comment."""

from datetime import timedelta

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import Account
from feedback.people.organisations import add_organisation
from feedback.people.roles import grant_role
from feedback.people.sessions import open_session
from feedback.privacy.withdrawing import withdraw_voice
from feedback.reports.owning import owned_themes
from feedback.reports.versions import find_version, publish_version
from feedback.themes.adopting import give_to
from feedback.themes.models import Coding, Theme
from feedback.themes.quotes import check_quote, choose_quote
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Voice
from tests.makers.consultations import make_consultation
from tests.makers.themes import make_comments, make_theme
from tests.makers.voices import make_voice
from tests.web import make_account

RAW = "Marmalade buses come late and nobody rings."
QUOTED = "The bus leaves before I am there."


async def make_reported():
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=today())
    comments = await make_comments(consultation, 30, RAW, "parent_carer")
    quoted = await make_voice(QUOTED, consultation=consultation, may_quote=True)
    buses = await make_theme(consultation, "Late buses", [*comments[:20], *quoted.comments])
    taxis = await make_theme(consultation, "Late taxis", comments[20:])
    coding = await Coding.get(comment_id=quoted.comments[0].id)
    quote = await choose_quote(coding, await make_account(), today())
    await check_quote(quote, await make_account(), today())
    await refresh_tallies(consultation)
    return consultation, buses, taxis


async def make_reader(body) -> Account:
    account = await make_account()
    await grant_role(None, account, Role.READER, now(), organisation=body)
    return await Account.get(id=account.id).prefetch_related("grants")


async def give(theme: Theme, body) -> None:
    theme = await Theme.get(id=theme.id).select_related("frame")
    await give_to(theme, body, await make_account(), now(), theme.frame.version)


async def test_a_body_sees_its_own_themes_and_no_others(db):
    consultation, buses, taxis = await make_reported()
    health = await add_organisation(None, "Norfolk ICB", "health", now())
    council = await add_organisation(None, "The council", "council", now())
    await give(buses, health)
    await give(taxis, council)
    reader = await make_reader(health)
    before = await owned_themes(reader)
    assert [(one.theme.title, one.reports) for one in before] == [("Late buses", [])]
    await publish_version(consultation, None, today())
    found = (await owned_themes(reader))[0].reports[0]
    assert found.line.voices.text == "21"
    assert [quote.words for quote in found.quotes] == [QUOTED]
    everything = await make_account(Role.READER)
    assert [one.theme.title for one in await owned_themes(everything)] == ["Late buses", "Late taxis"]
    of_one = await make_account(Role.READER, consultation=consultation)
    assert await owned_themes(of_one) == []


async def test_the_page_holds_no_comment_and_loses_a_quote_with_its_voice(client, db):
    consultation, buses, _ = await make_reported()
    health = await add_organisation(None, "Norfolk ICB", "health", now())
    await give(buses, health)
    await publish_version(consultation, None, today())
    reader = await make_reader(health)
    client.cookies.set("session", await open_session(reader, now()), domain="heard.test", path="/")
    page = (await client.get("/staff/owned-themes")).text
    assert "Late buses" in page
    assert QUOTED in page
    assert "Marmalade" not in page
    for closed in (
        f"/staff/consultations/{consultation.slug}/report",
        f"/staff/consultations/{consultation.slug}",
    ):
        assert (await client.get(closed)).status_code == 403
    quoted = await Voice.get(consultation_id=consultation.id, may_quote=True)
    await withdraw_voice(quoted, now(), today())
    assert QUOTED not in (await client.get("/staff/owned-themes")).text


async def test_the_analyst_gives_a_theme_and_reports_name_its_body(client, db, sign_in):
    consultation, buses, _ = await make_reported()
    health = await add_organisation(None, "Norfolk ICB", "health", now())
    await sign_in(Role.ANALYST, Role.READER)
    address = f"/staff/consultations/{consultation.slug}/themes/{buses.id}"
    version = (await Theme.get(id=buses.id).select_related("frame")).frame.version
    sent = {"owner-owner": health.slug, "owner-version": str(version)}
    assert (await client.post(f"{address}/owner", data=sent)).status_code == 303
    assert (await client.post(f"{address}/owner", data=sent)).status_code == 400, "the version is taken"
    assert (
        "gave “Late buses” to Norfolk ICB"
        in (await client.get(f"/staff/consultations/{consultation.slug}/themes")).text
    )
    report = await client.get(f"/staff/consultations/{consultation.slug}/report")
    assert "Who answers for it: Norfolk ICB." in report.text
    first = await publish_version(consultation, None, today())
    public = await client.get(f"/consultations/{consultation.slug}/report")
    assert "Who answers for it: Norfolk ICB." in public.text
    await give(buses, None)
    tomorrow = today() + timedelta(days=1)
    assert (await publish_version(consultation, None, tomorrow)).number == first.number + 1
    newest = await find_version(consultation)
    assert "Norfolk ICB" not in str(newest.document["report"])


async def test_a_theme_that_left_the_frame_is_given_to_nobody(db):
    _, buses, _ = await make_reported()
    health = await add_organisation(None, "Norfolk ICB", "health", now())
    await Theme.filter(id=buses.id).update(state="retired")
    with pytest.raises(Refusal, match="merged or retired"):
        await give(buses, health)
