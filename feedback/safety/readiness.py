"""What an installation lacks to keep people safe. Heard works without it, so it is said loudly at each start."""

from datetime import date

import structlog

from feedback.core.clock import today
from feedback.core.database import close_database, open_database
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.people.models import Account, RoleGrant
from feedback.safety.help_lines import help_lines, stale_lines

NO_MAIL = (
    "HEARD_SMTP_URL is missing, so no mail goes out: nobody is told of words that may tell of harm, "
    "and nobody who asked to hear back hears."
)
NOBODY_TOLD = (
    "Nobody is told of words that may tell of harm: set HEARD_SAFEGUARDING_MAIL, or give a person the role "
    "safeguarding for everything."
)
UNCHECKED = "Nobody has checked the help line {name} since {day}. Check its number, and write down the day."

log = structlog.get_logger(__name__)


async def safety_gaps(settings: Settings, day: date) -> list[str]:
    """A sentence for each thing to mend. A lead of one consultation does not hear of the others."""
    gaps = [] if settings.smtp_url else [NO_MAIL]
    leads = Account.filter(
        state=Account.ACTIVE,
        grants__role=Role.SAFEGUARDING.value,
        grants__scope=RoleGrant.EVERYTHING,
    )
    if not settings.safeguarding_mail and not await leads.exists():
        gaps.append(NOBODY_TOLD)
    stale = stale_lines(help_lines(), day)
    return gaps + [UNCHECKED.format(name=line.name, day=line.checked.isoformat()) for line in stale]


async def warn_of_safety_gaps(settings: Settings) -> None:
    """A line of the log for each, where real people speak."""
    if not settings.is_production:
        return
    await open_database(settings)
    try:
        for sentence in await safety_gaps(settings, today()):
            log.warning("not_safe_yet", say=sentence)
    finally:
        await close_database()
