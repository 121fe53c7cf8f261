"""How much waits for people in each consultation: to be read, to be checked, to be adopted."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from feedback.people.models import Account
from feedback.themes.models import RunOf, RunState, Suggestion
from feedback.themes.report_models import Counted, Dimension, PublicQuote, Tally


async def count_unread(consultations: Sequence[UUID]) -> dict[UUID, int]:
    """Comments that nobody has read, from the tallies, so that no page goes through them all."""
    rows: Any = await Tally.filter(
        consultation_id__in=list(consultations),
        counted__in=[Counted.EVERYTHING, Counted.READ],
        dimension=Dimension.ALL,
        question_key="",
    ).values_list("consultation_id", "counted", "comments")
    unread: Counter[UUID] = Counter()
    for consultation, counted, comments in rows:
        unread[consultation] += comments if counted == Counted.EVERYTHING else -comments
    return {consultation: number for consultation, number in unread.items() if number > 0}


async def count_quotes_to_check(consultations: Sequence[UUID], account: Account) -> dict[UUID, int]:
    """Quotes that somebody else put forward, so that this account may check them."""
    found: Any = await (
        PublicQuote.filter(checked_by_id=None, coding__comment__consultation_id__in=list(consultations))
        .exclude(chosen_by_id=account.id)
        .values_list("coding__comment__consultation_id", flat=True)
    )
    return Counter(found)


async def count_suggestions(consultations: Sequence[UUID], about: RunOf = RunOf.ALL) -> dict[UUID, int]:
    """Suggestions that nobody has adopted yet; with `RunOf.NEW` those of what fits no theme."""
    found: Any = await Suggestion.filter(
        adopted_as_id=None,
        parent_id=None,
        run__state=RunState.DONE,
        run__about=about,
        run__consultation_id__in=list(consultations),
    ).values_list("run__consultation_id", flat=True)
    return Counter(found)
