"""Checks of the coding, for tests."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.roles import Role
from feedback.people.models import Account
from feedback.themes.blind import code_blind, find_next, get_check, get_sheet, start_check
from feedback.themes.models import BlindCheck
from tests.makers.themes import DAY
from tests.web import make_account


async def make_check(
    consultation: Consultation, size: int = 10, coders: tuple[Account, Account] | None = None, **more: Any
) -> tuple[BlindCheck, Account, Account]:
    """An open check with its two people."""
    first, second = coders or (await make_account(Role.ANALYST), await make_account(Role.ANALYST))
    check = await start_check(
        consultation, more.pop("question_key", ""), size, (first, second), first, more.pop("today", DAY)
    )
    return await get_check(consultation, check.id), first, second


async def code_all(check: BlindCheck, account: Account, chosen: Mapping[str, UUID]) -> None:
    """Code the whole sample: the theme of each word that a comment holds."""
    while (position := await find_next(check, account)) is not None:
        words = (await get_sheet(check, account, position)).checked.comment.words
        themes = {theme for word, theme in chosen.items() if word in words}
        await code_blind(check, account, position, themes, not themes)
