"""The address of a page, made from its title."""

import re
from typing import Any

LONGEST = 70


async def free_slug(model: Any, title: str) -> str:
    """Small letters, numbers and hyphens, such as no row of `model` has yet."""
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:LONGEST].strip("-") or "development"
    taken = set(await model.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)
