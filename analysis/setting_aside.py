"""Tell answers that say nothing about a subject: empty, only signs, "n/a", "nothing to improve".

They are counted and listed with their reason, never dropped: "nothing needs to change" is an answer too.
Only whole answers count; "nothing was explained to me" says a lot. The words are English; a short answer
in another language stays with the comments.
"""

import json
import re
import unicodedata
from pathlib import Path

EMPTY = "empty"
NO_WORDS = "no words"
NO_ANSWER = "no answer"
NOTHING_TO_ADD = "nothing to add"
REASONS = (EMPTY, NO_WORDS, NO_ANSWER, NOTHING_TO_ADD)

LONGEST = 16
_LISTS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
NO_ANSWERS = frozenset(_LISTS["no_answer"])
_FILL = (
    r"(?:"
    r"really|absolutely|honestly|at all|at this time|at the moment|at present|for me|to me|personally|"
    r"so far|today|sorry|thank you|thanks|i think|i feel|in my opinion|everything|it|was|were|is|all|"
    r"just|very|at this stage|currently|as|far|i am|im|concerned|else|that|i|can|could|would|think|of|"
    r"comes to mind|to|mind|say|add|comment|know|aware|see|have|any|been|be|better|improved|improve|"
    r"improvement|improvements|changed|change|changes|different|differently|done|complaints|complaint|"
    r"complain|about|suggestions|suggestion|needed|needs|need|required|necessary|springs|spring|"
    r"nothing|no|not|none|dont|do|cant|cannot|couldnt|wouldnt|anything|much|more|a|thing|the|service|"
    r"there|s|problems|problem|issues|issue|concerns|concern|faults|fault|criticism|criticisms|"
    r"negative|negatives|bad|wrong|perfect|fine|good|great|excellent|ok|happy|satisfied|with|every|"
    r"everyone|youre|your|we|doing|well|went|has|had|so|right|now|extra|current|situation|"
    r"circumstances|given|climate|in|completely|always|aspect|care|brilliant|amazing|fantastic|"
    r"wonderful|lovely|super|brill|outstanding|superb|from|what|how|hard|quite|too|got|already|keep|up|"
    r"work|job|but|and|you|my|visit|experience|on|this|occasion|find|wish|further|possibly|possible|"
    r"only|point|particular"
    r")"
)
_SAYS_NONE = re.compile(
    r"\b(?:nothing|none|not (?:really|much|a lot|anything)|no need|not that i|dont think so|"
    r"no (?:\w+ )?(?:complaints?|improvements?|suggestions?|changes?|problems?|issues?|concerns?|faults?|"
    r"criticisms?|negatives?|thing)|(?:could not|couldnt|cant|cannot) fault|"
    r"(?:cant|cannot|couldnt|could not|dont|do not|didnt) (?:\w+ ){0,2}"
    r"(?:think|fault|improve|find|complain|better|be improved|be better|have))\b"
)
_BLAMES = re.compile(
    r"\bnothing (?:was |is |at all )?(?:good|great|right|fine|works|worked|happens|happened|changes)\b"
)
_ONLY_FILL = re.compile(rf"(?:{_FILL} ?)+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def reason_to_set_aside(text: str) -> str | None:
    """Why a comment says nothing that a theme could hold, or None where it does."""
    stripped = text.strip()
    if not stripped or not any(
        unicodedata.category(sign)[0] in "LNPS" for sign in stripped if sign != "\ufffd"
    ):
        return EMPTY
    words = [word.lower().replace("'", "").replace("’", "") for word in _WORD.findall(stripped[:400])]
    if not any(sign.isalpha() for word in words for sign in word):
        return NO_WORDS
    if len(words) > LONGEST or len(stripped) > 400:
        return None
    line = " ".join(words)
    if line in NO_ANSWERS:
        return NOTHING_TO_ADD if line == "nothing" else NO_ANSWER
    if _SAYS_NONE.search(line) and not _BLAMES.search(line) and _ONLY_FILL.fullmatch(line):
        return NOTHING_TO_ADD
    return None
