"""What a person may tell about themselves: asked once, each part optional, nothing that names them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from feedback.voices.models import AgeBand, Helped, SendStatus, SpokenBy

UNSAID = "unsaid"
UNSAID_LABEL = "I do not want to say"

WHOSE_WORDS: dict[str, str] = {
    SpokenBy.OWN: "My own words",
    SpokenBy.WITH_HELP: "My own words, and someone helped me",
    SpokenBy.FOR_ONE: "I am speaking for one other person",
    SpokenBy.FOR_GROUP: "I am speaking for a group",
    SpokenBy.UNSAID: UNSAID_LABEL,
}

GROUPS: dict[str, str] = {
    "young_person": "Child or young person",
    "parent_carer": "Parent or carer",
    "school_college": "School or college staff",
    "early_years": "Early years worker",
    "health": "Health worker",
    "social_care": "Social care worker",
    "youth_justice": "Youth justice worker",
    "voluntary": "Charity or voluntary group",
    "employer": "Employer",
    "other": "Someone else",
    UNSAID: UNSAID_LABEL,
}

AGE_BANDS: dict[str, str] = {
    AgeBand.UNDER_11: "10 or younger",
    AgeBand.A11_12: "11 to 12",
    AgeBand.A13_15: "13 to 15",
    AgeBand.A16_17: "16 to 17",
    AgeBand.A18_19: "18 to 19",
    AgeBand.A20_25: "20 to 25",
    AgeBand.OVER_25: "Older than 25",
    AgeBand.UNSAID: UNSAID_LABEL,
}

SEND_STATUSES: dict[str, str] = {
    SendStatus.EHC_PLAN: "Has an EHC plan (education, health and care plan)",
    SendStatus.SEN_SUPPORT: "Gets SEN Support (extra help at school or college)",
    SendStatus.NEITHER: "Neither of these",
    SendStatus.UNSAID: UNSAID_LABEL,
}

PUPIL: dict[str, str] = {
    "yes": "Yes, at school or college",
    "no": "No",
    UNSAID: UNSAID_LABEL,
}

MAIN_NEEDS: dict[str, str] = {
    "communication": (
        "Talking, understanding or being with other people (for example autism, or speech and language)"
    ),
    "learning": "Learning (for example dyslexia or a learning disability)",
    "feelings": "Feelings, worries or mental health (for example anxiety or ADHD)",
    "senses_moving": "Seeing, hearing or moving",
    "something_else": "Something else",
    "not_known": "I do not know yet",
    UNSAID: UNSAID_LABEL,
}

HELPED: dict[str, str] = {
    Helped.NO: "No",
    Helped.READ: "Someone helped me to read",
    Helped.CHOOSE: "Someone helped me to choose",
    Helped.ANSWERED: "Someone answered for me",
    Helped.UNSAID: UNSAID_LABEL,
}

# Which list each part of an `About` is chosen from.
CHOICES: dict[str, dict[str, str]] = {
    "spoken_by": WHOSE_WORDS,
    "group": GROUPS,
    "age_band": AGE_BANDS,
    "child_age_band": AGE_BANDS,
    "send_status": SEND_STATUSES,
    "pupil": PUPIL,
    "main_need": MAIN_NEEDS,
    "helped": HELPED,
}


@dataclass(frozen=True)
class About:
    """Who speaks, in the broad words of the lists above. Everything is unsaid until a person says it."""

    spoken_by: str = UNSAID
    group: str = UNSAID
    age_band: str = UNSAID
    child_age_band: str = UNSAID
    send_status: str = UNSAID
    pupil: str = UNSAID
    main_need: str = UNSAID
    helped: str = UNSAID

    @classmethod
    def read(cls, values: Mapping[str, object]) -> "About":
        """From a form or a stored draft. What is on no list counts as unsaid, and is not stored."""
        return cls(**{part: _listed(values.get(part), choices) for part, choices in CHOICES.items()})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def label_of(part: str, value: str) -> str:
    """The words that the page showed for `value`: label_of("group", "parent_carer") is "Parent or carer"."""
    return CHOICES[part].get(value, UNSAID_LABEL)


def _listed(value: object, choices: dict[str, str]) -> str:
    return value if isinstance(value, str) and value in choices else UNSAID
