"""Which organisation is the Youth Forum, and who is its worker."""

from feedback.core.errors import NotFound, Refusal
from feedback.forums.representing import own_seat
from feedback.people.models import Account, Organisation

KIND = "youth_forum"
NO_FORUM = "There is no Youth Forum here yet. An administrator adds it to the organisations."


async def find_forum() -> Organisation | None:
    """The one forum whose members have pages here."""
    return await Organisation.filter(kind=KIND).order_by("name", "id").first()


async def get_forum() -> Organisation:
    """For whoever asks the forum for something."""
    forum = await find_forum()
    if forum is None:
        raise Refusal(NO_FORUM)
    return forum


async def own_forum(account: Account) -> Organisation:
    """The forum whose worker this account is: who speaks for it, and holds no role of the council."""
    seat = await own_seat(account)
    if seat.organisation.kind != KIND:
        raise NotFound
    return seat.organisation
