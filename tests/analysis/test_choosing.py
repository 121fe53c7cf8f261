"""Which comments people are asked about, and which two people code without seeing each other."""

import numpy as np
import pytest

from analysis import most_typical, most_useful, sample_blind

SURE, UNSURE = [0.98, 0.01, 0.01], [0.34, 0.33, 0.33]


def test_the_unsure_come_first() -> None:
    sure = {f"s{n}": SURE for n in range(30)} | {"u": UNSURE}
    assert most_useful(sure, 1)[0] == "u"
    assert len(most_useful(sure, 99)) == 31
    assert most_useful(sure, 0) == most_useful({}, 5) == ()


def test_a_batch_is_about_different_things() -> None:
    chance = np.random.default_rng(0)
    places = np.eye(4)[np.arange(80) % 4] + chance.normal(0, 0.01, (80, 4))
    vectors = {f"{n:03}": (place / np.linalg.norm(place)).tolist() for n, place in enumerate(places)}
    for asked in (most_useful(dict.fromkeys(vectors, UNSURE), 4, vectors), most_typical(vectors, 4)):
        assert {int(id_) % 4 for id_ in asked} == {0, 1, 2, 3}


def test_what_stands_for_many_comes_before_what_stands_alone() -> None:
    vectors = {f"many {n}": [1.0, 0.0] for n in range(30)} | {"alone": [0.0, 1.0]}
    sure = dict.fromkeys(vectors, UNSURE)
    assert most_useful(sure, 2, vectors) == ("many 0", "alone")


def test_the_same_is_asked_whatever_the_order() -> None:
    chance = np.random.default_rng(1)
    sure = {str(n): chance.dirichlet([1, 1, 1]).tolist() for n in range(50)}
    turned = dict(reversed(sure.items()))
    vectors = {id_: chance.normal(0, 1, 5).tolist() for id_ in sure}
    assert most_useful(sure, 10, vectors) == most_useful(turned, 10, vectors)
    assert most_typical(vectors, 9) == most_typical(dict(reversed(vectors.items())), 9)
    assert len(set(most_useful(sure, 10, vectors))) == 10


def test_comments_that_are_all_alike_are_still_asked_about() -> None:
    alike = {id_: [1.0, 0.0] for id_ in "dbca"}
    assert most_useful(alike, 2) == ("a", "b")
    assert most_useful({id_: [1.0] for id_ in "ba"}, 5, alike) == ("a", "b")
    assert len(most_typical(alike, 3)) == 1
    assert most_typical(alike, 9) == ("a", "b", "c", "d")
    assert most_typical({}, 2) == ()


def test_of_very_many_comments_a_sample_is_looked_at() -> None:
    sure = {str(n): UNSURE for n in range(4_000)}
    assert len(set(most_useful(sure, 3_500))) == 3_000


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        most_useful({"a": [1.0], "b": [0.5, 0.5]}, 1)


def test_a_blind_sample_depends_on_ids_and_seed_alone() -> None:
    ids = [str(n) for n in range(200)]
    drawn = sample_blind(ids, 20, seed=7)
    assert len(set(drawn)) == 20
    assert drawn == sample_blind(ids[::-1] + ids, 20, seed=7)
    assert drawn != sample_blind(ids, 20, seed=8)
    assert sample_blind(ids, 30, seed=7)[:20] == drawn
    assert set(sample_blind(ids[:5], 20, seed=7)) == set(ids[:5])
    assert sample_blind([], 3, seed=0) == sample_blind(ids, 0, seed=0) == ()


def test_each_theme_has_its_share_and_none_is_forgotten() -> None:
    strata = {str(n): "large" if n < 90 else "small" if n < 98 else f"tiny {n}" for n in range(100)}
    drawn = [strata[id_] for id_ in sample_blind(list(strata), 20, 0, strata)]
    assert len(drawn) == 20
    assert drawn.count("tiny 98") == drawn.count("tiny 99") == 1
    assert drawn.count("large") > 3 * drawn.count("small") > 0
    few = {strata[id_] for id_ in sample_blind(list(strata), 2, 0, strata)}
    assert few == {"large", "small"}
