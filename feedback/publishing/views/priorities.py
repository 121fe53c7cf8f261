"""The strategy's priorities: what they say, what people said under them, what was promised and what was done."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from wtforms.fields import SelectChoice

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, public, staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import NavLink, address, render
from feedback.publishing import priorities, reading
from feedback.publishing.forms import LineThemesForm
from feedback.replies.judging import in_words, verdicts_of
from feedback.replies.models import STATUS_WORDS
from feedback.reports.context import context_tables
from feedback.strategy.crosswalk import get_old_line
from feedback.strategy.developments import COLOURS, STAGES
from feedback.voices.always_open import HELPFUL_LINE
from feedback.voices.rating import public_counts

SEES_NUMBERS = (Role.READER, Role.ANALYST)
EVERYTHING = "the whole county"


async def list_priorities(request: Request) -> Response:
    strategy = await reading.current_strategy()
    return render(
        request,
        "publishing/priorities.html",
        strategy=strategy,
        priorities=await reading.priorities_of_strategy(strategy),
        older=await reading.older_strategies(),
        context=context_tables(strategy),
    )


async def show_priority(request: Request) -> Response:
    priority = await reading.get_priority(request.path_params["slug"])
    page = await priorities.read_priority(priority)
    asks = next((one.line for one in page.working if _is_about_pages(one)), None)
    threshold = request.app.state.settings.suppress_below
    return render(
        request,
        "publishing/priority.html",
        page=page,
        difference=await _difference(page),
        words=await reading.words_for(priority),
        asks_if_helpful=asks,
        ratings=await public_counts(today(), threshold) if asks else [],
        short_forms=await reading.short_forms_in(priority),
        outcomes=await reading.outcomes_for(priority),
        consultations=await reading.consultations_about(priority),
        status_words=STATUS_WORDS,
        stages=STAGES,
        today=today(),
    )


async def show_overview(request: Request) -> Response:
    strategy = await reading.current_strategy()
    return render(
        request,
        "publishing/overview.html",
        strategy=strategy,
        pages=await priorities.read_overview(strategy),
        status_words=STATUS_WORDS,
        today=today(),
    )


async def show_staff_overview(request: Request) -> Response:
    """The same page with exact numbers, which span every consultation."""
    check_may(request, SEES_NUMBERS, EVERYTHING)
    strategy = await reading.current_strategy()
    return render(
        request,
        "publishing/staff_overview.html",
        strategy=strategy,
        pages=await priorities.read_overview(strategy, "staff"),
        status_words=STATUS_WORDS,
        today=today(),
    )


async def show_staff_priority(request: Request) -> Response:
    check_may(request, SEES_NUMBERS, EVERYTHING)
    priority = await reading.get_priority(request.path_params["slug"])
    page = await priorities.read_priority(priority, "staff")
    return render(
        request,
        "publishing/staff_priority.html",
        page=page,
        difference=await _difference(page),
        status_words=STATUS_WORDS,
        stages=STAGES,
        colours_of_stage=COLOURS,
        today=today(),
    )


def _is_about_pages(one: priorities.LineOfPage) -> bool:
    """Whether ratings of our pages speak to this line. A later strategy may number it anew."""
    return HELPFUL_LINE in [line.code for line in one.earlier or (one.line,)]


async def _difference(page: priorities.PriorityOfPage) -> dict[UUID, list[tuple[str, str]]]:
    """What people say of the difference that each reply of the page made."""
    found = await verdicts_of(reply.id for reply in page.under.replies)
    return {reply: in_words(judged) for reply, judged in found.items()}


async def tie_themes(request: Request) -> Response:
    """Which themes are about a line: what is tied, or else what public replies to them suggest."""
    check_may(request, Role.ANALYST, EVERYTHING)
    line = await get_old_line(UUID(str(request.path_params["line_id"])))
    tied = await priorities.tied_themes(line)
    offered = tied or await priorities.themes_in_replies(line)
    themes = await priorities.themes_to_tie(line)
    form = await bind(
        LineThemesForm,
        request,
        data={"themes": [str(one) for one in offered]},
        theme_choices=[SelectChoice(str(theme.id), theme.title) for theme in themes],
    )
    if form.is_valid:
        try:
            await priorities.tie_themes(request.state.account, line, form.chosen())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The pages of this priority show it now.")
            return RedirectResponse(address(request, "staff_priority", slug=line.priority.slug), 303)
    return render(request, "publishing/line_themes.html", form=form, line=line, is_offer=not tied)


routes = [
    public("/priorities", list_priorities, "priorities"),
    public("/priorities/{slug}", show_priority, "priority"),
    public("/overview", show_overview, "overview"),
    staff("/staff/overview", show_staff_overview, "staff_overview", SEES_NUMBERS),
    staff("/staff/priorities/{slug}", show_staff_priority, "staff_priority", SEES_NUMBERS),
    staff("/staff/lines/{line_id:uuid}/themes", tie_themes, "line_themes", Role.ANALYST, ("GET", "POST")),
]

nav = (NavLink("Overview", "staff_overview", SEES_NUMBERS),)
