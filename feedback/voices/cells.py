"""What the cells of a row mean: days, groups, ages and permissions, as people type them into spreadsheets."""

import re
from datetime import date, datetime, timedelta

from feedback.voices.about import AGE_BANDS, GROUPS, UNSAID, WHOSE_WORDS
from feedback.voices.models import AgeBand, SpokenBy

EARLIEST = date(1990, 1, 1)
SPREADSHEET_EPOCH = date(1899, 12, 30)
DAY_FORMATS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%B %d %Y",
    "%b %d %Y",
)
TIME_AFTER_DAY = re.compile(r"(?<=\d)[T ]\s*\d{1,2}:\d{2}.*$")
DAY_NAME = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,?\s+", re.IGNORECASE)

YES = {"yes", "y", "true", "1", "x", "ok", "agree", "i agree", "agreed", "consent", "i consent", "✓", "✔"}

# The first line whose words are in the cell decides, so the more particular groups come first.
GROUP_WORDS: tuple[tuple[str, str], ...] = (
    ("early_years", r"early years|nursery|pre-?school|child ?minder"),
    ("youth_justice", r"youth justice|youth offending|\byot\b|probation"),
    ("social_care", r"social (care|work)"),
    ("health", r"health|\bnhs\b|nurse|doctor|\bgp\b|therap|paediatric|camhs|hospital"),
    ("voluntary", r"volunt|charit|community (group|organisation)|third sector"),
    ("employer", r"employer|business"),
    ("parent_carer", r"parent|carer|\bmum|\bdad\b|mother|father|famil|guardian|grand(ma|pa|mother|father)"),
    ("school_college", r"school|college|teach|senco|\bta\b|academy|\bstaff\b|education|professional"),
    ("young_person", r"young|child|pupil|student|\byp\b|\bcyp\b|teen"),
)

WHOSE_WORDS_OF: tuple[tuple[str, str], ...] = (
    (SpokenBy.WITH_HELP, r"help|support(ed)?\b|assist|scrib"),
    (SpokenBy.FOR_GROUP, r"group|behalf of (us|people|families)|forum"),
    (SpokenBy.FOR_ONE, r"behalf|for (my|a|one|someone|another)|proxy|parent"),
    (SpokenBy.OWN, r"\bown\b|self|\bme\b|own words"),
)


def read_day(text: str) -> date | None:
    """A day as people write it, the day before the month, or None. A time after it is dropped unread."""
    plain = TIME_AFTER_DAY.sub("", " ".join(text.split()))
    plain = DAY_NAME.sub("", plain).replace(",", "")
    plain = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", plain)
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):
        return SPREADSHEET_EPOCH + timedelta(days=int(float(plain)))
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    return None


def read_group(text: str) -> str:
    """How they describe themselves, as one of our groups; words that we do not know are "other"."""
    plain = _plain(text)
    if not plain or plain in _REFUSALS:
        return UNSAID
    listed = _listed(plain, GROUPS)
    if listed:
        return listed
    return next((group for group, words in GROUP_WORDS if re.search(words, plain)), "other")


def read_age_band(text: str) -> str:
    """A band, or the band of an age in years. Anything else is unsaid: an age is never guessed."""
    plain = _plain(text).replace("–", "-").replace(" to ", "-").replace(" ", "")
    listed = _listed(
        plain, {band: label.replace(" to ", "-").replace(" ", "") for band, label in AGE_BANDS.items()}
    )
    if listed:
        return listed
    if re.fullmatch(r"(under|<)1[01]|10(or)?(under|younger)|0-10", plain):
        return AgeBand.UNDER_11
    if re.fullmatch(r"(over|above|>)25|2[56](\+|andover|orover|plus)", plain):
        return AgeBand.OVER_25
    age = re.fullmatch(r"(\d{1,3})(years?(old)?|yrs?|y/?o)?", plain)
    return _band_of(int(age[1])) if age else UNSAID


def read_spoken_by(text: str) -> str:
    plain = _plain(text)
    listed = _listed(plain, WHOSE_WORDS)
    if listed or not plain:
        return listed or UNSAID
    return next((whose for whose, words in WHOSE_WORDS_OF if re.search(words, plain)), UNSAID)


def read_yes(text: str) -> bool:
    """Whether a cell gives permission. Whatever is not clearly a yes is a no."""
    return _plain(text).rstrip(".!") in YES


_REFUSALS = {"n/a", "na", "none", "-", "not given", "not stated", "unknown", "prefer not to say", "blank"}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _listed(plain: str, choices: dict[str, str]) -> str:
    """The key of a list whose key or label `plain` is, or ""."""
    for key, label in choices.items():
        if plain in (str(key).casefold().replace("_", " "), label.casefold()):
            return str(key)
    return ""


def _band_of(age: int) -> str:
    if age < 11:
        return AgeBand.UNDER_11
    for band in (AgeBand.A11_12, AgeBand.A13_15, AgeBand.A16_17, AgeBand.A18_19, AgeBand.A20_25):
        first, last = band.split("-")
        if int(first) <= age <= int(last):
            return band
    return AgeBand.OVER_25 if age < 120 else UNSAID
