"""Lists cut into pages with a number in the address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from feedback.core.errors import NotFound

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `address(n)` keeps the filters that the person chose."""

    items: Sequence[T]
    number: int
    pages: int
    total: int
    path: str = ""
    chosen: tuple[tuple[str, str], ...] = ()

    def address(self, number: int) -> str:
        return f"{self.path}?{urlencode([*self.chosen, ('page', str(number))])}"

    @property
    def before(self) -> str | None:
        return self.address(self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        return self.address(self.number + 1) if self.number < self.pages else None


def page_number(request: Request) -> int:
    """The page that the address asks for. Anything but a plain number is a page that does not exist."""
    wanted = request.query_params.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,6}", wanted):
        raise NotFound()
    return int(wanted)


async def page_of(queryset: Any, request: Request, size: int = 20) -> Page[Any]:
    """One page of a Tortoise queryset, which must have an order. Past the last page there is nothing: 404."""
    number = page_number(request)
    total = await queryset.count()
    pages = max(1, -(-total // size))
    if number > pages:
        raise NotFound()
    items = await queryset.offset((number - 1) * size).limit(size)
    chosen = tuple(pair for pair in request.query_params.multi_items() if pair[0] != "page")
    return Page(items, number, pages, total, request.url.path, chosen)
