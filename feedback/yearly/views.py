"""The yearly report: staff pages that bring it to its end, and what everybody reads."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import london_day, long_date, now, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, public, staff
from feedback.kit.desk import DeskLine
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind, bind_query, sent_word
from feedback.kit.rendering import NavLink, address, render
from feedback.people.audit import record
from feedback.replies.judging import in_words
from feedback.replies.reading import STATUS_WORDS
from feedback.yearly import reporting, sorting, waiting
from feedback.yearly.correcting import corrections_to_yearly
from feedback.yearly.evidence import Pack, build_pack, pack_as_csv
from feedback.yearly.forms import PeriodForm, SortingForm, ThemeAnswerForm
from feedback.yearly.models import Decision, Sorting, Subject, ThemeAnswer, YearlyReport
from feedback.yearly.reporting import A_YEAR
from feedback.yearly.routes_to_help import own_service_routes

EVERYTHING = "the whole county"
EVIDENCE = (Role.READER, Role.PUBLISHER)


async def show_reports(request: Request) -> Response:
    return render(request, "yearly/list.html", reports=await reporting.final_reports())


async def show_report(request: Request) -> Response:
    report = await reporting.get_public_report(request.path_params["slug"])
    alone, gone = await reporting.read_alone(report.document)
    return render(
        request,
        "yearly/page.html",
        report=report,
        document=report.document,
        alone=alone,
        gone=gone,
        corrections=await corrections_to_yearly(report),
        decisions=sorting.DECISIONS,
    )


async def show_own_support(request: Request) -> Response:
    """Where a complaint about one's own service is heard, for whoever looks (D6)."""
    return render(request, "yearly/own_support.html", ways=own_service_routes())


