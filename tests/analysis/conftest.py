"""The engines: what must hold holds for both of them, and neither opens a socket."""

import socket

import pytest

from analysis.vectors import ENGINES, Engine, engine_named


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_named(request.param)


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here may reach for the network."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the analysis opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
