"""`suggest-themes` prints the largest themes, each with what it is part of and quotes, and counts the rest."""

import re

import pytest

from feedback.core.errors import Refusal
from feedback.themes.commands import suggest_in_place
from tests.makers.consultations import make_consultation
from tests.makers.themes import make_comments

WHO = ("My son", "Our daughter", "The girl next door", "Her friend", "The twins")
SAID = (
    "waited for the bus in the rain",
    "got no bus pass for the college",
    "ate a cold lunch in the hall",
    "had lunch alone at a table",
    "saw the speech therapist twice",
)


async def test_it_prints_the_finest_themes_largest_first(db):
    consultation = await make_consultation()
    for said in SAID:
        for who in WHO:
            await make_comments(consultation, 1, f"{who} {said}.")
    *lines, last = await suggest_in_place(consultation.slug, "")
    found = [re.fullmatch(r"(\d+)\. .+ \((\d+) comments\)(, part of “.+”)?", line) for line in lines[::4]]
    assert [int(one[1]) for one in found if one] == list(range(1, len(found) + 1))
    sizes = [int(one[2]) for one in found if one]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(SAID) * len(WHO)
    assert re.match(rf"{len(found)} themes in \d+ broad ones for 25 comments in \d", last)


async def test_it_says_what_it_cannot_do(db):
    with pytest.raises(Refusal, match="no consultation"):
        await suggest_in_place("nowhere", "")
    with pytest.raises(Refusal, match="no comments"):
        await suggest_in_place((await make_consultation()).slug, "")
