"""All that one page says about a priority and each of its lines, and the whole strategy on one page.

What hangs on lines of earlier editions is shown under those that took their place (`strategy.crosswalk`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.publishing.models import LineTheme
from feedback.publishing.said import Audience, SaidTheme, ThemesOf, in_order, read_said, themes_tied_to
from feedback.replies.models import Reply, ReplyLine, ReplyState, ReplyTheme, Status
from feedback.replies.reading import published_replies
from feedback.strategy.crosswalk import earlier_lines, earlier_priorities
from feedback.strategy.models import (
    Development,
    DevelopmentLine,
    DevelopmentPriority,
    Line,
    LineKind,
    Priority,
    Promise,
    Strategy,
)
from feedback.themes.models import Theme, ThemeState


@dataclass
class Under:
    """What there is about a priority or a line: what people say, what was promised, and what was done."""

    themes: list[SaidTheme] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    developments: list[Development] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)

    @property
    def statuses(self) -> list[tuple[Status, int]]:
        """How many replies stand at each status, in the order of the statuses."""
        stood = Counter(reply.status for reply in self.replies)
        return [(status, stood[status]) for status in Status if stood[status]]

    @property
    def is_silent(self) -> bool:
        return not (self.themes or self.replies or self.developments or self.promises)


@dataclass
class LineOfPage:
    line: Line
    earlier: Sequence[Line]
    under: Under


@dataclass
class PriorityOfPage:
    """`under` holds what is about the priority, the lines' own included."""

    priority: Priority
    earlier: Sequence[Priority]
    lines: Sequence[LineOfPage]
    under: Under

    @property
    def needs(self) -> list[LineOfPage]:
        return [one for one in self.lines if one.line.kind is LineKind.NEED]

    @property
    def working(self) -> list[LineOfPage]:
        return [one for one in self.lines if one.line.kind is LineKind.WORKING]


@dataclass
class _Found:
    """Everything about some priorities and lines, read at once."""

    tied: ThemesOf
    said: dict[UUID, SaidTheme]
    replies: list[Reply]
    reply_lines: set[tuple[UUID, UUID]]
    developments: list[Development]
    development_priorities: set[tuple[UUID, UUID]]
    development_lines: set[tuple[UUID, UUID]]
    promises: list[Promise]


async def read_priority(priority: Priority, audience: Audience = "public") -> PriorityOfPage:
    return (await _read([priority], audience))[0]


async def read_overview(strategy: Strategy | None, audience: Audience = "public") -> list[PriorityOfPage]:
    """Every priority of an edition with all its lines."""
    if strategy is None:
        return []
    return await _read(await Priority.filter(strategy_id=strategy.id).order_by("number", "id"), audience)


async def _read(priorities: Sequence[Priority], audience: Audience) -> list[PriorityOfPage]:
    lines = await Line.filter(priority_id__in=[one.id for one in priorities]).order_by("kind", "number", "id")
    before_priority = await earlier_priorities([one.id for one in priorities])
    before_line = await earlier_lines([line.id for line in lines])
    found = await _find(
        [one.id for one in _with_earlier(priorities, before_priority)],
        [one.id for one in _with_earlier(lines, before_line)],
        audience,
    )
    pages = []
    for priority in priorities:
        of_page = [
            LineOfPage(line, before_line[line.id], _under(found, set(), _ids(line, before_line)))
            for line in lines
            if line.priority_id == priority.id
        ]
        all_lines = {key for one in of_page for key in _ids(one.line, before_line)}
        under = _under(found, _ids(priority, before_priority), all_lines)
        pages.append(PriorityOfPage(priority, before_priority[priority.id], of_page, under))
    return pages


