"""The small language that the screening rules are written in, and how a rule becomes a matcher.

A pattern is a line of slots. A slot is words with commas between them ("hit,kick"), where an underscore
joins several words ("no_one"), a tilde stands for the endings of a verb ("kick~"), braces name a class
of the rules file ("{staff}") and a question mark makes it optional. "..4" lets up to four words pass, and
"!bus,train" at the end says what must not follow. Gaps are bounded, so no pattern can run away.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

VOWELS = "aeiou"
LONGEST_EXPRESSION = 8
COMMON = frozenset(
    re.findall(
        "[a-z]+",
        "a an the and or of to in on at by for with from up down out off over i im my me us we he she it "
        "they him her them his their our you your is are was were be been being am do does dont did not "
        "no never "
        "that this there here so all any one when if who what how as into through away back go going get got "
        "have has had want make made take took say said will would can cant",
    )
)


@dataclass(frozen=True)
class Rule:
    """One line of the rules file, ready to match.

    `anchors`: at least one of these words must be there. `needs`: and of each of these sets one, so that most
    texts are done with before any matching. `span`: the most words that a match can take.
    The matcher is made when an anchor is first met: making all of them would slow every start.
    """

    id: str
    category: str
    severity: int
    example: str
    counter_example: str
    expression: str
    anchors: frozenset[str]
    needs: tuple[frozenset[str], ...]
    words: frozenset[str]
    span: int

    @cached_property
    def matcher(self) -> re.Pattern[str]:
        return re.compile("(?<= )" + self.expression)


def inflected(verb: str) -> list[str]:
    """The regular forms of a verb: kick, kicks, kicked, kicking."""
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    third = verb + ("es" if verb.endswith(("ch", "sh", "s", "x", "z")) else "s")
    stem = verb
    if len(verb) <= 4 and verb[-1] not in VOWELS + "wxy" and verb[-2] in VOWELS and verb[-3] not in VOWELS:
        stem = verb + verb[-1]
    return [verb, third, stem + "ed", stem + "ing"]


def phrases_of(slot: str, classes: Mapping[str, str]) -> list[str]:
    """All phrases that a slot or a class stands for, longest first so that the whole phrase is taken."""
    found: dict[str, None] = {}
    for choice in slot.split(","):
        phrases = [""]
        for word in choice.replace("_", " ").split():
            if word.startswith("{"):
                options = phrases_of(classes[word.strip("{}")], classes)
            elif word.endswith("~"):
                options = inflected(word[:-1])
            else:
                options = [word]
            phrases = [f"{begun} {option}".strip() for begun in phrases for option in options]
        found.update(dict.fromkeys(phrases))
    return sorted(found, key=len, reverse=True)


def compile_rule(entry: Mapping[str, object], classes: Mapping[str, str]) -> Rule:
    """Make a matcher of one entry of the rules file."""
    if "expression" in entry:
        expression = str(entry["expression"])
        words = anchors = frozenset(_strings(entry["anchors"]))
        needs: tuple[frozenset[str], ...] = (anchors,)
        span = LONGEST_EXPRESSION
    else:
        expression, needs, words, span = _compiled(str(entry["pattern"]), classes)
        anchors = min(needs, key=lambda found: (len(found & COMMON), len(found)))
    return Rule(
        str(entry["id"]),
        str(entry["category"]),
        int(str(entry["severity"])),
        str(entry["example"]),
        str(entry["counter_example"]),
        expression,
        anchors,
        needs,
        words,
        span,
    )


def _strings(value: object) -> Iterable[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _compiled(
    pattern: str, classes: Mapping[str, str]
) -> tuple[str, tuple[frozenset[str], ...], frozenset[str], int]:
    parts: list[str] = []
    span = 0
    words: set[str] = set()
    needs: list[frozenset[str]] = []
    for slot in pattern.split():
        if slot.startswith(".."):
            span += int(slot[2:])
            parts.append(f"(?:[a-z0-9]+ ){{0,{int(slot[2:])}}}?")
            continue
        phrases = phrases_of(slot.strip("!?"), classes)
        words.update(word for phrase in phrases for word in phrase.split())
        span += max(len(phrase.split()) for phrase in phrases)
        choice = "(?:" + "|".join(map(re.escape, phrases)).replace("\\ ", " ") + ") "
        if slot.startswith("!"):
            parts.append(f"(?!{choice})")
        elif slot.endswith("?"):
            parts.append(f"(?:{choice})?")
        else:
            parts.append(choice)
            needs.append(frozenset(_rarest(phrase) for phrase in phrases))
    return "".join(parts), tuple(needs), frozenset(words), span


def _rarest(phrase: str) -> str:
    return max(phrase.split(), key=lambda word: (word not in COMMON, len(word)))
