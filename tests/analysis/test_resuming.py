"""A long run that is cut off goes on where it stopped, and ends as if it had not."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.resuming import PIECE, ResumingEngine, WrongVectors
from analysis.vectors import Parts, StaticEngine, Vectors, Weights

TEXTS = [f"The bus was {n} minutes late on day {n % 7}" for n in range(2 * PIECE + 100)]


class Tiring:
    """A real engine that stops after so many calls and counts what it placed."""

    name = StaticEngine.name

    def __init__(self, calls: int) -> None:
        self.left, self.placed = calls, 0

    def weigh(self, texts: Sequence[str]) -> Weights:
        return StaticEngine().weigh(texts)

    def embed(
        self, texts: Sequence[str], weights: Weights | None = None, parts: Parts | None = None
    ) -> Vectors:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        self.placed += len(texts)
        return StaticEngine().embed(texts, weights, parts)


def test_a_run_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    with pytest.raises(KeyboardInterrupt):
        ResumingEngine(Tiring(2), path).embed(TEXTS)
    again = Tiring(9)
    vectors = ResumingEngine(again, path).embed(TEXTS)
    assert again.placed == 100
    assert np.array_equal(vectors, ResumingEngine(Tiring(9), tmp_path / "other").embed(TEXTS))
    assert np.array_equal(vectors, ResumingEngine(Tiring(0), path).embed(TEXTS))
    assert path.read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("torn", [1, 5, 2_000, 50_000])
def test_a_piece_that_was_half_written_does_not_count(tmp_path: Path, torn: int) -> None:
    path = tmp_path / "vectors"
    ResumingEngine(Tiring(9), path).embed(TEXTS)
    whole = path.read_bytes()
    path.write_bytes(whole[:-torn])
    again = Tiring(9)
    ResumingEngine(again, path).embed(TEXTS)
    assert again.placed == 100
    assert path.read_bytes() == whole


def test_no_word_stands_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    ResumingEngine(Tiring(1), path).embed(["Ezekiel was excluded"])
    assert b"Ezekiel" not in path.read_bytes()


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("keep me")
    with pytest.raises(WrongVectors, match="another file"):
        ResumingEngine(StaticEngine(), path)
    assert path.read_text() == "keep me"
    with pytest.raises(WrongVectors, match="cannot be used"):
        ResumingEngine(StaticEngine(), tmp_path)


def test_nothing_and_the_same_twice_are_no_trouble(tmp_path: Path) -> None:
    engine = ResumingEngine(StaticEngine(), tmp_path / "vectors")
    assert engine.embed([]).shape == (0, 256)
    assert np.array_equal(*engine.embed(["A bus", "A bus"]))


def test_what_is_kept_is_of_these_weights_and_parts(tmp_path: Path) -> None:
    texts = ["The bus is late. Lunch was cold.", "Our bus never comes"]
    parts = [[(0, 32), (0, 16), (17, 32)], [(0, 19)]]
    weights = StaticEngine().weigh(texts)
    plain = ResumingEngine(StaticEngine(), tmp_path / "vectors").embed(texts)
    tiring = Tiring(2)
    engine = ResumingEngine(tiring, tmp_path / "vectors")
    for _ in range(2):
        assert np.array_equal(engine.embed(texts), plain)
        assert np.array_equal(
            engine.embed(texts, weights, parts), StaticEngine().embed(texts, weights, parts)
        )
    assert (tiring.left, tiring.placed) == (1, 2)


def test_the_command_resumes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comments = tmp_path / "comments.csv"
    lines = [f"{n},The bus was late {n} times\nx{n},Lunch {n} was cold" for n in range(20)]
    comments.write_text("id,text\n" + "\n".join(lines))
    kept = str(tmp_path / "vectors")
    assert main(["suggest", str(comments)]) == 0
    plain = capsys.readouterr().out
    for _ in range(2):
        assert main(["suggest", str(comments), "--resume", kept]) == 0
        assert capsys.readouterr().out == plain
    assert main(["suggest", str(comments), "--resume", str(comments)]) == 2
    assert "another file" in capsys.readouterr().err
