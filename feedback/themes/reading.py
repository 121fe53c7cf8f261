"""Someone read what was said. It is marked by a button, for the comments that were on the screen."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.comments import live_comments
from feedback.themes.models import Reading
from feedback.themes.tallies import keep_tallies
from feedback.voices.models import Comment

PAGE = 20


async def mark_read(
    consultation: Consultation, comments: Sequence[UUID], account: Account, role: Role, today: date
) -> int:
    """Mark these comments read by this account in this role; gives how many were not marked by it before.

    At most a page of them: nobody has read what was never on their screen. Twice is as good as once.
    """
    wanted = set(comments)
    if not wanted:
        raise Refusal("Choose a comment to mark as read.")
    if len(wanted) > PAGE:
        raise Refusal(f"You can mark the {PAGE} comments of one page as read, not more at once.")
    found = (
        await live_comments(consultation).filter(id__in=wanted).order_by("id").values_list("id", "voice_id")
    )
    async with keep_tallies(consultation, [voice for _, voice in found]):
        ids = [comment for comment, _ in found]
        # Asked again inside the transaction, so that a comment withdrawn a moment ago gets no reading.
        live = await live_comments(consultation).filter(id__in=ids).values_list("id", flat=True)
        marked = await Reading.filter(account_id=account.id, comment_id__in=ids).values_list(
            "comment_id", flat=True
        )
        new = sorted(set(live) - set(marked))
        await Reading.bulk_create(
            [Reading(comment_id=key, account_id=account.id, role=role.value, read_on=today) for key in new],
            ignore_conflicts=True,
        )
        if new:
            await record(account, "comments.read", consultation, f"{len(new)} comments")
    return len(new)


def unread_comments(consultation: Consultation, question_key: str = "") -> QuerySet[Comment]:
    """Live comments that nobody has marked as read."""
    read = Reading.filter(comment__consultation_id=consultation.id).values("comment_id")
    return live_comments(consultation, question_key).filter(id__not_in=Subquery(read)).order_by("id")
