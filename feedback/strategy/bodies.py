"""Bodies that answer for something: services and partners, as the strategy and our own list name them.

A partner of the strategy becomes an organisation here when somebody first names it, so that what belongs to it
stays when a later strategy comes.
"""

from datetime import datetime

from feedback.core.errors import Refusal
from feedback.people.models import Account, Organisation
from feedback.people.organisations import add_organisation, slug_for
from feedback.strategy.models import Partner

NOT_BODIES = ("forum", "youth_forum")  # they ask and are asked; they run no service
PARTNERS_THAT_ASK = ("parent_carer_forum", "parent_carer_group")
NAMED_HERE = "named"  # the kind of a service that whoever asked named, and nobody put on the list
COUNCIL_OF_STRATEGY = "local_authority"
LONGEST_NAME = 200


async def bodies_to_choose() -> list[tuple[str, str]]:
    """Each body's slug and name, in the order of the names."""
    named = {slug_for(one.name): one.name[:LONGEST_NAME] for one in await _partners()}
    named |= {one.slug: one.name for one in await Organisation.exclude(kind__in=NOT_BODIES).order_by("id")}
    taken = await Organisation.filter(kind__in=NOT_BODIES).values_list("slug", flat=True)
    chosen = {slug: name for slug, name in named.items() if slug and slug not in set(taken)}
    return sorted(chosen.items(), key=lambda one: (one[1].lower(), one[0]))


async def get_body(slug: str, account: Account | None, now: datetime) -> Organisation:
    """The body of a slug from the list, written down now if only the strategy names it so far."""
    found = await Organisation.get_or_none(slug=slug)
    if found is None:
        partner = next((one for one in await _partners() if slug_for(one.name) == slug), None)
        if partner is None:
            raise Refusal("Choose one from the list")
        found = await add_organisation(account, partner.name[:LONGEST_NAME], partner.kind[:40], now)
    if found.kind in NOT_BODIES:
        raise Refusal("Choose one from the list")
    return found


async def find_council(account: Account | None, now: datetime) -> Organisation | None:
    """Who answers for what nobody else does: the council of the strategy, or the only one that we know."""
    of_strategy = next((one for one in await _partners() if one.kind == COUNCIL_OF_STRATEGY), None)
    if of_strategy is not None:
        return await get_body(slug_for(of_strategy.name), account, now)
    councils = await Organisation.filter(kind="council").order_by("id").limit(2)
    return councils[0] if len(councils) == 1 else None


async def name_body(name: str, account: Account | None, now: datetime) -> Organisation:
    """A service that is on no list yet. Typed another way it is the same one."""
    found = await Organisation.get_or_none(slug=slug_for(name))
    return found or await add_organisation(account, name, NAMED_HERE, now)


async def _partners() -> list[Partner]:
    named = Partner.filter(strategy__is_current=True).exclude(kind__in=PARTNERS_THAT_ASK)
    return await named.order_by("name", "id")
