"""What waits: for officers a view to agree to, for analysts a view without a summary or with a disputed one."""

from datetime import datetime

from feedback.core.errors import Forbidden, NotFound
from feedback.core.roles import Role
from feedback.forums.drafting import views_of
from feedback.forums.models import ViewState
from feedback.forums.representing import own_seat
from feedback.forums.understanding import views_that_wait
from feedback.kit.desk import DeskLine
from feedback.people.models import Account


async def find_for_representatives(account: Account, moment: datetime) -> list[DeskLine]:
    if not account.may(Role.FORUM):
        return []
    try:
        seat = await own_seat(account)
    except (Forbidden, NotFound):
        return []
    return [
        DeskLine(
            f"{view.asked_by.name if view.asked_by else 'An officer'} asks you to agree to a view",
            "forum_view",
            {"view_id": view.id},
        )
        for view in await views_of(seat.organisation)
        if seat.is_officer and view.state is ViewState.ASKED and view.asked_by_id != account.id
    ]


async def find_for_analysts(account: Account, moment: datetime) -> list[DeskLine]:
    if not account.may(Role.ANALYST):
        return []
    return [
        DeskLine(
            f"{view.organisation.name} says that our summary is wrong"
            if is_disputed
            else f"Say what you understood from the view of {view.organisation.name}",
            "staff_forum_view",
            {"slug": view.consultation.slug, "forum_view_id": view.id},
        )
        for view, is_disputed in await views_that_wait(account)
    ]
