"""Two people code the same comments, and see neither each other's codings nor the machine's until both are done.

The rule stands here and in no page: what a coder is given holds their own ticks and nobody else's, figures are
refused while a check is open, and until then the comments of the sample are left out of the coder's other lists,
where the machine's themes can be seen.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from analysis.sampling import sample_blind
from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.people.accounts import holders_of
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.comments import live_comments
from feedback.themes.frames import find_frame
from feedback.themes.models import (
    BlindCheck,
    BlindCoding,
    BlindTick,
    CheckedComment,
    CheckState,
    CheckTheme,
    CodeFrame,
    Coder,
    Coding,
    Theme,
    ThemeState,
)
from feedback.voices.models import CommentState, VoiceState

FEWEST, USUAL, MOST = 10, 50, 200


@dataclass(frozen=True)
class Sheet:
    """One comment of a sample for one coder. `ticked` is None where they have not coded it yet."""

    checked: CheckedComment
    place: int
    of: int
    ticked: frozenset[UUID] | None


async def coders_to_choose(consultation: Consultation) -> list[Account]:
    """Everybody who may read what was said here."""
    return [one for one in await holders_of(Role.ANALYST) if one.may(Role.ANALYST, consultation)]


async def start_check(
    consultation: Consultation,
    question_key: str,
    size: int,
    coders: Sequence[Account],
    account: Account,
    today: date,
) -> BlindCheck:
    """Draw the sample, keep what the machine says of it today, and let the two begin.

    It is drawn from the comments that nobody has coded by hand, because there the machine is on its own.
    """
    first, second = coders
    _check_two(consultation, first, second)
    if not FEWEST <= size <= MOST:
        raise Refusal(f"Choose from {FEWEST} to {MOST} comments.", "size")
    frame = await find_frame(consultation, question_key)
    adopted = Theme.filter(frame_id=frame.id, state=ThemeState.ADOPTED) if frame else None
    themes = await adopted.order_by("title", "id") if adopted else []
    if frame is None or not themes:
        raise Refusal("Adopt themes first. Then two people can check them.", "question")
    async with transaction():
        open_ = BlindCheck.filter(consultation_id=consultation.id, state=CheckState.OPEN)
        if await open_.filter(question_key=question_key).exists():
            raise Refusal("A check of these comments is open. It has to end before the next.", "question")
        pool = await _nobody_coded(consultation, question_key, frame)
        if len(pool) < FEWEST:
            raise Refusal(f"Fewer than {FEWEST} comments are left that nobody has coded by hand.", "size")
        seed = await BlindCheck.filter(consultation_id=consultation.id).count() + 1
        by_text = {str(one): one for one in pool}
        chosen = [by_text[one] for one in sample_blind(list(by_text), size, seed)]
        check = await BlindCheck.create(
            consultation=consultation,
            frame=frame,
            question_key=question_key,
            first_coder=first,
            second_coder=second,
            drawn=len(chosen),
            drawn_from=len(pool),
            seed=seed,
            began_on=today,
        )
        await _lay_out(check, chosen, themes)
        await record(account, "check.start", check, f"{len(chosen)} comments")
    return check


async def stop_check(check: BlindCheck, account: Account, today: date) -> None:
    """End a check before both are done. What was ticked is thrown away unseen."""
    async with transaction():
        live = BlindCheck.filter(id=check.id, state=CheckState.OPEN)
        if not await live.update(state=CheckState.STOPPED, ended_on=today):
            raise Refusal("This check has ended already.")
        await CheckedComment.filter(check_id=check.id).delete()
        await record(account, "check.stop", check)


async def get_check(consultation: Consultation, check_id: UUID) -> BlindCheck:
    found = BlindCheck.filter(id=check_id, consultation_id=consultation.id)
    check = await found.select_related("first_coder", "second_coder", "consultation").first()
    if check is None:
        raise NotFound
    return check


async def checks_of(consultation: Consultation) -> list[BlindCheck]:
    """Newest first."""
    found = BlindCheck.filter(consultation_id=consultation.id).order_by("-began_on", "-seed", "id")
    return await found.select_related("first_coder", "second_coder")


async def options_of(check: BlindCheck) -> list[Theme]:
    """The themes that can be ticked, under the names they have now."""
    found = await CheckTheme.filter(check_id=check.id).order_by("position").select_related("theme")
    return [one.theme for one in found]


async def count_coded(check: BlindCheck) -> dict[UUID, int]:
    """How many comments each of the two has coded: all that anybody hears of it while the check is open."""
    counted = dict.fromkeys(check.coders, 0)
    ids: Any = await (
        live_sample(check)
        .filter(blind_codings__account_id__in=list(check.coders))
        .values_list("blind_codings__account_id", flat=True)
    )
    for coder in ids:
        counted[coder] += 1
    return counted


def live_sample(check: BlindCheck) -> QuerySet[CheckedComment]:
    """What of the sample is still there and not held, in its order."""
    return CheckedComment.filter(
        check_id=check.id, comment__state=CommentState.LIVE, comment__voice__state=VoiceState.LIVE
    ).order_by("position")


async def find_next(check: BlindCheck, account: Account) -> int | None:
    """The position of the first comment that this coder has not coded; None when they are done."""
    _check_coder(check, account)
    done = BlindCoding.filter(checked__check_id=check.id, account_id=account.id).values("checked_id")
    waiting = await live_sample(check).filter(id__not_in=Subquery(done)).first()
    return waiting.position if waiting else None


async def get_sheet(check: BlindCheck, account: Account, position: int) -> Sheet:
    """A comment for one of the two, with what they ticked themselves."""
    _check_coder(check, account)
    if check.state != CheckState.OPEN:
        raise Refusal("This check has ended. Nothing can be coded in it any more.")
    places: Any = await live_sample(check).values_list("position", flat=True)
    if position not in places:
        raise NotFound
    checked = await CheckedComment.get(check_id=check.id, position=position).select_related("comment__voice")
    own = await BlindCoding.get_or_none(checked_id=checked.id, account_id=account.id)
    ticked: Any = None
    if own is not None:
        ticked = frozenset(await BlindTick.filter(coding_id=own.id).values_list("theme_id", flat=True))
    return Sheet(checked, places.index(position) + 1, len(places), ticked)


async def code_blind(
    check: BlindCheck, account: Account, position: int, themes: Collection[UUID], says_none: bool
) -> None:
    """Tick the themes of one comment, or say that none holds it. It can be done again until the check ends."""
    if bool(themes) == says_none:
        raise Refusal(
            "Tick the themes, or “None of these”, not both."
            if themes
            else "Tick a theme, or “None of these”.",
            "themes",
        )
    known = {theme.id for theme in await options_of(check)}
    if not set(themes) <= known:
        raise Refusal("Choose one of the themes on the list.", "themes")
    async with transaction():
        # Read again under the lock: the check may have ended, or the words may have been withdrawn.
        fresh = await BlindCheck.select_for_update().get(id=check.id)
        sheet = await get_sheet(fresh, account, position)
        await BlindCoding.filter(checked_id=sheet.checked.id, account_id=account.id).delete()
        coding = await BlindCoding.create(checked_id=sheet.checked.id, account_id=account.id)
        await BlindTick.bulk_create([BlindTick(coding_id=coding.id, theme_id=one) for one in sorted(themes)])


def hidden_from(account: Account, consultation_id: UUID) -> QuerySet[CheckedComment]:
    """The comments that this account codes blind at the moment, so that it finds them in no other list."""
    return CheckedComment.filter(
        Q(check__first_coder_id=account.id) | Q(check__second_coder_id=account.id),
        check__consultation_id=consultation_id,
        check__state=CheckState.OPEN,
    )


async def waiting_checks(account: Account) -> list[tuple[BlindCheck, int]]:
    """The open checks in which this account has comments left to code, with how many."""
    mine = BlindCheck.filter(
        Q(first_coder_id=account.id) | Q(second_coder_id=account.id), state=CheckState.OPEN
    )
    found = []
    for check in await mine.order_by("began_on", "id").select_related("consultation"):
        left = await live_sample(check).count() - (await count_coded(check))[account.id]
        if left > 0 and account.may(Role.ANALYST, check.consultation):
            found.append((check, left))
    return found


def _check_two(consultation: Consultation, first: Account, second: Account) -> None:
    if first.id == second.id:
        raise Refusal("Choose two different people.", "second")
    for field, coder in (("first", first), ("second", second)):
        if not coder.may(Role.ANALYST, consultation):
            raise Refusal(f"{coder.name} may not read what was said here.", field)


def _check_coder(check: BlindCheck, account: Account) -> None:
    if account.id not in check.coders:
        raise NotFound


async def _nobody_coded(consultation: Consultation, question_key: str, frame: CodeFrame) -> list[UUID]:
    by_hand = Coding.filter(
        comment__consultation_id=consultation.id, coder=Coder.PERSON, theme__frame_id=frame.id
    ).values("comment_id")
    pool: Any = (
        await live_comments(consultation, question_key)
        .filter(id__not_in=Subquery(by_hand))
        .order_by("id")
        .values_list("id", flat=True)
    )
    return list(pool)


async def _lay_out(check: BlindCheck, chosen: Sequence[UUID], themes: Sequence[Theme]) -> None:
    """The rows of a new check: its themes, its comments, and what the machine has said of each by now."""
    await CheckTheme.bulk_create(
        [CheckTheme(check_id=check.id, theme_id=one.id, position=at) for at, one in enumerate(themes, 1)]
    )
    checked = [
        CheckedComment(check_id=check.id, comment_id=one, position=at) for at, one in enumerate(chosen, 1)
    ]
    await CheckedComment.bulk_create(checked)
    codings = {one.comment_id: BlindCoding(checked_id=one.id, account_id=None) for one in checked}
    await BlindCoding.bulk_create(codings.values())
    said: Any = await (
        Coding.filter(comment_id__in=list(chosen), theme_id__in=[one.id for one in themes], belongs=True)
        .order_by("id")
        .values_list("comment_id", "theme_id")
    )
    await BlindTick.bulk_create(
        [BlindTick(coding_id=codings[comment].id, theme_id=theme) for comment, theme in said]
    )
