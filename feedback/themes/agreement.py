"""What a check says about the themes of a report, in words and tables that a lead can defend."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.consultations.models import Consultation
from feedback.core.errors import Refusal
from feedback.core.thresholds import suppress_below
from feedback.themes.blind import FEWEST, options_of
from feedback.themes.models import Between, BlindCheck, CheckFigure, CheckState, Cut
from feedback.themes.report import label_for

KINDS = {
    "short": "Short answers, fewer than five words",
    "misspelt": "Answers with misspelt words",
    "cards": "Answers with cards or pictures",
    "other": "All other answers",
}
GROUPS_FROM = 10  # comments of a group: with fewer the interval says nothing


@dataclass(frozen=True)
class Measure:
    """A figure of two decimals, and between which two the true one lies in 95 of 100 such samples."""

    text: str
    between: str

    @property
    def whole(self) -> str:
        return f"{self.text} ({self.between})"


@dataclass(frozen=True)
class Line:
    """A row of a table: the people with each other, beside the machine with the people."""

    name: str
    comments: int
    people: Measure | None
    machine: Measure | None


@dataclass(frozen=True)
class CheckReport:
    """All that a check tells once it is done."""

    check: BlindCheck
    sentences: tuple[str, ...]
    measures: tuple[Line, ...]
    themes: tuple[Line, ...]
    groups: tuple[Line, ...]
    kinds: tuple[Line, ...]


async def find_check_report(consultation: Consultation, question_key: str = "") -> CheckReport | None:
    """That of the latest check that was done; nothing where there is none."""
    done = BlindCheck.filter(
        consultation_id=consultation.id, question_key=question_key, state=CheckState.DONE
    )
    check = await done.order_by("-ended_on", "-seed").first()
    return await report_check(check) if check else None


async def report_check(check: BlindCheck) -> CheckReport:
    """Refuses while the check is open, whoever asks."""
    if check.state != CheckState.DONE:
        raise Refusal("Both people have to finish first.")
    found = await CheckFigure.filter(check_id=check.id).order_by("cut", "value", "between")
    titles = {str(theme.id): theme.title for theme in await options_of(check)}
    whole = {figure.between: figure for figure in found if figure.cut == Cut.ALL}
    groups = {figure.value: label_for("group", figure.value) for figure in found if figure.cut == Cut.GROUP}
    return CheckReport(
        check=check,
        sentences=_sentences(check, whole),
        measures=_measures(whole),
        themes=_lines(found, Cut.THEME, titles, 0),
        groups=_lines(found, Cut.GROUP, groups, max(GROUPS_FROM, suppress_below())),
        kinds=_lines(found, Cut.KIND, KINDS, suppress_below()),
    )


async def say_in_public(consultation: Consultation) -> str:
    """What everybody may know of the latest check; nothing where so much was taken back that few are left."""
    found = await find_check_report(consultation)
    if found is None or not found.measures[0].people or found.measures[0].comments < FEWEST:
        return ""
    return " ".join(found.sentences[:2])


def _sentences(check: BlindCheck, whole: dict[Between, CheckFigure]) -> tuple[str, ...]:
    if len(whole) < 2:
        return ("Every comment of this sample was taken back before both people were done.",)
    people, machine = whole[Between.PEOPLE], whole[Between.MACHINE]
    said = (
        f"Two people coded the same {people.comments} comments apart, without seeing each other’s choices or the "
        f"machine’s. They agreed at {_in_words(people, 'F1 ')}; the machine agreed with them at "
        f"{_in_words(machine)}."
    )
    scale = "1 means always the same themes, and 0 means never one in common."
    drawn = f"The comments were drawn at random from {check.drawn_from:,} that nobody had coded by hand."
    return said, scale, drawn, _verdict(people, machine)


def _verdict(people: CheckFigure, machine: CheckFigure) -> str:
    """What may be said about the machine beside the people, and no more than the intervals bear."""
    if machine.micro_high < people.micro_low:
        return "So the machine is less reliable than a person here. Read what it coded before you rely on it."
    if machine.micro_low > people.micro_high:
        return "The two people agreed less than the machine did with each. Talk about what the themes mean."
    return "The intervals overlap: this sample does not show that the machine is worse than a second person."


def _in_words(figure: CheckFigure, what: str = "") -> str:
    return f"{what}{figure.micro_f1:.2f} (95 % interval {figure.micro_low:.2f} to {figure.micro_high:.2f})"


def _measures(whole: dict[Between, CheckFigure]) -> tuple[Line, ...]:
    names = (
        ("micro", "micro_f1", "F1, every coding counting alike (micro)"),
        ("macro", "macro_f1", "F1, every theme counting alike (macro)"),
        ("alpha", "alpha", "Krippendorff’s alpha, chance taken away"),
    )
    people, machine = whole.get(Between.PEOPLE), whole.get(Between.MACHINE)
    comments = people.comments if people else 0
    return tuple(
        Line(label, comments, _measure(people, name, short), _measure(machine, name, short))
        for short, name, label in names
    )


def _lines(found: Sequence[CheckFigure], cut: Cut, names: dict[str, str], fewest: int) -> tuple[Line, ...]:
    at = {(figure.value, figure.between): figure for figure in found if figure.cut == cut}
    lines = []
    for value, name in names.items():
        people, machine = at.get((value, Between.PEOPLE)), at.get((value, Between.MACHINE))
        one = people or machine
        if one is not None and one.comments >= fewest:
            measures = (_measure(side, "micro_f1", "micro") for side in (people, machine))
            lines.append(Line(name, one.comments, *measures))
    return tuple(lines)


def _measure(figure: CheckFigure | None, name: str, short: str) -> Measure | None:
    value = getattr(figure, name, None)
    if value is None:
        return None
    return Measure(
        f"{value:.2f}", f"{getattr(figure, f'{short}_low'):.2f} to {getattr(figure, f'{short}_high'):.2f}"
    )
