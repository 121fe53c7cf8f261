"""What became of the themes of a frame over the years."""

import pytest

from analysis import Change, CodeFrame, Coding, FrameTheme, comparable, crosswalk, recode
from analysis.coding import code_comments
from analysis.comments import Comment
from analysis.frames import BrokenLineage


def frame(**titles: str) -> CodeFrame:
    return CodeFrame(tuple(FrameTheme(id_, title) for id_, title in titles.items()))


OLD = frame(bus="Buses", taxi="Taxis", food="Meals", staff="Staff", old="Floppy discs", same="Toilets")
NEW = frame(
    travel="Travel", food="Food", kind="Kind staff", skill="Skilled staff", same="Toilets", app="The app"
)
LINEAGE = (
    Change("2025", ("bus", "taxi"), ("travel",)),
    Change("2025", ("staff",), ("people",)),
    Change("2026", ("people",), ("kind", "skill")),
    Change("2026", ("old",), ()),
    Change("2026", (), ("app",)),
)


def test_a_crosswalk_says_what_became_of_every_theme() -> None:
    kinds = {crossing.old: (crossing.new, crossing.kind) for crossing in crosswalk(OLD, NEW, LINEAGE)}
    assert kinds == {
        "bus": (("travel",), "merged"),
        "taxi": (("travel",), "merged"),
        "food": (("food",), "renamed"),
        "staff": (("kind", "skill"), "split"),
        "old": ((), "retired"),
        "same": (("same",), "same"),
        None: (("app",), "new"),
    }


def test_without_changes_ids_speak_for_themselves() -> None:
    assert {one.kind for one in crosswalk(OLD, OLD)} == {"same"}
    gone = crosswalk(frame(a="A", b="B"), frame(a="A", c="C"))
    assert [(one.old, one.new, one.kind) for one in gone] == [
        ("a", ("a",), "same"),
        ("b", (), "retired"),
        (None, ("c",), "new"),
    ]


def test_old_codings_are_read_as_new_ones_where_that_can_be_known() -> None:
    codings = [
        Coding("1", "bus", 0, 3, 0.4),
        Coding("1", "taxi", 4, 9, 0.8),
        Coding("2", "staff", 0, 5, 0.9),
        Coding("3", "old", 0, 5, 0.9),
        Coding("4", "same", 0, 5, 0.9),
    ]
    read = recode(codings, crosswalk(OLD, NEW, LINEAGE))
    assert read.codings == (Coding("1", "travel", 4, 9, 0.8), Coding("4", "same", 0, 5, 0.9))
    assert [one.comment for one in read.to_decide] == ["2"]
    assert [one.comment for one in read.retired] == ["3"]
    with pytest.raises(KeyError):
        recode([Coding("1", "nobody's", 0, 1, 1.0)], crosswalk(OLD, NEW, LINEAGE))


def test_counts_are_compared_in_blocks() -> None:
    blocks = comparable(crosswalk(OLD, NEW, LINEAGE))
    assert sorted(blocks.values()) == sorted(
        [
            (("bus", "taxi"), ("travel",)),
            (("food",), ("food",)),
            (("staff",), ("kind", "skill")),
            (("old",), ()),
            (("same",), ("same",)),
            ((), ("app",)),
        ]
    )


@pytest.mark.parametrize(
    "lineage",
    [
        [Change("2025", ("nobody",), ("food",))],
        [Change("2025", ("bus",), ("train",))],
        [Change("2025", ("bus",), ("food",)), Change("2026", ("bus",), ("food",))],
    ],
)
def test_a_lineage_that_leads_nowhere_is_refused(lineage: list[Change]) -> None:
    with pytest.raises(BrokenLineage):
        crosswalk(OLD, NEW, lineage)


def test_comments_of_today_are_coded_with_the_frame_of_then() -> None:
    then = CodeFrame(
        (
            FrameTheme("bus", "Buses", "", ("The bus is late", "Bus stop too far")),
            FrameTheme("food", "Meals", "", ("Lunch was cold", "Small portions")),
        )
    )
    now = CodeFrame((FrameTheme("travel", "Travel"), then.themes[1]))
    codings = code_comments([Comment("1", "The bus was late"), Comment("2", "Cold lunch")], then)
    read = recode(codings, crosswalk(then, now, [Change("2026", ("bus",), ("travel",))]))
    assert {(one.comment, one.theme) for one in read.codings} >= {("1", "travel"), ("2", "food")}
