"""The gallery, and a client that opens its pages."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette

from tests.kit.gallery import make_gallery


@pytest.fixture
def gallery() -> Starlette:
    return make_gallery()


@pytest.fixture
async def visitor(gallery: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=gallery)
    async with httpx2.AsyncClient(transport=transport, base_url="http://heard.test") as client:
        yield client
