"""The theme report: for staff with exact numbers and filters, for the public as it was last published."""

import asyncio
import itertools

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from feedback.consultations.models import Consultation
from feedback.consultations.reading import get_public_consultation
from feedback.core.clock import today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import public, staff
from feedback.kit.charts import Bar, Cell, GroupRow
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal
from feedback.kit.rendering import NavLink, address, render
from feedback.reports.comparing import change_for_staff, side_by_side, where_groups_part
from feedback.reports.exporting import KINDS, Export, published_export, staff_export
from feedback.reports.owning import owned_themes
from feedback.reports.quoting import quotes_in_the_way
from feedback.reports.versions import find_version, get_published, publish_version, versions_of
from feedback.themes.agreement import find_check_report
from feedback.themes.blind import hidden_from
from feedback.themes.comments import questions_of
from feedback.themes.forms import FilterForm
from feedback.themes.quotes import staff_quotes
from feedback.themes.report import Count, Filters, Report, build_report
from feedback.themes.small_numbers import rules_here
from feedback.themes.views.fetching import ONE, POST, consultation_for, go, note_words_shown
from feedback.themes.views.filtering import APART, filter_form, filters_of, query_of

SEES = (Role.READER, Role.ANALYST, Role.PUBLISHER)


async def show_report(request: Request) -> Response:
    consultation = await consultation_for(request, *SEES)
    form = await filter_form(request, consultation)
    filters, report = await _filtered(form, consultation)
    may_read = request.state.account.may(Role.ANALYST, consultation)
    quotes = {}
    if may_read:
        mine = hidden_from(request.state.account, consultation.id)
        blind = {str(key) for key in await mine.values_list("comment_id", flat=True)}
        found = await staff_quotes(consultation, [line.id for line in report.themes], filters)
        quotes = {key: [one for one in said if one.comment_id not in blind] for key, said in found.items()}
        await note_words_shown(request, consultation, sum(map(len, quotes.values())))
    version, in_the_way = await find_version(consultation), []
    if request.state.account.may(Role.PUBLISHER, consultation):
        in_the_way = await quotes_in_the_way(consultation, report)
    return render(
        request,
        "reports/report.html",
        consultation=consultation,
        report=report,
        form=form,
        quotes=quotes,
        may_read=may_read,
        bars=_bars(report, address(request, "themes", slug=consultation.slug) if may_read else ""),
        groups=_groups(report),
        version=version,
        whose=query_of(report.filters),
        kinds=KINDS,
        parting=where_groups_part(report, rules_here()),
        change=await change_for_staff(consultation, report, version),
        in_the_way=in_the_way,
        agreed=await find_check_report(consultation, filters.question_key),
    )


async def download_report(request: Request) -> Response:
    consultation = await consultation_for(request, *SEES)
    kind = _kind(request)
    form = await filter_form(request, consultation)
    filters, report = await _filtered(form, consultation)
    if form.errors:
        raise Refusal(APART)
    asked = dict(await questions_of(consultation)).get(filters.question_key, "")
    change = await change_for_staff(consultation, report, await find_version(consultation))
    export = staff_export(report, today().isoformat(), asked, change)
    return await _file(export, kind, f"{consultation.slug}-themes-do-not-publish")


async def press_publish(request: Request) -> Response:
    consultation = await consultation_for(request, Role.PUBLISHER)
    before = await find_version(consultation)
    version = await publish_version(consultation, request.state.account, today())
    await say(
        request,
        f"Version {version.number} of the public report is there now."
        if before is None or version.id != before.id
        else "The public report stays as it is: too few people have answered since.",
    )
    return go(request, "report", consultation)


async def show_public_report(request: Request) -> Response:
    """The newest version, or one by its number."""
    consultation = await get_public_consultation(request.path_params["slug"])
    number = request.path_params.get("number")
    published = await get_published(consultation, number)
    return render(
        request,
        "reports/public.html",
        consultation=consultation,
        published=published,
        report=published.report,
        number=number,
        kinds=KINDS,
        bars=_bars(published.report, ""),
        groups=_groups(published.report),
    )


async def show_versions(request: Request) -> Response:
    consultation = await get_public_consultation(request.path_params["slug"])
    await get_published(consultation)
    versions = await versions_of(consultation)
    return render(request, "reports/versions.html", consultation=consultation, versions=versions)


async def download_public_report(request: Request) -> Response:
    consultation = await get_public_consultation(request.path_params["slug"])
    kind = _kind(request)
    published = await get_published(consultation, request.path_params.get("number"))
    name = f"{consultation.slug}-report-{published.version.number}"
    return await _file(published_export(published), kind, name)


async def _filtered(form: FilterForm, consultation: Consultation) -> tuple[Filters, Report]:
    """The report that the filters ask for, or with filters that do not go together the whole one."""
    filters = filters_of(form)
    try:
        return filters, await build_report(consultation, filters)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return Filters(), await build_report(consultation)


def _bars(report: Report, base: str) -> list[Bar]:
    """A bar for each theme; with `base` it leads to the comments of the theme that were counted here."""
    whose = query_of(report.filters)
    return [
        Bar(line.title, _cell(line.voices), f"{base}/{line.id}{whose}" if base else "")
        for line in report.themes
    ]


def _groups(report: Report) -> tuple[list[str], list[GroupRow]]:
    """The names of the groups that are drawn beside each other, and a row for each theme; or nothing at all."""
    drawn = side_by_side(report)
    rows = [GroupRow(line.title, tuple(_cell(line.cells[at]) for at in drawn)) for line in report.themes]
    names = [report.columns[at].label for at in drawn]
    return names, [row for row in rows if any(cell.value for cell in row.cells)]


def _cell(count: Count) -> Cell:
    return Cell(count.number, f"{count.text}, {count.note}" if count.note else count.text)


def _kind(request: Request) -> str:
    kind: str = request.path_params["file"]
    if kind not in KINDS:
        raise NotFound
    return kind


async def show_owned(request: Request) -> Response:
    """For the people of a body that answers for themes: what is public of these, and no comment."""
    return render(request, "reports/owned.html", owned=await owned_themes(request.state.account))


async def _file(export: Export, kind: str, name: str) -> Response:
    """Sent piece by piece. Making a document takes a while, so a thread does it and other pages go on."""
    pieces = KINDS[kind].make(export)
    first = await asyncio.to_thread(next, pieces)
    return StreamingResponse(
        itertools.chain((first,), pieces),
        media_type=KINDS[kind].media_type,
        headers={
            "content-disposition": f'attachment; filename="{name}.{kind}"',
            "cache-control": "no-store",
        },
    )


PUBLIC = "/consultations/{slug}/report"
routes = [
    staff(ONE + "/report", show_report, "report", SEES),
    staff(ONE + "/report.{file}", download_report, "report_file", SEES),
    staff(ONE + "/report/publish", press_publish, "publish_report", Role.PUBLISHER, POST),
    staff("/staff/owned-themes", show_owned, "owned_themes", Role.READER),
    public(PUBLIC, show_public_report, "public_report"),
    public(PUBLIC + "/versions", show_versions, "report_versions"),
    public(PUBLIC + "/{number:int}", show_public_report, "report_version"),
    public(PUBLIC + "/{number:int}.{file}", download_public_report, "report_version_file"),
    public(PUBLIC + ".{file}", download_public_report, "public_report_file"),
]

nav = (NavLink("Our themes", "owned_themes", (Role.READER,)),)
