"""A strategy can be taken out only while nothing points at it."""

import pytest

from feedback.consultations.models import ConsultationPriority
from feedback.core.errors import Refusal
from feedback.strategy.deleting import delete_line, delete_priority, delete_strategy
from feedback.strategy.loading import load_strategy
from feedback.strategy.models import Line, Priority, Strategy
from feedback.themes.models import CodeFrame, Theme
from tests.makers.consultations import make_consultation
from tests.makers.strategy import DAY, make_norfolk, small_document


async def test_a_line_that_nothing_points_at_goes(db):
    await make_norfolk()
    await delete_line(await Line.get(code="P3-W1"))
    assert not await Line.filter(code="P3-W1").exists()


async def test_a_priority_takes_its_lines_along(db):
    await make_norfolk()
    await delete_priority(await Priority.get(code="P4"))
    assert await Priority.all().count() == 3
    assert not await Line.filter(code__startswith="P4").exists()


async def test_a_strategy_goes_whole_and_leaves_the_others(db):
    await make_norfolk()
    small = await load_strategy(small_document(), DAY)
    await delete_strategy(await Strategy.get(slug="norfolk-send-2021"))
    assert [row.id for row in await Strategy.all()] == [small.id]
    assert await Line.all().count() == 2


async def test_a_priority_that_a_consultation_asks_about_stays(db):
    await make_norfolk()
    priority = await Priority.get(code="P1")
    await ConsultationPriority.create(consultation=await make_consultation(), priority=priority)
    with pytest.raises(Refusal, match="a consultation"):
        await delete_priority(priority)
    with pytest.raises(Refusal, match="a consultation"):
        await delete_strategy(await Strategy.get(slug="norfolk-send-2021"))
    assert await Line.filter(code__startswith="P1").count() == 9


async def test_a_priority_that_a_theme_belongs_to_stays(db):
    await make_norfolk()
    priority = await Priority.get(code="P2")
    frame = await CodeFrame.create(title="What people say", made_on=DAY)
    await Theme.create(frame=frame, title="Late taxis", priority=priority, made_on=DAY)
    with pytest.raises(Refusal, match="a theme"):
        await delete_priority(priority)
    assert await Priority.filter(code="P2").exists()
