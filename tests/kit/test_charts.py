import re

import pytest

from feedback.kit.charts import LONGEST, Bar, Cell, GroupRow, draw_bars, draw_groups, draw_steps
from feedback.kit.rendering import page_environment


def shown(call: str, **context: object) -> str:
    source = '{% from "macros/charts.html" import bars, grouped_bars, stacked_bars %}' + "{{ " + call + " }}"
    return page_environment().from_string(source).render(context)


def test_the_greatest_number_has_the_longest_bar() -> None:
    drawing = draw_bars([Bar("Taxis", Cell(50)), Bar("Plans", Cell(25)), Bar("Rooms", Cell(0))])
    assert [strip.width for strip in drawing.strips] == [LONGEST, LONGEST / 2, 0]
    assert [strip.words for strip in drawing.strips] == ["50", "25", "0"]


def test_rows_stand_below_each_other() -> None:
    drawing = draw_bars(
        [Bar("A label that is far too long for one line on a phone", Cell(5)), Bar("B", Cell(6))]
    )
    assert len(drawing.labels) == 3
    places = [*(line.y for line in drawing.labels), *(strip.y for strip in drawing.strips)]
    assert len(set(places)) == len(places)
    assert drawing.height > max(places)


def test_nothing_to_draw_is_nothing() -> None:
    assert draw_bars([]).height == 0
    assert draw_bars([Bar("A", Cell(None))]).strips[0].width == 0


def test_groups_share_one_scale_and_are_not_added() -> None:
    drawing = draw_groups(
        [GroupRow("Taxis", (Cell(10), Cell(40))), GroupRow("Plans", (Cell(None), Cell(20)))]
    )
    assert [strip.width for strip in drawing.strips] == [LONGEST / 4, LONGEST, 0, LONGEST / 2]
    assert [strip.step for strip in drawing.strips] == [1, 2, 1, 2]
    assert drawing.strips[2].words == "fewer than 5"


def test_a_scale_fills_the_row() -> None:
    strips = draw_steps([GroupRow("Listen", (Cell(50), Cell(30), Cell(20)))]).strips
    assert [(strip.x, strip.width) for strip in strips] == [(0, 50), (50, 30), (80, 20)]
    assert sum(strip.width for strip in strips) == 100


def test_a_scale_with_one_hidden_answer_has_no_bar() -> None:
    """The length of the others would tell the hidden one."""
    strips = draw_steps([GroupRow("Listen", (Cell(50), Cell(None), Cell(20)))]).strips
    assert [(strip.width, strip.words) for strip in strips] == [(0, "Too few answers to draw")]
    assert draw_steps([GroupRow("Listen", (Cell(0), Cell(0)))]).strips[0].words == "No answers"


def test_a_bar_too_short_for_its_number_has_none_inside() -> None:
    strips = draw_steps([GroupRow("Listen", (Cell(95), Cell(5)))]).strips
    assert [strip.words for strip in strips] == ["95", ""]


@pytest.mark.parametrize(
    "call",
    [
        "bars('c', 'Themes', 'One is hidden.', rows)",
        "grouped_bars('c', 'Themes', 'One is hidden.', ('Young people',), rows)",
        "stacked_bars('c', 'Themes', 'One is hidden.', ('Yes',), rows)",
    ],
)
def test_a_hidden_number_is_nowhere(call: str) -> None:
    page = shown(call, rows=[Bar("Rooms", Cell(None))])
    assert 'chart__bar--1" x="0' not in page
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">fewer than 5</td>' in page
    assert "None" not in page
    assert not re.search(r">\s*[0-4]\s*<", page)


def test_a_chart_is_a_picture_with_words_and_a_table() -> None:
    page = shown(
        "bars('c', 'Themes', 'Taxis come first.', rows)", rows=[Bar("Taxis <b>", Cell(1200), "/taxis")]
    )
    assert 'role="img" aria-labelledby="c-title c-desc"' in page
    assert '<title id="c-title">Themes</title>' in page
    assert "Taxis come first." in page.split("<desc")[1]
    assert '<a href="/taxis">Taxis &lt;b&gt;</a>' in page
    assert "1,200" in page.split("<table")[1]
    assert "style=" not in page
