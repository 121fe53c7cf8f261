"""What forums add to a report: each view is one voice, however many it speaks for (D78).

Somebody may have answered alone and in a group. Nobody can know how many did, so the report says at least and
at most: at least as many as said so, at most everybody who could have.
"""

from dataclasses import dataclass

from feedback.consultations.models import Consultation
from feedback.voices.models import Door, Voice, VoiceState

ROUNDED_TO = 10


@dataclass(frozen=True)
class InGroups:
    """Views of forums, and how many people were heard with them and without."""

    views: int
    speaks_for: int
    alone: int
    said_group: int  # who answered alone and say that a group spoke for them too
    said_alone: int  # of the groups' members, who say that they answered alone too

    @property
    def both_at_least(self) -> int:
        """Whoever is in both may have said so on either side, so the larger number is sure and no more is."""
        return min(max(self.said_group, self.said_alone), self.both_at_most)

    @property
    def both_at_most(self) -> int:
        return min(self.alone, self.speaks_for)

    @property
    def people_at_least(self) -> int:
        return self.alone + self.speaks_for - self.both_at_most

    @property
    def people_at_most(self) -> int:
        return self.alone + self.speaks_for - self.both_at_least


async def count_in_groups(consultation: Consultation) -> InGroups:
    # Whoever votes in a poll may have answered as well, so votes are no people more (D87).
    live = Voice.filter(consultation_id=consultation.id, state=VoiceState.LIVE).exclude(door=Door.POLL)
    views = await live.filter(door=Door.FORUM).order_by("id").values_list("speaks_for", "also_alone")
    if not views:
        return InGroups(0, 0, 0, 0, 0)
    said_group = live.filter(door__in=[door for door in Door if door is not Door.FORUM], also_in_group=True)
    return InGroups(
        views=len(views),
        speaks_for=sum(speaks_for for speaks_for, _ in views),
        alone=await live.count() - len(views),
        said_group=await said_group.count(),
        said_alone=sum(alone for _, alone in views),
    )


async def say_in_groups(consultation: Consultation, audience: str) -> str:
    """The sentence under a report's numbers; nothing where no forum sent a view."""
    found = await count_in_groups(consultation)
    if not found.views:
        return ""
    return _say_to_staff(found) if audience == "staff" else _say_in_public(found)


def _say_to_staff(found: InGroups) -> str:
    one = found.views == 1
    return (
        f"{found.views:,} view{'' if one else 's'} of forums or groups, speaking for about "
        f"{found.speaks_for:,} people, {'is' if one else 'are'} among them. Each is counted as one. "
        f"{found.alone:,} answered alone, in words or with taps. Of those, {found.said_group:,} say that a group "
        f"spoke for them too; of the groups’ members, {found.said_alone:,} say that they answered alone too. So from "
        f"{found.both_at_least:,} to {found.both_at_most:,} people may be in both, and we heard at least "
        f"{found.people_at_least:,} and at most {found.people_at_most:,} people."
    )


def _say_in_public(found: InGroups) -> str:
    """In round numbers, and without how many views there are: that would be a count of one column, of which
    the report may hide the others (D58)."""
    both = _down(found.both_at_least)
    return (
        f"Among them are views of forums or groups, which speak for about {_up(found.speaks_for):,} people. "
        "Each view is counted as one. Some people may have answered alone and in a group. So we heard at "
        f"least about {_down(found.people_at_least):,} people and at most about "
        f"{_up(found.alone + found.speaks_for - both):,}."
    )


def _down(number: int) -> int:
    return number // ROUNDED_TO * ROUNDED_TO


def _up(number: int) -> int:
    return -(-number // ROUNDED_TO) * ROUNDED_TO
