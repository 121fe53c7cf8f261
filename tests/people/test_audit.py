import pytest

from feedback.core.clock import now
from feedback.core.roles import Role
from feedback.people import audit
from feedback.people.models import AppendOnly, AuditEntry
from tests.makers.consultations import make_consultation
from tests.web import make_account


async def test_it_writes_down_who_did_what_to_which(db):
    account, consultation, moment = await make_account(), await make_consultation(), now()
    await audit.record(account, "read comments", consultation, "20 comments", at=moment)
    entry = await audit.entries(account).first()
    assert (entry.account_id, entry.actor_name, entry.action) == (account.id, account.name, "read comments")
    assert (entry.subject_kind, entry.subject_id) == ("Consultation", str(consultation.id))
    assert (entry.detail, entry.at) == ("20 comments", moment)


async def test_what_a_job_did_is_written_down_as_heards_own(db):
    entry = await audit.record(None, "closed", await make_consultation())
    assert (entry.account_id, entry.actor_name) == (None, audit.SYSTEM)


async def test_an_entry_can_be_neither_changed_nor_removed(db):
    account = await make_account()
    entry = await audit.record(account, "read comments", account)
    entry.action = "did nothing"
    for attempt in (
        lambda: entry.save(),
        lambda: entry.delete(),
        lambda: AuditEntry.all().delete(),
        lambda: AuditEntry.filter(id=entry.id).update(action="did nothing"),
        lambda: AuditEntry.bulk_update([entry], ["action"]),
        lambda: audit.entries().delete(),
    ):
        with pytest.raises(AppendOnly):
            await attempt()
    assert (await AuditEntry.get(id=entry.id)).action == "read comments"


async def test_an_account_that_did_something_cannot_be_deleted(db):
    account = await make_account()
    await audit.record(account, "read comments", account)
    with pytest.raises(Exception, match=r"(?i)foreign|restrict|references|constraint"):
        await account.delete()
    assert await AuditEntry.filter(account=account).count() == 1


async def test_administrators_read_it_page_by_page(client, sign_in):
    account = await sign_in(Role.ADMINISTRATOR)
    for number in range(101):
        await audit.record(account, f"did thing {number}", account)
    first = await client.get("/staff/audit")
    assert "did thing 100<" in first.text
    assert "did thing 0<" not in first.text
    second = await client.get("/staff/audit?page=2")
    assert "did thing 0<" in second.text
    assert (await client.get("/staff/audit?page=3")).status_code == 404
