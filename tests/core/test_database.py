from feedback.core import clock
from feedback.core.database import in_a_transaction, transaction
from feedback.core.models import Lease


async def test_a_read_within_a_transaction_sees_its_own_writes(db):
    async with transaction():
        await Lease.create(name="a", holder="me", until=clock.now())
        assert in_a_transaction()
        assert await Lease.filter(name="a").count() == 1
    assert not in_a_transaction()
    assert await Lease.filter(name="a").count() == 1
