"""Themes keep their identity from run to run by the comments they hold, and what changed is said."""

from analysis.comments import Coding, SuggestedTheme, Suggestions
from analysis.matching import ThemeChange, match_themes


def run(**themes: range) -> Suggestions:
    """A run with these themes, each with the comments of a range of numbers."""
    codings = [Coding(str(n), id_, 0, 1, 1.0) for id_, numbers in themes.items() for n in numbers]
    described = [SuggestedTheme(id_, id_, (), len(numbers), (), None, 0.5) for id_, numbers in themes.items()]
    return Suggestions(tuple(described), tuple(codings), (), (), {"name": "written", "version": "1"})


def told(before: Suggestions, after: Suggestions) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(change.kind, change.before, change.after) for change in match_themes(before, after)]


def test_the_same_themes_under_other_names_are_the_same() -> None:
    before, after = run(t1=range(10), t2=range(10, 30)), run(x=range(10, 30), y=range(10))
    assert told(before, after) == [("same", ("t2",), ("x",)), ("same", ("t1",), ("y",))]
    assert match_themes(before, after)[0] == ThemeChange("same", ("t2",), ("x",), 1.0, 20, 20)


def test_a_theme_grows_with_new_comments_and_shrinks_without_old_ones() -> None:
    assert told(run(t=range(20)), run(t=range(30))) == [("grew", ("t",), ("t",))]
    assert told(run(t=range(30)), run(t=range(20))) == [("shrank", ("t",), ("t",))]
    assert told(run(t=range(30)), run(t=range(1, 31))) == [("same", ("t",), ("t",))]


def test_a_theme_that_falls_apart_is_split() -> None:
    changes = told(run(t=range(30)), run(a=range(18), b=range(18, 30)))
    assert changes == [("split", ("t",), ("a", "b")), ("split", ("t",), ("b", "a"))]


def test_themes_that_come_together_are_merged() -> None:
    changes = told(run(a=range(18), b=range(18, 30), c=range(40, 60)), run(t=range(30), c=range(40, 60)))
    assert changes == [("merged", ("a", "b"), ("t",)), ("same", ("c",), ("c",))]


def test_what_nobody_said_before_is_new_and_what_nobody_says_any_more_is_gone() -> None:
    changes = told(run(a=range(10), b=range(10, 20)), run(a=range(10), c=range(50, 60)))
    assert changes == [("same", ("a",), ("a",)), ("new", (), ("c",)), ("gone", ("b",), ())]


def test_runs_that_found_nothing_have_no_changes() -> None:
    assert match_themes(run(), run()) == ()
    assert told(run(), run(a=range(3))) == [("new", (), ("a",))]
    assert told(run(a=range(3)), run()) == [("gone", ("a",), ())]