async def list_reports(request: Request) -> Response:
    check_may(request, Role.PUBLISHER, EVERYTHING)
    form = await bind(PeriodForm, request)
    if form.is_valid:
        try:
            report = await reporting.start_report(
                request.state.account, form.first_day.data, form.last_day.data, today()
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _to(request, report)
    due, is_time = await reporting.next_due(today())
    reports = await YearlyReport.all().order_by("is_final", "-last_day", "-version")
    return render(request, "yearly/staff_list.html", form=form, reports=reports, due=due, is_time=is_time)


async def view_report(request: Request) -> Response:
    report = await _report(request, Role.PUBLISHER)
    days = report.first_day, report.last_day
    document = report.document or asdict(await reporting.build_document(*days))
    alone, gone = await reporting.read_alone(document)
    return render(
        request,
        "yearly/staff_page.html",
        report=report,
        document=document,
        alone=alone,
        gone=gone,
        lacks=[] if report.is_final else await waiting.find_lacks(*days),
        themes=[] if report.is_final else await reporting.themes_to_answer(*days),
        decisions=sorting.DECISIONS,
    )


async def press_publish(request: Request) -> Response:
    report = await _report(request, Role.PUBLISHER)
    await reporting.publish_report(request.state.account, report, today())
    await say(request, "This report is public now, as it stands today.")
    return _to(request, report)


async def answer_theme(request: Request) -> Response:
    report = await _report(request, Role.PUBLISHER)
    theme = await sorting.get_theme(UUID(str(request.path_params["theme_id"])))
    written = await ThemeAnswer.get_or_none(theme_id=theme.id)
    chosen = await sorting.subject_chosen_in(theme, report.first_day, report.last_day)
    form = await bind(ThemeAnswerForm, request, data=_written(written, chosen))
    if form.is_valid:
        try:
            await sorting.answer_theme(
                request.state.account,
                theme,
                Subject(form.subject.data),
                form.no_action.data or "",
                form.owner_role.data or "",
                now(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _to(request, report)
    return render(
        request,
        "yearly/theme.html",
        form=form,
        report=report,
        theme=theme,
        chosen=sorting.SUBJECTS[chosen] if chosen else "",
    )


async def list_comments(request: Request) -> Response:
    """The words of those who wait, for those who may read raw text; that they were read is written down."""
    report = await _report(request, Role.ANALYST)
    typed = request.query_params.get("page", "1")
    page = int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < 6 and int(typed) else 1
    comments, more = await waiting.comments_to_sort(report.first_day, report.last_day, page)
    if comments:
        await record(request.state.account, "comments.view", report, f"{len(comments)} comments")
    return render(request, "yearly/comments.html", report=report, comments=comments, more=more, number=page)


async def sort_comment(request: Request) -> Response:
    report = await _report(request, Role.ANALYST)
    comment = await sorting.get_sortable(UUID(str(request.path_params["comment_id"])))
    written = await Sorting.get_or_none(comment_id=comment.id)
    chosen = sorting.subject_chosen(comment)
    form = await bind(SortingForm, request, data=_written(written, chosen))
    if form.is_valid:
        try:
            await sorting.sort_comment(request.state.account, comment, form.as_sorted(), now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Your decision is kept.")
            return RedirectResponse(address(request, "yearly_comments", report_id=report.id), 303)
    await record(request.state.account, "comments.view", comment)
    return render(
        request,
        "yearly/sort.html",
        form=form,
        report=report,
        comment=comment,
        chosen=sorting.SUBJECTS[chosen] if chosen else "",
    )


def _written(row: Any, chosen: Subject | None) -> dict[str, Any]:
    """What stands already. Where nobody has decided anything, the subject that those who said it chose."""
    if row is None:
        return {"subject": chosen} if chosen else {}
    names = ("subject", "decision", "reason", "words", "answer", "owner_role", "due_on", "no_action")
    written = {name: getattr(row, name) for name in names if hasattr(row, name)}
    return written | {"is_nothing_done": bool(written.get("answer")) and not written.get("due_on")}


async def list_checks(request: Request) -> Response:
    report = await _report(request, Role.ANALYST)
    ids = [row["id"] for row in await waiting.sortings_in(report.first_day, report.last_day)]
    known = await sorting.live_sortings(ids)
    waits = [
        one for one in known.values() if one.checked_by_id is None and one.decision not in sorting.WITHHELD
    ]
    if waits:
        await record(request.state.account, "comments.view", report, f"{len(waits)} comments")
    return render(
        request,
        "yearly/checks.html",
        report=report,
        sortings=waits,
        seen={one.id: sorting.mark_of_sorting(one) for one in waits},
        decisions=sorting.DECISIONS,
        as_it_is=Decision.PUBLISH,
    )


async def press_check(request: Request) -> Response:
    report = await _report(request, Role.ANALYST)
    found = await sorting.get_sorting(UUID(str(request.path_params["sorting_id"])))
    seen = await sent_word(request, "seen")
    await sorting.check_sorting(request.state.account, found, today(), seen)
    await say(request, "You checked it.")
    return RedirectResponse(address(request, "yearly_checks", report_id=report.id), 303)


async def show_evidence(request: Request) -> Response:
    form, pack = await _evidence(request)
    return render(
        request,
        "yearly/evidence.html",
        form=form,
        pack=pack,
        query=request.url.query,
        status_words=STATUS_WORDS,
        difference=in_words,
    )


async def download_evidence(request: Request) -> Response:
    _, pack = await _evidence(request)
    if pack is None:  # nobody named days: those of the last year
        pack = await build_pack(today() - A_YEAR, today())
    name = f"evidence-{pack.first.isoformat()}-to-{pack.last.isoformat()}.csv"
    return Response(
        "\ufeff" + pack_as_csv(pack),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def _evidence(request: Request) -> tuple[PeriodForm, Pack | None]:
    check_may(request, EVIDENCE, EVERYTHING)
    asked = any(name.startswith(("first_day", "last_day")) for name in request.query_params)
    form = bind_query(PeriodForm, request) if asked else PeriodForm()
    if not form.is_valid:
        return form, None
    if form.last_day.data < form.first_day.data:
        form.refuse("The last day must be on or after the first day.", "last_day")
        return form, None
    return form, await build_pack(form.first_day.data, form.last_day.data)


async def _report(request: Request, role: Role) -> YearlyReport:
    check_may(request, role, EVERYTHING)
    return await reporting.get_report(UUID(str(request.path_params["report_id"])))


def _to(request: Request, report: YearlyReport) -> Response:
    return RedirectResponse(address(request, "staff_yearly_report", report_id=report.id), 303)


async def find_desk_lines(account: Any, moment: Any) -> list[DeskLine]:
    """From two months before the yearly report is due (D4), and as long as there has been none."""
    if not account.may(Role.PUBLISHER, EVERYTHING):
        return []
    due, is_time = await reporting.next_due(london_day(moment))
    if due is None:
        return [DeskLine("We have published no yearly report yet", "staff_yearly")]
    return [DeskLine(f"The next yearly report is due by {long_date(due)}", "staff_yearly")] if is_time else []


ONE = "/staff/yearly/{report_id:uuid}"
BOTH, POST = ("GET", "POST"), ("POST",)

routes = [
    public("/yearly-reports", show_reports, "yearly_reports"),
    public("/yearly-reports/{slug}", show_report, "yearly_report"),
    public("/your-own-support", show_own_support, "own_support"),
    staff("/staff/evidence", show_evidence, "evidence", EVIDENCE),
    staff("/staff/evidence.csv", download_evidence, "evidence_file", EVIDENCE),
    staff("/staff/yearly", list_reports, "staff_yearly", Role.PUBLISHER, BOTH),
    staff(ONE, view_report, "staff_yearly_report", Role.PUBLISHER),
    staff(ONE + "/publish", press_publish, "publish_yearly", Role.PUBLISHER, POST),
    staff(ONE + "/themes/{theme_id:uuid}", answer_theme, "answer_theme", Role.PUBLISHER, BOTH),
    staff(ONE + "/comments", list_comments, "yearly_comments", Role.ANALYST),
    staff(ONE + "/comments/{comment_id:uuid}", sort_comment, "sort_comment", Role.ANALYST, BOTH),
    staff(ONE + "/checks", list_checks, "yearly_checks", Role.ANALYST),
    staff(ONE + "/checks/{sorting_id:uuid}", press_check, "check_sorting", Role.ANALYST, POST),
]

nav = (NavLink("Yearly report", "staff_yearly", (Role.PUBLISHER,)),)
desk = (find_desk_lines,)
