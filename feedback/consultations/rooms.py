"""What other rooms hang on a consultation's own page: its surveys, imports, themes, report and replies.

Those rooms stand above this one, so they are not imported: `feedback/app.py` writes them down here once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.core.roles import Role


@dataclass(frozen=True)
class Room:
    """A link on the page: its words, the route (it takes the consultation’s slug) and who may follow it."""

    label: str
    route: str
    roles: tuple[Role, ...]
    note: str = ""
    parameter: str = "slug"


_rooms: list[Room] = []


def set_rooms(rooms: Iterable[Room]) -> None:
    """All of them, in the order of the page. Called once by `create_app`."""
    _rooms[:] = rooms


def rooms_for(account: Any, consultation: Any) -> Sequence[Room]:
    """The links that this account may follow for this consultation."""
    return [room for room in _rooms if account.may_any(room.roles, consultation)]
