"""Comments say how often themes come and teach one another."""

import numpy as np
import pytest
from scipy import sparse

from analysis.learning import choose_heat, hold_out, share
from analysis.weighing import (
    best_line,
    choose_sharpness,
    frequencies,
    line_for,
    listen,
    overhear,
    sharpen,
    weigh,
)


def test_frequencies_move_towards_what_the_comments_show() -> None:
    certainty = np.tile(np.array([[0.8, 0.2]], dtype=np.float32), (900, 1))
    certainty[:100] = [0.2, 0.8]
    often = frequencies(certainty, np.array([0.5, 0.5]))
    assert often[0] > 1.2
    assert often[1] < 0.8
    assert weigh(certainty, often).sum(axis=1) == pytest.approx(np.ones(900), abs=1e-5)


def test_one_comment_alone_hardly_moves_them() -> None:
    often = frequencies(np.array([[0.9, 0.1]], dtype=np.float32), np.array([0.5, 0.5]))
    assert often == pytest.approx([1, 1], abs=0.05)


def test_an_unsure_comment_follows_its_neighbours() -> None:
    vectors = np.array([[1, 0]] * 6 + [[0, 1]] * 6, dtype=np.float32)
    certainty = np.array([[0.9, 0.1]] * 5 + [[0.45, 0.55]] + [[0.1, 0.9]] * 6, dtype=np.float32)
    assert listen(certainty, vectors)[5].argmax() == 0
    assert listen(certainty[:2], vectors[:2]) == pytest.approx(certainty[:2])


def test_the_line_is_where_more_codings_cost_more_than_they_bring() -> None:
    assert best_line(np.array([[0.9, 0.05], [0.8, 0.02]], dtype=np.float32)) == pytest.approx(0.8)
    assert best_line(np.array([[0.9, 0.7], [0.8, 0.02]], dtype=np.float32)) == pytest.approx(0.7)


def test_as_many_codings_as_people_gave() -> None:
    certainty = np.array([[0.9, 0.4], [0.8, 0.3]], dtype=np.float32)
    assert line_for(certainty, 1.5) == pytest.approx(0.4)
    assert line_for(certainty, 1.0) > 1


def test_heat_falls_where_examples_mislead() -> None:
    chance = np.random.default_rng(0)
    owners = np.arange(100) % 2
    clear = np.eye(2)[owners] + chance.normal(0, 0.1, (100, 2))
    noise = chance.normal(0, 1, (100, 2))
    sure = choose_heat(hold_out(sparse.csr_matrix(clear), owners, 2))
    unsure = choose_heat(hold_out(sparse.csr_matrix(noise), owners, 2))
    assert sure > unsure
    assert share(np.array([[1.0, 0.0]], dtype=np.float32), sure)[0, 0] > 0.7


def test_what_listening_drew_together_is_drawn_apart_as_far_as_examples_allow() -> None:
    chance = np.random.default_rng(0)
    owners = np.arange(200) % 2
    vectors = np.eye(2, dtype=np.float32)[owners]
    muddled = np.full((200, 2), 0.3, dtype=np.float32) + 0.4 * vectors
    heard = overhear(muddled, vectors, muddled, vectors)
    assert choose_sharpness(heard, owners) > 2, "each of them was right, so they may be surer"
    wrong = np.where(chance.random(200) < 0.4, 1 - owners, owners)
    assert choose_sharpness(heard, wrong) < 1, "two in five were wrong"
    drawn = sharpen(heard * 0.5, 3.0)
    assert drawn.sum(axis=1) == pytest.approx(np.full(200, 0.5), abs=1e-5)
    assert (drawn.argmax(axis=1) == heard.argmax(axis=1)).all()
