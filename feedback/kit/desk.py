"""What waits for me: the lines of the staff start page.

A room that has work for people puts an async function into `desk` at the foot of its views, beside
`routes`. It gets the account and the moment and gives the lines that this account can act on, most urgent
first.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class DeskLine:
    """One thing that waits: "3 comments wait for you to read them", and the page where it is done."""

    sentence: str
    url_name: str
    params: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1
    urgency: int = 0  # 1: somebody waits longer than we promised (D17); 2: somebody may be in danger


DeskLines = Callable[[Any, datetime], Awaitable[Sequence[DeskLine]]]
