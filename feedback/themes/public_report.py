"""The theme report as the public may see it: every number in it went through the suppression rules (D57 to D61)."""

from collections.abc import Sequence

from analysis.suppression import Rules, below_floor, say_about, share_text
from feedback.consultations.models import Consultation
from feedback.themes.models import Theme
from feedback.themes.report_models import Counted, Dimension
from feedback.themes.report_parts import (
    NOTHING,
    Column,
    Count,
    Numbers,
    Report,
    ThemeLine,
    columns_of,
    label_for,
    line_for,
    sentence_for,
)
from feedback.themes.small_numbers import UNSHOWN, Said, say_breakdown, say_themes


def say_report(consultation: Consultation, themes: Sequence[Theme], numbers: Numbers, rules: Rules) -> Report:
    """Numbers as they are counted now. `feedback.themes.following` says what of it may follow an earlier edition."""
    comments, voices = numbers.all_of(Counted.EVERYTHING)
    few = below_floor(voices, rules.publish_floor)
    if few is not None:
        sentence = f"{few[0].upper()}{few[1:]}."
        unsaid = (NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
        return Report(consultation.slug, consultation.title, "public", sentence, *unsaid)
    opened, _ = numbers.all_of(Counted.READ)
    columns = columns_of(numbers, numbers.where, Dimension.GROUP.value)
    base = [numbers.in_cell(Counted.EVERYTHING, None, cut)[1] for _, cut in columns]
    rows = [[numbers.in_cell(Counted.THEME, theme.id, cut)[1] for _, cut in columns] for theme in themes]
    totals = [numbers.all_of(Counted.THEME, theme.id)[1] for theme in themes]
    said = say_themes(totals, voices, rules, consultation.is_sensitive)
    base_cells, row_cells = say_breakdown(base, rows, rules)
    lines = [
        # The cells of a theme add up to its total, so what hides the one hides the others.
        _line(theme, total, cells if total != UNSHOWN else [UNSHOWN] * len(cells))
        for theme, total, cells in zip(themes, said, row_cells, strict=True)
    ]
    lines.sort(key=public_order)
    return Report(
        slug=consultation.slug,
        title=consultation.title,
        audience="public",
        sentence=sentence_for(lines),
        comments=Count(None, say_about(comments, rules)),
        voices=Count(voices, f"{voices:,}"),
        read=Count(None, "", share_text(opened, comments, rules.share_floor, 0)),
        no_theme=NOTHING,
        set_aside=NOTHING,
        themes=tuple(lines),
        columns=tuple(
            Column(value, label_for("group", value), Count(*cell))
            for (value, _), cell in zip(columns, base_cells, strict=True)
        ),
    )


def _line(theme: Theme, total: Said, cells: Sequence[Said]) -> ThemeLine:
    return line_for(theme, NOTHING, Count(*total), tuple(Count(*cell) for cell in cells))


def public_order(line: ThemeLine) -> tuple[bool, int, str, str]:
    """Hidden counts come last and by title: their place in the list must not tell which is the larger."""
    return line.voices.number is None, -(line.voices.number or 0), line.title, line.id
