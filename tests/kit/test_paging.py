from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from tortoise import fields
from tortoise.context import tortoise_test_context
from tortoise.models import Model

from feedback.core.errors import NotFound
from feedback.kit.paging import page_of
from feedback.kit.rendering import page_environment


class Leaf(Model):
    """Something to have many of."""

    number = fields.IntField(primary_key=True)

    class Meta:
        table = "leaf_of_a_paging_test"


@pytest.fixture
async def leaves() -> AsyncIterator[None]:
    async with tortoise_test_context([__name__], connection_label="paging"):
        await Leaf.bulk_create([Leaf(number=number) for number in range(1, 46)])
        yield


def asking(query: str) -> Request:
    return Request(
        {"type": "http", "method": "GET", "path": "/leaves", "headers": [], "query_string": query.encode()}
    )


def leaves_in_order() -> object:
    return Leaf.all().order_by("number")


@pytest.mark.usefixtures("leaves")
async def test_pages_follow_each_other() -> None:
    first = await page_of(leaves_in_order(), asking(""))
    assert ([leaf.number for leaf in first.items], first.number, first.pages, first.total) == (
        list(range(1, 21)),
        1,
        3,
        45,
    )
    assert (first.before, first.after) == (None, "/leaves?page=2")
    last = await page_of(leaves_in_order(), asking("page=3"))
    assert [leaf.number for leaf in last.items] == [41, 42, 43, 44, 45]
    assert last.after is None


@pytest.mark.usefixtures("leaves")
async def test_filters_stay_in_the_address() -> None:
    page = await page_of(leaves_in_order(), asking("group=young&group=parents&words=a%26b&page=2"))
    assert page.after == "/leaves?group=young&group=parents&words=a%26b&page=3"


@pytest.mark.usefixtures("leaves")
@pytest.mark.parametrize("wanted", ["0", "-1", "4", "x", "", "1.5", "01", "٢", "9" * 30, "1%00"])
async def test_a_page_that_does_not_exist_is_not_found(wanted: str) -> None:
    with pytest.raises(NotFound):
        await page_of(leaves_in_order(), asking(f"page={wanted}"))


@pytest.mark.usefixtures("leaves")
async def test_an_empty_list_has_one_page_and_no_links() -> None:
    page = await page_of(Leaf.filter(number=0).order_by("number"), asking(""))
    assert (list(page.items), page.pages, page.total) == ([], 1, 0)
    source = '{% from "macros/pieces.html" import pagination %}{{ pagination(page) }}'
    assert page_environment().from_string(source).render(page=page).strip() == ""
