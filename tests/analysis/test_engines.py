"""Both engines give unit vectors, the same each time, and fetch nothing; vendored files are what they were."""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest

import analysis.transformer
from analysis.vectors import Engine, EngineMissing, engine_named

TEXTS = ["The bus is late", "", "😀", "x" * 100_000, "Our bus never comes on time", "האוטובוס תמיד מאחר"]


def test_vectors_are_of_length_one_and_repeat(engine: Engine) -> None:
    found = engine.embed(TEXTS)
    assert found.shape[0] == len(TEXTS)
    assert np.isfinite(found).all()
    assert (found == engine.embed(TEXTS)).all()
    lengths = np.linalg.norm(found, axis=1)
    assert lengths[[0, 3, 4]] == pytest.approx([1, 1, 1], abs=1e-4)
    assert engine.embed([]).shape[0] == 0


def test_what_else_is_in_a_batch_changes_nothing_that_matters(engine: Engine) -> None:
    alone = np.vstack([engine.embed([text]) for text in TEXTS])
    assert engine.embed(TEXTS) == pytest.approx(alone, abs=1e-3)


def test_what_means_alike_is_near(engine: Engine) -> None:
    bus, other_bus, lunch = engine.embed(["The bus is late", "Our bus never comes", "Lunch was cold"])
    assert bus @ other_bus > bus @ lunch


def test_a_missing_engine_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    analysis.transformer._loaded.cache_clear()
    with pytest.raises(EngineMissing, match="pip install"):
        engine_named("transformer")
    with pytest.raises(ValueError, match="static, transformer"):
        engine_named("cloud")


def test_vendored_files_have_their_hash_and_licence() -> None:
    folder = Path(analysis.transformer.FOLDER)
    listed = dict(
        reversed(line.split(maxsplit=1)) for line in (folder / "HASHES.txt").read_text().splitlines()
    )
    assert set(listed) | {"HASHES.txt"} == {path.name for path in folder.iterdir()}
    assert "LICENSE" in listed
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_what_everybody_says_counts_least(engine: Engine) -> None:
    texts = [f"We should abandon marriage because of {reason}" for reason in ("love", "money", "law", "god")]
    weights = engine.weigh(texts)
    weighed, plain = engine.embed(texts, weights), engine.embed(texts)
    assert weights.min() == 0
    assert (weighed @ weighed.T).mean() < (plain @ plain.T).mean() - 0.1
    assert np.linalg.norm(weighed, axis=1) == pytest.approx(np.ones(4), abs=1e-4)


def test_parts_are_placed_in_order_and_know_where_they_stand(engine: Engine) -> None:
    texts = ["The bus is late. Lunch was cold.", "Our bus never comes", ""]
    spans = [[(0, 32), (0, 16), (17, 32)], [(0, 19)], []]
    found = engine.embed(texts, None, spans)
    assert len(found) == 4
    assert found[0] @ found[1] > found[1] @ found[2]
    assert found[3] @ found[1] > found[3] @ found[2]
    assert found[[0, 3]] == pytest.approx(engine.embed(texts[:2]), abs=1e-3)


def test_the_end_of_a_long_comment_is_read_too(engine: Engine) -> None:
    text = "The bus is late again. " * 500 + "Lunch was cold."
    bus, lunch, cold = engine.embed(
        [text, "Our dinners are cold"], None, [[(0, 22), (11_500, 11_515)], [(0, 20)]]
    )
    assert lunch @ cold > bus @ cold
