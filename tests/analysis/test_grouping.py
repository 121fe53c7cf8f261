"""Groups of texts: neighbours, nesting, and what happens to those left over."""

import numpy as np

from analysis.grouping import cut_graph, neighbour_graph, nest, settle
from analysis.vectors import unit


def blobs(each: int, apart: float = 4.0) -> np.ndarray:
    chance = np.random.default_rng(0)
    middles = np.eye(8)[:4] * apart
    return unit(np.vstack([middle + chance.normal(0, 0.5, (each, 8)) for middle in middles]))


def test_groups_are_found_without_saying_how_many() -> None:
    vectors = blobs(60)
    groups = cut_graph(neighbour_graph(vectors), 1.0, 0)
    assert len(set(groups)) == 4
    for begin in range(0, 240, 60):
        assert len(set(groups[begin : begin + 60])) == 1


def test_the_graph_is_the_same_from_both_ends() -> None:
    graph = neighbour_graph(blobs(30))
    assert (graph != graph.T).nnz == 0
    assert (graph.data > 0).all()
    assert not graph.diagonal().any()
    assert np.diff(graph.indptr).min() >= 10


def test_texts_that_are_all_alike_have_no_more_neighbours_than_others() -> None:
    graph = neighbour_graph(np.tile(np.eye(4, dtype=np.float32)[:1], (300, 1)))
    assert graph.nnz <= 2 * 10 * 300


def test_a_fine_group_goes_where_most_of_it_is() -> None:
    fine = np.array([0, 0, 0, 1, 1, 2, -1])
    broad = np.array([5, 5, 7, 7, 7, -1, 5])
    above = nest(fine, broad)
    assert len(above) == 3
    assert len(set(above)) == 3
    assert sorted(above) == [0, 1, 2]


def test_a_group_too_small_joins_the_nearest() -> None:
    vectors = blobs(10)
    groups = np.repeat(np.arange(4), 10)
    groups[0] = 4
    settled = settle(vectors, groups, 3, 0.1)
    assert settled[0] == settled[1]
    assert len(set(settled)) == 4
