"""On a Dask cluster of two processes the outcome is the one without; a cluster that is not there is a sentence."""

import csv
import json
import os
import signal
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest
from distributed import LocalCluster

from analysis import coding, spaces, suggesting
from analysis.__main__ import main
from analysis.spreading import Cluster, ClusterFailed, one_by_one
from analysis.vectors import ENGINES

WHO = ("My son", "Our daughter", "The girl next door", "My brother")
WHAT = (
    "waits for the bus in the rain. The driver never rings us",
    "had a cold lunch again, but the cook was kind",
    "saw the speech therapist once. Then nobody came for two years",
    "likes the new swimming club",
    "has no one to help with maths; homework takes all evening",
)
WHEN = ("on Monday", "last week", "each winter", "since the summer", "in our village", "this year")


@pytest.fixture(autouse=True)
def no_sockets() -> None:
    """Only a cluster, which somebody asks for by its address, is reached through sockets."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def comments(tmp_path: Path) -> str:
    path = tmp_path / "comments.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text"])
        said = [f"{who} {what} {when}." for who, what, when in product(WHO, WHAT, WHEN)]
        rows.writerows(enumerate([*said, "n/a", "😀", "Zebras are striped"]))
    return str(path)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large runs go by sample and by piece; so does this small one."""
    monkeypatch.setattr(suggesting, "SAMPLE", 60)
    monkeypatch.setattr(suggesting, "PIECE", 25)
    monkeypatch.setattr(spaces, "PIECE", 20)
    monkeypatch.setattr(coding, "BATCH", 25)


@pytest.mark.parametrize("engine", ENGINES)
def test_themes_are_the_same_on_a_cluster(address, comments, small_pieces, capsys, engine):
    assert main(["suggest", comments, "--zoom", "fine", "--engine", engine]) == 0
    alone = capsys.readouterr().out
    assert len(json.loads(alone)["codings"]) > 100
    assert main(["suggest", comments, "--zoom", "fine", "--engine", engine, "--dask", address]) == 0
    assert capsys.readouterr().out == alone


def test_codings_to_a_frame_are_the_same_on_a_cluster(address, comments, small_pieces, tmp_path, capsys):
    frame = tmp_path / "frame.json"
    codes = [
        {"title": title, "examples": [title + " " + text]}
        for title, text in zip(("bus", "food"), WHAT, strict=False)
    ]
    frame.write_text(json.dumps({"codes": codes}))
    assert main(["code", comments, "--frame", str(frame)]) == 0
    alone = capsys.readouterr().out
    assert len(json.loads(alone)["codings"]) > 20
    assert main(["code", comments, "--frame", str(frame), "--dask", address]) == 0
    assert capsys.readouterr().out == alone


def whose(known: str, piece: int) -> tuple[str, int, int]:
    return known, piece, os.getpid()


def end_once(marker: str, piece: int) -> int:
    """Kill the worker that does the third piece for the first time."""
    if piece == 3 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return piece


def refuse(known: Sequence[str], piece: int) -> int:
    raise ValueError(known[piece])


def test_pieces_come_back_in_order_from_both_processes(address):
    with Cluster(address) as cluster:
        made = list(cluster(whose, "known", range(40)))
    assert [(known, piece) for known, piece, _ in made] == [("known", piece) for piece in range(40)]
    processes = {process for *_, process in made}
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_what_a_killed_worker_had_is_done_by_another(address, tmp_path):
    with Cluster(address) as cluster:
        assert list(cluster(end_once, str(tmp_path / "marker"), range(12))) == list(range(12))
    assert (tmp_path / "marker").exists()


def test_what_no_worker_can_do_is_a_sentence(address):
    with Cluster(address) as cluster, pytest.raises(ClusterFailed, match=r"broke off \(ValueError: two\)"):
        list(cluster(refuse, ["one", "two", "three"], [1, 2]))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "http://127.0.0.1:9"])
def test_no_cluster_at_the_address_is_a_sentence(comments, capsys, monkeypatch, address):
    monkeypatch.setattr("analysis.spreading.PATIENCE", 1)
    assert main(["suggest", comments, "--dask", address]) == 2
    assert capsys.readouterr().err == f"No Dask scheduler answers at {address}.\n"


def test_a_cluster_without_workers_is_a_sentence(comments, capsys):
    with LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=50) as empty:
        assert main(["suggest", comments, "--dask", empty.scheduler_address]) == 2
    assert "has no workers" in capsys.readouterr().err


def test_vectors_of_other_machines_are_not_kept_here(comments, tmp_path, capsys):
    kept = str(tmp_path / "vectors")
    assert main(["suggest", comments, "--dask", "tcp://127.0.0.1:9", "--resume", kept]) == 2
    assert "choose one" in capsys.readouterr().err


def test_without_a_cluster_each_piece_is_made_when_it_is_asked_for():
    made = one_by_one(whose, "known", range(10**12))
    assert next(made)[1] == 0
