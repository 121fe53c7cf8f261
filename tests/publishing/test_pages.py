"""Every public page, empty and full."""

import pytest

from tests.makers.consultations import make_consultation
from tests.makers.strategy import make_norfolk
from tests.web import app, client, sign_in  # noqa: F401

PAGES = ["/", "/consultations", "/priorities", "/about", "/privacy", "/accessibility", "/display"]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_stands_with_nothing_to_show(client, path):
    assert (await client.get(path)).status_code == 200


async def test_pages_stand_with_the_strategy(client):
    await make_norfolk()
    await make_consultation()
    for path in PAGES:
        assert (await client.get(path)).status_code == 200
    for number in range(1, 5):
        assert (await client.get(f"/priorities/norfolk-send-2021-p{number}")).status_code == 200
