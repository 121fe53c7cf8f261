"""Every test of this room runs beside rows that have nothing to do with it."""

import pytest

from feedback.consultations.models import Consultation
from feedback.core.settings import Settings
from tests.makers.themes import make_noise


@pytest.fixture(autouse=True)
async def noise(db: Settings) -> Consultation:
    return await make_noise()
