"""Bringing in the developments and promises that the county's Local Offer page names, word for word.

A development that is there already, by its code, is left as it is: staff may have moved it on.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from feedback.core.database import transaction
from feedback.people.models import Account
from feedback.strategy.developing import add_step
from feedback.strategy.development_models import (
    Answered,
    Development,
    DevelopmentPart,
    Finding,
    Promise,
    Recommendation,
    Review,
    ReviewResponse,
    Stage,
)
from feedback.strategy.promising import Promised, make_promise
from feedback.strategy.slugs import free_slug

LOCAL_OFFER = Path(__file__).resolve().parent / "data" / "local-offer-developments.json"
CHECK_AFTER = timedelta(days=90)  # what "coming soon" without a day is given


def read_local_offer() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(LOCAL_OFFER.read_text(encoding="utf-8"))
    return document


async def load_developments(
    document: dict[str, Any], today: date, account: Account | None = None
) -> list[Development]:
    """All that are not there yet. A promise without a day gets one, so that it can be late (D55)."""
    source = document["meta"]["source"]
    async with transaction():
        known = set(await Development.exclude(code="").values_list("code", flat=True))
        loaded = [
            await _load(row, source, today, account)
            for row in document["developments"]
            if row["code"] not in known
        ]
        for row in document["promises"]:
            await _load_promise(row, row["source"], today, account, None)
    return loaded


async def _load(row: dict[str, Any], source: str, today: date, account: Account | None) -> Development:
    development = await Development.create(
        slug=await free_slug(Development, row["title"]),
        code=row["code"],
        title=row["title"],
        summary=row["summary"],
        stage=Stage(row["stage"]),
        audiences=row["audiences"],
        areas=row.get("areas", []),
        source=source,
        starts_on=_day(row.get("starts_on")),
        ends_on=_day(row.get("ends_on")),
        added_on=today,
    )
    was = None
    for step in row.get("history", []):
        stage = Stage(step["stage"])
        await add_step(
            development,
            was,
            stage,
            step["said"],
            account,
            today,
            happened_on=_day(step.get("happened_on")),
            when_said=step.get("when_said", ""),
        )
        was = stage
    place = 0
    for listed in row.get("lists", []):
        for item in listed["items"]:
            place += 1
            await DevelopmentPart.create(
                development=development,
                heading=listed["heading"],
                position=place,
                text=item["text"],
                stage=Stage(item["stage"]) if "stage" in item else None,
                area=item.get("area", ""),
            )
    if "review" in row:
        await _load_review(development, row["review"])
    for promise in row.get("promises", []):
        await _load_promise(promise, source, today, account, development)
    return development


async def _load_review(development: Development, row: dict[str, Any]) -> None:
    review = await Review.create(
        development=development, led_by=row["led_by"], when_said=row["when_said"], heard=row["heard"]
    )
    for place, one in enumerate(row["findings"], 1):
        await Finding.create(review=review, code=one["code"], position=place, text=one["text"])
    recommendations = {}
    for place, one in enumerate(row["recommendations"], 1):
        recommendations[one["code"]] = await Recommendation.create(
            review=review, code=one["code"], position=place, text=one["text"], parts=one.get("parts", [])
        )
    for place, one in enumerate(row["responses"], 1):
        response = await ReviewResponse.create(
            review=review, code=one["code"], position=place, text=one["text"], stage=Stage(one["stage"])
        )
        for code in one["answers"]:
            await Answered.create(response=response, recommendation=recommendations[code])


async def _load_promise(
    row: dict[str, Any],
    source: str,
    today: date,
    account: Account | None,
    development: Development | None,
) -> None:
    if await Promise.filter(code=row["code"]).exists():
        return
    promised = Promised(
        text=row["text"],
        check_on=_day(row.get("check_on")) or today + CHECK_AFTER,
        source=source,
        code=row["code"],
    )
    await make_promise(account, promised, today, development=development)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
