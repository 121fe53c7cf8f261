"""Reviews: what was found, what is recommended, and which recommendations nobody has answered yet (D54)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.strategy.development_models import (
    Answered,
    Development,
    Finding,
    Recommendation,
    Review,
    ReviewResponse,
    Stage,
)


@dataclass(frozen=True, kw_only=True)
class Respond:
    """What is done because of a review, by whom and by when."""

    text: str
    stage: Stage
    owner: str
    due_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """A recommendation with the responses that answer it. Without any it is open."""

    recommendation: Recommendation
    responses: tuple[ReviewResponse, ...]

    @property
    def is_open(self) -> bool:
        return not self.responses


@dataclass(frozen=True)
class ReviewOfPage:
    """Everything that a page says about a review."""

    review: Review
    findings: Sequence[Finding]
    asked: Sequence[Asked]
    general: Sequence[ReviewResponse]  # of the review as a whole, so they close no recommendation

    @property
    def open(self) -> list[Recommendation]:
        return [one.recommendation for one in self.asked if one.is_open]


async def add_review(
    account: Account | None, development: Development, led_by: str, when_said: str, heard: str
) -> Review:
    """Say that there was a review. A development has one; a later review is a development of its own."""
    async with transaction():
        if await Review.filter(development_id=development.id).exists():
            raise Refusal("There is a review here already.")
        review = await Review.create(development=development, led_by=led_by, when_said=when_said, heard=heard)
        await record(account, "review.add", development)
    return review


async def add_finding(account: Account | None, review: Review, text: str) -> Finding:
    async with transaction():
        place = await Finding.filter(review_id=review.id).count() + 1
        finding = await Finding.create(review=review, code=f"F{place}", position=place, text=text.strip())
        await record(account, "review.finding", review)
    return finding


async def add_recommendation(
    account: Account | None, review: Review, text: str, parts: Sequence[str] = ()
) -> Recommendation:
    async with transaction():
        place = await Recommendation.filter(review_id=review.id).count() + 1
        recommendation = await Recommendation.create(
            review=review, code=f"R{place}", position=place, text=text.strip(), parts=list(parts)
        )
        await record(account, "review.recommendation", review)
    return recommendation


async def respond_to_review(
    account: Account | None, review: Review, respond: Respond, recommendations: Sequence[UUID], today: date
) -> ReviewResponse:
    """A response, to some recommendations or to the review as a whole. “We cannot” answers one too."""
    async with transaction():
        found = await Recommendation.filter(review_id=review.id, id__in=list(recommendations)).order_by("id")
        if len(found) != len(set(recommendations)):
            raise Refusal("Choose recommendations of this review.", "recommendations")
        place = await ReviewResponse.filter(review_id=review.id).count() + 1
        response = await ReviewResponse.create(
            review=review,
            code=f"A{place}",
            position=place,
            text=respond.text.strip(),
            stage=respond.stage,
            owner=respond.owner,
            due_on=respond.due_on,
            said_on=today,
            by=account,
        )
        for recommendation in found:
            await Answered.create(response=response, recommendation=recommendation)
        await record(account, "review.respond", review, f"{len(found)} recommendations")
    return response


async def find_review(development: Development) -> ReviewOfPage | None:
    review = await Review.get_or_none(development_id=development.id)
    if review is None:
        return None
    responses = await ReviewResponse.filter(review_id=review.id).order_by("position")
    answers: dict[UUID, list[ReviewResponse]] = {}
    by_id = {response.id: response for response in responses}
    links = Answered.filter(response_id__in=list(by_id)).order_by("response__position")
    for response_id, recommendation_id in await links.values_list("response_id", "recommendation_id"):
        answers.setdefault(recommendation_id, []).append(by_id[response_id])
    used = {response.id for found in answers.values() for response in found}
    return ReviewOfPage(
        review=review,
        findings=await Finding.filter(review_id=review.id).order_by("position"),
        asked=[
            Asked(one, tuple(answers.get(one.id, ())))
            for one in await Recommendation.filter(review_id=review.id).order_by("position")
        ],
        general=[response for response in responses if response.id not in used],
    )


async def open_recommendations(development: Development) -> list[Recommendation]:
    """What a review asks for and nobody has answered."""
    found = await find_review(development)
    return found.open if found else []
