"""When both people are done: how far they agree with each other, and how far the machine agrees with them.

For every figure of the machine, each of the two is its judge once, and the mean of both is kept, its interval
too: it is then no narrower than that of one judge, which pooling the two would make it.
"""

from collections.abc import Mapping
from datetime import datetime
from statistics import fmean
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.settings import Settings
from feedback.people.audit import record
from feedback.themes.blind import count_coded, live_sample
from feedback.themes.comments import live_comments
from feedback.themes.models import Between, BlindCheck, BlindTick, CheckFigure, CheckState, Cut
from feedback.themes.thinking import Quiet, Report, Telling, think

if TYPE_CHECKING:  # numbers come late, in workers
    from analysis.coders import Agreed, AgreedOnTheme, CoderAgreement

CARDS = "cards"
OTHERS = 5_000  # comments beside the sample that tell which spelling is usual here

Codes = dict[str, set[str]]


class Coded(NamedTuple):
    """Who ticked what, by comment, and in which parts of the sample each comment stands."""

    machine: Codes
    people: tuple[Codes, Codes]
    groups: dict[str, str]
    modes: dict[str, str]
    texts: dict[str, str]


async def measure_checks(settings: Settings, now: datetime) -> int:
    """Measure each check whose people are both done; gives how many. A sample may also shrink to that point
    when words are taken back, so this is looked for by the clock."""
    measured = 0
    for check in await BlindCheck.filter(state=CheckState.OPEN).order_by("id").select_related("consultation"):
        left = await live_sample(check).count()
        if all(coded >= left for coded in (await count_coded(check)).values()):
            measured += await measure(check, now, Quiet())
    return measured


async def measure(check: BlindCheck, now: datetime, progress: Telling) -> bool:
    coded = await _gather(check)
    figures: list[CheckFigure] = []
    if coded.texts:
        others: Any = (
            await live_comments(check.consultation).order_by("id").limit(OTHERS).values_list("id", "words")
        )
        usual = {str(key): words for key, words in others}

        def work(report: Report) -> list[CheckFigure]:
            return _measured(check, coded, usual)

        figures = await think(work, progress)
    async with transaction():
        open_ = BlindCheck.filter(id=check.id, state=CheckState.OPEN)
        if not await open_.update(state=CheckState.DONE, ended_on=london_day(now)):
            return False
        await CheckFigure.bulk_create(figures)
        await record(None, "check.measure", check, at=now)
    return True


async def _gather(check: BlindCheck) -> Coded:
    sample = await live_sample(check).select_related("comment__voice").prefetch_related("blind_codings")
    ticks: dict[UUID, set[str]] = {}
    for coding, theme in await BlindTick.filter(coding__checked__check_id=check.id).values_list(
        "coding_id", "theme_id"
    ):
        ticks.setdefault(coding, set()).add(str(theme))
    said: dict[UUID | None, Codes] = {None: {}, check.first_coder_id: {}, check.second_coder_id: {}}
    for checked in sample:
        for coding in checked.blind_codings:
            said[coding.account_id][str(checked.comment_id)] = ticks.get(coding.id, set())
    return Coded(
        said[None],
        (said[check.first_coder_id], said[check.second_coder_id]),
        {str(one.comment_id): one.comment.voice.group for one in sample},
        {str(one.comment_id): one.comment.voice.mode for one in sample},
        {str(one.comment_id): one.comment.words for one in sample},
    )


def _measured(check: BlindCheck, coded: Coded, usual: Mapping[str, str]) -> list[CheckFigure]:
    from analysis.coders import compare_coders, kinds_of_answers  # noqa: PLC0415

    kinds = kinds_of_answers({**usual, **coded.texts})
    apart = {key: CARDS if coded.modes[key] == CARDS else kinds[key] for key in coded.texts}
    figures: list[CheckFigure] = []
    for cut, groups in ((Cut.GROUP, coded.groups), (Cut.KIND, apart)):
        first, second = coded.people
        between = {
            Between.PEOPLE: [compare_coders(first, second, groups, check.seed)],
            Between.MACHINE: [compare_coders(coded.machine, one, groups, check.seed) for one in coded.people],
        }
        for sides, found in between.items():
            figures += _parts(check, sides, cut, found)
            if cut is Cut.GROUP:
                figures += _whole(check, sides, found)
    return figures


def _whole(check: BlindCheck, sides: Between, found: "list[CoderAgreement]") -> list[CheckFigure]:
    made = [_figure(check, sides, Cut.ALL, "", [one.whole for one in found])]
    for theme in sorted(set().union(*(one.by_theme for one in found))):
        judged = [one.by_theme[theme] for one in found if theme in one.by_theme]
        made.append(_on_theme(check, sides, theme, judged, found[0].whole.comments))
    return made


def _parts(check: BlindCheck, sides: Between, cut: Cut, found: "list[CoderAgreement]") -> list[CheckFigure]:
    values = sorted(str(one) for one in found[0].by_group)
    return [_figure(check, sides, cut, value, [one.by_group[value] for one in found]) for value in values]


def _figure(check: BlindCheck, sides: Between, cut: Cut, value: str, found: "list[Agreed]") -> CheckFigure:
    measures: dict[str, float] = {}
    for name, short in (("micro_f1", "micro"), ("macro_f1", "macro"), ("alpha", "alpha")):
        measures |= _mean(name, short, [getattr(one, name) for one in found])
    return CheckFigure(
        check_id=check.id, between=sides, cut=cut, value=value, comments=found[0].comments, **measures
    )


def _on_theme(
    check: BlindCheck, sides: Between, theme: str, found: "list[AgreedOnTheme]", comments: int
) -> CheckFigure:
    measures = _mean("micro_f1", "micro", [one.f1 for one in found])
    measures |= _mean("alpha", "alpha", [one.alpha for one in found])
    return CheckFigure(
        check_id=check.id, between=sides, cut=Cut.THEME, value=theme, comments=comments, **measures
    )


def _mean(name: str, short: str, found: list[Any]) -> dict[str, float]:
    return {
        name: fmean(one.value for one in found),
        f"{short}_low": fmean(one.low for one in found),
        f"{short}_high": fmean(one.high for one in found),
    }
