"""Was this page helpful? Counted by page and month, once for each visit; the words are a comment like any other.

Months that are over are told to everybody, under the rules for small numbers (D57). A month's numbers do not
change once it is over, and no two tables share a person, so two looks at them tell nothing more than one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.suppression import THRESHOLD, Shown, suppress_row
from feedback.consultations.lifecycle import slug_of
from feedback.core.database import rows, transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.statements import insert_new
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.voices.about import About
from feedback.voices.always_open import helpful
from feedback.voices.models import Door, PageRating, RatedPage
from feedback.voices.receiving import Received, Said, receive_voice

QUESTION_KEY = "helpful"
LONGEST_PAGE = 200
MONTHS_SHOWN = 12
NOT_KNOWN = "We do not know this page, so we could not count your answer."

COUNTS = """
    SELECT month, page, is_helpful, COUNT(*) AS number FROM page_rating
    WHERE month >= ? GROUP BY month, page, is_helpful
"""


@dataclass(frozen=True)
class PageName:
    """A page that can be rated. `sign` proves that we wrote the name of one of our own pages."""

    page: str
    title: str
    sign: str = ""
    address: str = ""


@dataclass
class PageCount:
    """How people rated one page in one month, for staff."""

    month: date
    page: str
    title: str
    yes: int = 0
    no: int = 0


@dataclass(frozen=True)
class MonthCount:
    """How people rated pages in a month that is over, as everybody may know it."""

    month: date
    here: tuple[Shown, ...]
    elsewhere: tuple[Shown, ...]


def own_page(path: str) -> PageName:
    """One of our own pages. Only names that we signed are counted, so that nobody fills the table with others."""
    return PageName(path, path, keyed_hash("rated page", path)[:20], path)


async def find_page(page: str, sign: str) -> PageName | None:
    """The page that a form or a link names, if it is one of ours or on the list."""
    if not page or len(page) > LONGEST_PAGE:
        return None
    if page.startswith("/"):
        own = own_page(page)
        return own if sign == own.sign else None
    listed = await RatedPage.get_or_none(slug=page)
    return PageName(listed.slug, listed.title, "", listed.address) if listed else None


async def rate_page(name: PageName, is_helpful: bool, visit: str, today: date) -> None:
    """Count a yes or no once for each visit. Whoever changes their mind within the month is counted as they
    say last; a month that is over stays as it is."""
    month = today.replace(day=1)
    rating = PageRating(
        page=name.page,
        month=month,
        is_helpful=is_helpful,
        visit_hash=keyed_hash("page rating", f"{visit}\0{name.page}"),
    )
    async with transaction():
        if not await insert_new(rating):
            await PageRating.filter(visit_hash=rating.visit_hash, month=month).update(is_helpful=is_helpful)


async def say_why(
    name: PageName, is_helpful: bool, words: str, client_key: bytes, may_quote: bool, today: date
) -> Received:
    """Why a page was helpful or not, as a comment about the site."""
    what = "helpful" if is_helpful else "not helpful"
    said = Said(QUESTION_KEY, f"What was {what} on the page “{name.title}”?", words)
    return await receive_voice(
        await helpful(today),
        door=Door.RATING,
        about=About(),
        said=[said],
        client_key=client_key,
        may_quote=may_quote,
        today=today,
    )


async def add_rated_page(title: str, address: str, account: Account, today: date) -> RatedPage:
    """Put a page of the council's site on the list, so that it may ask if it was helpful."""
    if not address.startswith(("https://", "http://")):
        raise Refusal("Enter the whole address, beginning with https://", "address")
    async with transaction():
        slug = slug_of(title)
        page = RatedPage(slug=slug, title=title, address=address, added_on=today)
        if not await insert_new(page):
            raise Refusal("A page with this title is on the list already. Choose another title", "title")
        await record(account, "add rated page", page)
    return page


async def counts_of_pages(since: date) -> list[PageCount]:
    """Every page in every month since then: the newest month first, and in it what was rated most."""
    titles = {page.slug: page.title for page in await RatedPage.all().order_by("slug")}
    found: dict[tuple[date, str], PageCount] = {}
    for row in await rows(COUNTS, [since.replace(day=1)]):
        month, page = as_day(row["month"]), row["page"]
        count = found.setdefault((month, page), PageCount(month, page, titles.get(page, page)))
        if row["is_helpful"]:
            count.yes = int(row["number"])
        else:
            count.no = int(row["number"])
    return sorted(found.values(), key=lambda one: (-one.month.toordinal(), -(one.yes + one.no), one.page))


async def public_counts(today: date, threshold: int = THRESHOLD) -> list[MonthCount]:
    """The months of the last year that are over, newest first: yes and no for our pages and for others."""
    counts = await counts_of_pages(today.replace(year=today.year - 1, day=1))
    months = sorted({one.month for one in counts if one.month < today.replace(day=1)}, reverse=True)
    return [
        MonthCount(
            month,
            _shown([one for one in counts if one.month == month and one.page.startswith("/")], threshold),
            _shown([one for one in counts if one.month == month and not one.page.startswith("/")], threshold),
        )
        for month in months[:MONTHS_SHOWN]
    ]


def _shown(counts: Sequence[PageCount], threshold: int) -> tuple[Shown, ...]:
    """Yes and no, without a total by which a hidden one could be worked out."""
    numbers = (sum(one.yes for one in counts), sum(one.no for one in counts))
    return suppress_row(numbers, total_shown=False, threshold=threshold).cells


def as_day(value: date | str) -> date:
    """SQLite gives dates of a counted table back as text."""
    return value if isinstance(value, date) else date.fromisoformat(value[:10])
