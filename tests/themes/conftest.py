"""Every test of this room runs beside rows that have nothing to do with it."""

from collections.abc import AsyncIterator

import pytest

from feedback.consultations.models import Consultation
from feedback.core.settings import Settings
from tests.makers.themes import make_noise


@pytest.fixture(autouse=True)
async def noise(db: Settings) -> AsyncIterator[Consultation]:
    yield await make_noise()
