"""Mails to representatives. None holds a word of a view or of what the council made of it."""

from collections.abc import Iterable
from uuid import UUID

from feedback.core.outbox import queue_mail
from feedback.forums.models import Representative
from feedback.people.models import Organisation

ENDING = "\n\nThis mail says nothing about what is in it, so that only you read that.\n"


async def mail_link(email: str, forum: str, link: str, minutes: int, key: str) -> None:
    body = (
        f"Somebody, we hope you, asked to sign in for {forum}.\n\n"
        f"Open this link and press the button. It works once, for {minutes} minutes:\n{link}\n\n"
        "If it was not you, do nothing. Nobody can sign in without this mail.\n"
    )
    await queue_mail(email, "Your link to sign in", body, key)


async def mail_invitation(email: str, forum: str, site: str, key: str) -> None:
    body = (
        f"You can now speak for {forum} in our feedback service.\n\n"
        f"Open {site}/forum/sign-in and enter this email address. We then mail you a link to sign in.\n"
        "There is no password.\n"
    )
    await queue_mail(email, f"You can sign in for {forum}", body, key)


async def tell_representatives(
    organisation: Organisation,
    subject: str,
    site: str,
    key: str,
    *,
    only_officers: bool = False,
    but: Iterable[UUID] = (),
) -> None:
    """One mail to each who speaks for the forum now, but not to the accounts `but`: that something waits."""
    found = Representative.filter(organisation_id=organisation.id, ended_on=None)
    if only_officers:
        found = found.filter(is_officer=True)
    for one in await found.order_by("id").prefetch_related("account"):
        if one.account_id not in set(but):
            body = f"{subject}.\n\nSign in for {organisation.name} to see it: {site}/forum/sign-in{ENDING}"
            await queue_mail(one.account.email, subject, body, f"{key} {one.id}")
