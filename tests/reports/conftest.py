"""Every test of this room runs beside a published report that has nothing to do with it."""

import pytest

from feedback.core.settings import Settings
from feedback.reports.models import ReportVersion
from feedback.reports.versions import publish_version
from tests.makers.themes import DAY, make_noise


@pytest.fixture(autouse=True)
async def noise(db: Settings) -> ReportVersion:
    return await publish_version(await make_noise(), None, DAY)
