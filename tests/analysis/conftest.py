"""The engines: what must hold holds for both of them."""

import pytest

from analysis.vectors import ENGINES, Engine, engine_named


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_named(request.param)