async def _find(priorities: list[UUID], lines: list[UUID], audience: Audience) -> _Found:
    tied = await themes_tied_to(priorities, lines)
    served = set(await ReplyLine.filter(line_id__in=lines).values_list("reply_id", "line_id"))
    of_priority = set(
        await Reply.filter(priority_id__in=priorities, state=ReplyState.PUBLISHED).values_list(
            "id", flat=True
        )
    )
    to_priority = set(
        await DevelopmentPriority.filter(priority_id__in=priorities).values_list(
            "development_id", "priority_id"
        )
    )
    to_line = set(await DevelopmentLine.filter(line_id__in=lines).values_list("development_id", "line_id"))
    developments = {one for one, _ in to_priority | to_line}
    replies = {one for one, _ in served} | of_priority
    promises = Promise.filter(priority_id__in=priorities).order_by("check_on", "id")
    return _Found(
        tied=tied,
        said=await read_said(tied.all, audience),
        replies=await published_replies().filter(id__in=list(replies)),
        reply_lines=served,
        developments=await Development.filter(id__in=list(developments)).order_by("title", "id"),
        development_priorities=to_priority,
        development_lines=to_line,
        promises=await promises.prefetch_related("development"),
    )


def _under(found: _Found, priorities: set[UUID], lines: set[UUID]) -> Under:
    themes = {theme for key in priorities for theme in found.tied.by_priority.get(key, ())}
    themes |= {theme for key in lines for theme in found.tied.by_line.get(key, ())}
    serving = {reply for reply, line in found.reply_lines if line in lines}
    developed = {one for one, line in found.development_lines if line in lines}
    developed |= {one for one, priority in found.development_priorities if priority in priorities}
    return Under(
        themes=in_order(found.said[theme] for theme in themes if theme in found.said),
        replies=[one for one in found.replies if one.id in serving or one.priority_id in priorities],
        developments=[one for one in found.developments if one.id in developed],
        promises=[one for one in found.promises if one.line_id in lines or one.priority_id in priorities],
    )


def _with_earlier(
    rows: Sequence[Priority] | Sequence[Line], before: dict[UUID, list]
) -> Iterable[Priority | Line]:
    for row in rows:
        yield row
        yield from before[row.id]


def _ids(row: Priority | Line, before: dict[UUID, list]) -> set[UUID]:
    return {row.id, *(one.id for one in before[row.id])}


# Which themes are about a line


async def tie_themes(account: Account, line: Line, themes: Sequence[UUID]) -> None:
    """Say which themes are about a line. Only adopted ones: a suggestion is nobody's word yet."""
    async with transaction():
        found = await Theme.filter(id__in=list(themes), state=ThemeState.ADOPTED).order_by("id")
        if len(found) != len(set(themes)):
            raise Refusal("Choose themes from the list.", "themes")
        await LineTheme.filter(line_id=line.id).delete()
        for theme in found:
            await LineTheme.create(line=line, theme=theme, by=account)
        await record(account, "line.themes", line, f"{len(found)} themes")


async def themes_to_tie(line: Line) -> list[Theme]:
    """Themes of the line's priority and of those that it came from, and whatever is tied to it already."""
    before = await earlier_priorities([line.priority_id])
    priorities = [line.priority_id, *(one.id for one in before[line.priority_id])]
    tied = await LineTheme.filter(line_id=line.id).values_list("theme_id", flat=True)
    of_priority = await Theme.filter(priority_id__in=priorities, state=ThemeState.ADOPTED).order_by(
        "title", "id"
    )
    known = {theme.id for theme in of_priority}
    others = await Theme.filter(id__in=[one for one in tied if one not in known]).order_by("title", "id")
    return [*of_priority, *(one for one in others if one.state is ThemeState.ADOPTED)]


async def tied_themes(line: Line) -> list[UUID]:
    links = await LineTheme.filter(line_id=line.id).order_by("id")
    return [link.theme_id for link in links]


async def themes_in_replies(line: Line) -> list[UUID]:
    """Themes that a public reply answers which serves the line: offered, for a person to confirm (D89)."""
    serving = await ReplyLine.filter(line_id=line.id, reply__state=ReplyState.PUBLISHED).values_list(
        "reply_id", flat=True
    )
    links = await ReplyTheme.filter(reply_id__in=list(serving)).order_by("id")
    return [link.theme_id for link in links]
