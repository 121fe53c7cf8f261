"""Quotes are verbatim, differ from each other, and let the groups who speak be heard in proportion."""

import numpy as np

from analysis.comments import Comment
from analysis.quotes import choose_quotes
from analysis.vectors import unit


def chosen_groups(**speaking: int) -> list[str | None]:
    comments = [
        Comment(f"{group}-{n}", f"The bus was late again, said number {n} of {group}", group)
        for group, times in speaking.items()
        for n in range(times)
    ]
    vectors = unit(np.random.default_rng(0).normal(size=(len(comments), 16)))
    spans = [(0, len(comment.text)) for comment in comments]
    quotes = choose_quotes(comments, spans, vectors, vectors[0], ("bus",))
    of = {comment.id: comment.group for comment in comments}
    return sorted(str(of[quote.comment]) for quote in quotes)


def test_a_smaller_group_is_heard_beside_a_larger_one() -> None:
    assert chosen_groups(parents=60, teachers=25) == ["parents", "parents", "teachers"]


def test_each_of_several_groups_of_one_size_is_heard() -> None:
    assert chosen_groups(a=9, b=9, c=9, d=9) == ["a", "b", "c", "d"]


def test_a_voice_in_a_hundred_takes_no_place_from_the_others() -> None:
    assert chosen_groups(parents=100, nurse=1) == ["parents", "parents", "parents"]


def test_no_comment_is_quoted_twice_and_nothing_twice() -> None:
    comments = [Comment("1", "The bus was late again. The bus was late again.")] * 2 + [
        Comment("2", "So it was")
    ]
    vectors = unit(np.ones((3, 4)))
    quotes = choose_quotes(comments, [(0, 23), (24, 47), (0, 9)], vectors, vectors[0], ())
    assert [quote.comment for quote in quotes] == ["1"]
