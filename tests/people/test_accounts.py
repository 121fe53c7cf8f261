import asyncio

import pytest

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people import passwords
from feedback.people.accounts import (
    add_account,
    change_password,
    close_account,
    find_account,
    get_account,
    holders_of,
    reset_password,
)
from feedback.people.models import Account, AuditEntry, RoleGrant, StaffSession
from feedback.people.roles import LAST_ADMINISTRATOR, grant_role, revoke_role
from feedback.people.sessions import find_session, open_session
from tests.makers.consultations import make_consultation
from tests.web import PASSWORD, make_account, make_organisation


async def test_an_address_is_known_in_any_case_and_once_only(db):
    account, first = await add_account(None, " Sam@Heard.TEST ", "Sam  Page", now())
    assert (account.email, account.name, account.must_change_password) == ("sam@heard.test", "Sam Page", True)
    assert (await find_account("SAM@heard.test")).id == account.id
    assert await passwords.matches(account.password_hash, first)
    with pytest.raises(Refusal, match="already an account"):
        await add_account(None, "sam@HEARD.test", "Sam", now())


@pytest.mark.parametrize(
    "email", ["", "sam", "sam@", "sam@heard", "sam page@heard.test", "a@" + "b" * 260 + ".test"]
)
async def test_an_address_that_is_none_is_refused_beside_its_field(db, email):
    with pytest.raises(Refusal) as refused:
        await add_account(None, email, "Sam", now())
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", "12 characters"),
        ("Password1234", "Many people"),
        ("abababababababab", "Many people"),
        ("sam.page@heard.test", "too close"),
        ("sam.page2026", "too close"),
        ("x" * 201, "200 characters"),
    ],
)
async def test_a_weak_password_is_refused(db, password, why):
    with pytest.raises(Refusal, match=why) as refused:
        await add_account(None, "sam.page@heard.test", "Sam", now(), password=password)
    assert refused.value.field == "new"
    assert await find_account("sam.page@heard.test") is None


async def test_changing_the_password_ends_every_other_session(db):
    account, moment = await make_account(), now()
    here = await find_session(await open_session(account, moment), moment)
    elsewhere = await open_session(account, moment)
    with pytest.raises(Refusal) as refused:
        await change_password(account, "not my password", "four plain words here", moment, session=here)
    assert refused.value.field == "current"
    await change_password(account, PASSWORD, "four plain words here", moment, session=here)
    assert await find_session(elsewhere, moment) is None
    assert [row.id for row in await StaffSession.filter(account=account)] == [here.id]
    changed = await get_account(account.id)
    assert await passwords.matches(changed.password_hash, "four plain words here")


async def test_a_lost_password_is_replaced_by_one_that_must_be_changed(db):
    account = await make_account()
    token = await open_session(account, now())
    first = await reset_password(None, account, now())
    changed = await get_account(account.id)
    assert changed.must_change_password
    assert await passwords.matches(changed.password_hash, first)
    assert await find_session(token, now()) is None


async def test_closing_an_account_ends_its_sessions_and_keeps_its_log(db):
    administrator = await make_account(Role.ADMINISTRATOR)
    account = await make_account(Role.READER)
    token = await open_session(account, now())
    await close_account(administrator, account, now())
    assert await find_session(token, now()) is None
    assert not (await get_account(account.id)).may(Role.READER)
    assert await AuditEntry.filter(action="closed an account", subject_id=str(account.id)).count() == 1
    with pytest.raises(Refusal, match="already closed"):
        await close_account(administrator, account, now())


async def test_the_last_administrator_stays(db):
    administrator = await make_account(Role.ADMINISTRATOR)
    grant = await RoleGrant.get(account=administrator)
    with pytest.raises(Refusal, match="last administrator"):
        await close_account(administrator, administrator, now())
    with pytest.raises(Refusal, match="last administrator"):
        await revoke_role(administrator, grant, now())
    other = await make_account(Role.ADMINISTRATOR)
    await revoke_role(administrator, grant, now())
    assert not (await get_account(administrator.id)).may(Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="last administrator"):
        await close_account(other, other, now())


async def test_two_administrators_who_step_down_at_once_leave_one(db):
    first, second = await make_account(Role.ADMINISTRATOR), await make_account(Role.ADMINISTRATOR)
    done = await asyncio.gather(
        close_account(first, first, now()), close_account(second, second, now()), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, Refusal)]
    assert [one.sentence for one in refused] == [LAST_ADMINISTRATOR]
    assert await Account.filter(state=Account.ACTIVE).count() == 1


async def test_a_role_for_one_consultation_covers_no_other(db):
    mine, other = await make_consultation(), await make_consultation()
    account = await make_account(Role.ANALYST, consultation=mine)
    assert account.may(Role.ANALYST)
    assert account.may(Role.ANALYST, mine)
    assert account.may(Role.ANALYST, mine.id)
    assert not account.may(Role.ANALYST, other)
    assert not account.may(Role.EDITOR, mine)
    assert account.limited_to(Role.ANALYST) == {mine.id}
    await grant_role(None, account, Role.ANALYST, now())
    account = await get_account(account.id)
    assert account.may(Role.ANALYST, other)
    assert account.limited_to(Role.ANALYST) is None


async def test_a_role_for_an_organisation_opens_no_consultation_of_others(db):
    consultation, forum = await make_consultation(), await make_organisation()
    account = await make_account()
    await grant_role(None, account, Role.FORUM, now(), organisation=forum)
    account = await get_account(account.id)
    assert account.may(Role.FORUM)
    assert not account.may(Role.FORUM, consultation)
    assert account.organisations_for(Role.FORUM) == {forum.id}


async def test_giving_a_role_twice_is_giving_it_once(db):
    account, consultation = await make_account(), await make_consultation()
    for _ in range(2):
        await grant_role(None, account, Role.EDITOR, now(), consultation_id=consultation.id)
        await grant_role(None, account, Role.EDITOR, now())
    assert await RoleGrant.filter(account=account).count() == 2
    assert await AuditEntry.filter(action="gave a role", subject_id=str(account.id)).count() == 2


async def test_some_roles_go_only_with_some_places(db):
    account, consultation, forum = await make_account(), await make_consultation(), await make_organisation()
    with pytest.raises(Refusal, match="can't be limited"):
        await grant_role(None, account, Role.ADMINISTRATOR, now(), consultation_id=consultation.id)
    with pytest.raises(Refusal, match="Say which forum"):
        await grant_role(None, account, Role.FORUM, now())
    for role in (Role.EDITOR, Role.ANALYST, Role.PUBLISHER, Role.SAFEGUARDING):
        with pytest.raises(Refusal, match="can only be reader"):
            await grant_role(None, account, role, now(), organisation=forum)
    await grant_role(None, account, Role.READER, now(), organisation=forum)
    with pytest.raises(Refusal, match="not both"):
        await grant_role(
            None, account, Role.READER, now(), consultation_id=consultation.id, organisation=forum
        )


async def test_holders_of_a_role_are_those_who_can_act(db):
    lead = await make_account(Role.SAFEGUARDING)
    closed = await make_account(Role.SAFEGUARDING)
    await make_account(Role.READER)
    await close_account(None, closed, now())
    assert [account.id for account in await holders_of(Role.SAFEGUARDING)] == [lead.id]
