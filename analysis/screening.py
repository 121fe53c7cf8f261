"""Hold a text in which somebody may be telling us that a person is being hurt.

A list of rules and nothing else: no model, no score about a person, no network. It is made to find nearly
everything and to be wrong now and then; a match is read by the safeguarding lead and by nobody else until
it is released. Severity orders that queue and hides nothing (D101). "He does not hit me any more" matches
too: a no does not clear a match (D99). The rules are one versioned file; changing it re-screens open texts.
"""

import json
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from analysis.screening_patterns import Rule, compile_rule
from analysis.screening_words import BREAK, Reader

CATEGORIES = (
    "suicide_self_harm",
    "physical_harm",
    "sexual_harm",
    "fear_emotional_harm",
    "neglect",
    "domestic_abuse",
    "bullying",
    "exploitation",
    "forced_marriage_missing",
    "carer_distress",
    "staff_or_services",
)


@dataclass(frozen=True, slots=True)
class Match:
    """Which rule matched, and where in the text as written. Severity: 3 first, 1 last."""

    rule_id: str
    category: str
    severity: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text is held, why, and by which edition of the rules."""

    held: bool
    matches: tuple[Match, ...]
    rules_version: str

    @property
    def severity(self) -> int:
        return max((match.severity for match in self.matches), default=0)


def _load(path: Path) -> tuple[str, tuple[Rule, ...], Reader]:
    book = json.loads(path.read_text(encoding="utf-8"))
    rules = tuple(compile_rule(entry, book["classes"]) for entry in book["rules"])
    words = {word for rule in rules for word in rule.words}
    reader = Reader(words, book["respelt"], book["left_alone"], book["emoji"])
    return book["version"], rules, reader


RULES_VERSION, RULES, _READER = _load(Path(__file__).with_name("screening_rules.json"))
_BY_ANCHOR: dict[str, list[int]] = {}
for _number, _rule in enumerate(RULES):
    for _anchor in sorted(_rule.anchors):
        _BY_ANCHOR.setdefault(_anchor, []).append(_number)


def screen(text: str) -> Verdict:
    """Screen one text. The same text gets the same verdict as long as the rules are the same."""
    words = _READER.read(text)
    places: dict[int, list[int]] = {}
    for place, item in enumerate(words):
        for number in _BY_ANCHOR.get(item.word, ()):
            places.setdefault(number, []).append(place)
    if not places:
        return Verdict(False, (), RULES_VERSION)
    said = {item.word for item in words}
    line = " " + " ".join(item.word for item in words) + " "
    starts = list(accumulate((len(item.word) + 1 for item in words), initial=1))
    matches = []
    for number in sorted(places):
        rule = RULES[number]
        if any(said.isdisjoint(need) for need in rule.needs):
            continue
        for begin, end in _stretches(places[number], rule.span, len(words)):
            for found in rule.matcher.finditer(line, starts[begin], starts[end]):
                first = bisect_right(starts, found.start()) - 1
                last = bisect_right(starts, found.end() - 2) - 1
                matches.append(
                    Match(rule.id, rule.category, rule.severity, words[first].start, words[last].end)
                )
    matches.sort(key=lambda match: (match.start, -match.severity, match.rule_id))
    return Verdict(bool(matches), tuple(matches), RULES_VERSION)


def _stretches(places: list[int], span: int, length: int) -> list[tuple[int, int]]:
    """The parts of the text near enough to an anchor to hold a match, so that the rest is not searched."""
    stretches: list[tuple[int, int]] = []
    for place in places:
        begin, end = max(0, place - span), min(length, place + span + 1)
        if stretches and begin <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((begin, end))
    return stretches


__all__ = ["BREAK", "CATEGORIES", "RULES", "RULES_VERSION", "Match", "Verdict", "screen"]
