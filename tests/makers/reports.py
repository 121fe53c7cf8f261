"""Consultations that ended, with themes and checked quotes, for tests of reports."""

from datetime import date

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.roles import Role
from feedback.reports.exporting import as_csv, staff_export
from feedback.themes.models import Coding, PublicQuote, Theme
from feedback.themes.quotes import check_quote, choose_quote
from feedback.themes.report import Report
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment
from tests.makers.consultations import make_consultation
from tests.makers.themes import DAY, make_comments, make_theme
from tests.web import make_account


async def make_closed(**groups: int) -> tuple[Consultation, dict[str, list[Comment]]]:
    """A closed consultation with so many comments of each group, all of which may be quoted."""
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=DAY)
    comments = {
        group: await make_comments(consultation, count, group=group, may_quote=True)
        for group, count in groups.items()
    }
    return consultation, comments


async def make_quoted(comment: Comment, day: date = DAY) -> PublicQuote:
    coding = await Coding.get(comment_id=comment.id, belongs=True)
    quote = await choose_quote(coding, await make_account(Role.ANALYST), day)
    await check_quote(quote, await make_account(Role.ANALYST), day)
    return await PublicQuote.get(id=quote.id)


async def make_reported(parents: int = 30, young: int = 20) -> tuple[Consultation, Theme, list[Comment]]:
    """30 parents and 20 young people; buses are said by two in three, and two of them are quoted."""
    consultation, comments = await make_closed(parent_carer=parents, young_person=young)
    ours, theirs = comments["parent_carer"], comments["young_person"]
    said = [*ours[: parents * 2 // 3], *theirs[: young * 2 // 3]]
    theme = await make_theme(consultation, "Buses", said)
    for comment in (said[0], said[-1]):
        await make_quoted(comment)
    await refresh_tallies(consultation)
    return consultation, theme, said


def file_of(report: Report) -> str:
    """The report as CSV."""
    return b"".join(as_csv(staff_export(report, DAY.isoformat()))).decode("utf-8-sig")
