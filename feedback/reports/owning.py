"""The themes that a body answers for, as its own people see them: what is public, and nothing beside it."""

from dataclasses import dataclass

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.roles import Role
from feedback.people.models import Account
from feedback.reports.quoting import LiveQuote
from feedback.reports.versions import PublishedReport, find_version, get_published
from feedback.themes.frames import consultations_of
from feedback.themes.models import Theme, ThemeState
from feedback.themes.report import ThemeLine


@dataclass(frozen=True)
class InReport:
    """A theme in the public report of one consultation."""

    consultation: Consultation
    report: PublishedReport
    line: ThemeLine
    quotes: list[LiveQuote]


@dataclass(frozen=True)
class OwnedTheme:
    theme: Theme
    reports: list[InReport]


async def owned_themes(account: Account) -> list[OwnedTheme]:
    """Of the bodies that this account reads for; with the role for everything, of every body.

    Numbers and quotes are those of the published version, so that a body's page says nothing that the public
    report does not say (D57, D62), and a quote that was taken back is gone from here too.
    """
    owned = Theme.filter(state=ThemeState.ADOPTED, owner_id__isnull=False)
    bodies = account.organisations_for(Role.READER)
    if bodies is not None:
        owned = owned.filter(owner_id__in=list(bodies))
    themes = await owned.order_by("owner__name", "title", "id").select_related("owner", "frame")
    return [OwnedTheme(theme, await _reports_of(theme)) for theme in themes]


async def _reports_of(theme: Theme) -> list[InReport]:
    found = []
    for consultation in await consultations_of(theme.frame):
        if consultation.state is ConsultationState.DRAFT or await find_version(consultation) is None:
            continue
        report = await get_published(consultation)
        line = next((one for one in report.report.themes if one.id == str(theme.id)), None)
        if line is not None:
            found.append(InReport(consultation, report, line, report.quotes_by_theme[line.id]))
    return sorted(found, key=lambda one: (one.consultation.title, str(one.consultation.id)))
