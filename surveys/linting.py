"""What makes a question hard to answer, as warnings beside it (D65, D67). They advise; they do not forbid."""

import re
from collections.abc import Sequence

from surveys.kinds import Asked

MOST_WORDS = 15
MOST_QUESTIONS = 12
# Words that are written in capitals and that everybody here meets: each is said in full in the easy notice.
KNOWN_CAPITALS = {"EHC", "SEN", "SEND", "OK", "GP", "TV"}

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9’'-]*")
NEGATIVE = re.compile(r"\b(not|never|no one|nobody|none|cannot|\w+n[’']t)\b", re.IGNORECASE)
AND_OR = re.compile(r"\band\s*/\s*or\b", re.IGNORECASE)
AGREE = re.compile(r"\b(agree|disagree)\b", re.IGNORECASE)
CAPITALS = re.compile(r"\b[A-Z]{2,}s?\b")


def warnings_of(text: str, use: str) -> list[str]:
    """What to think about again in one question."""
    found = []
    count = len(WORD.findall(text))
    if count > MOST_WORDS:
        found.append(f"It has {count} words. Use {MOST_WORDS} at most.")
    if text.count("?") > 1:
        found.append("It asks two things. Make two questions of it.")
    if AND_OR.search(text):
        found.append("“And/or” is hard to answer. Choose one, or make two questions.")
    if NEGATIVE.search(text):
        found.append("It says “not” or “never”. Say it the other way round.")
    if AGREE.search(text):
        found.append("People tend to agree. Ask what they think instead.")
    unknown = [word for word in CAPITALS.findall(text) if word.rstrip("s") not in KNOWN_CAPITALS]
    if unknown:
        found.append(f"Say what {unknown[0]} means, in words.")
    if not use.strip():
        found.append("Write what you need the answer for. If there is no use, do not ask.")
    return found


def warnings_of_all(questions: Sequence[Asked]) -> list[str]:
    """What to think about again in the whole survey."""
    if len(questions) > MOST_QUESTIONS:
        return [f"There are {len(questions)} questions. People stay with you for {MOST_QUESTIONS} at most."]
    return []
