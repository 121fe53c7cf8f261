"""Themes are named in the words of the people who spoke, and say what they meant."""

from analysis.labels import name_above, name_groups, name_themes
from analysis.phrases import PhraseBook

FOOD = ["The food was cold.", "My food was late.", "I like the food here.", "The food is fine."]
NONE = ["No complaints from me.", "I had no complaints at all.", "We have no complaints.", "No complaints."]
STAFF = [
    "The staff members are kind, and the doctors too.",
    "A staff member helped me. The doctors helped.",
    "Each staff member and the doctors were kind.",
    "The staff and the doctors came at once.",
]


def labels(*themes: list[str]) -> list[str]:
    texts = [text for theme in themes for text in theme]
    groups = [number for number, theme in enumerate(themes) for _ in theme]
    return [naming.label for naming in name_themes(texts, groups, len(themes))]


def test_what_people_say_there_is_none_of_is_named_so():
    assert labels(FOOD, NONE) == ["Food", "No complaints"]


def test_a_word_and_a_part_of_its_own_phrase_make_no_pair():
    assert "and member" not in labels(FOOD, STAFF)[1].lower()


def test_no_two_names_are_the_same():
    assert len(set(labels(FOOD, list(FOOD), NONE))) == 3


TROUBLE = [
    "Nothing was too much trouble for the nurses.",
    "Nothing is ever too much trouble for a nurse.",
    "The nurse helped me. Nothing was too much trouble.",
    "Nothing was too much trouble and the nurses were kind.",
]
WAITING = [
    "The waiting times are too long.",
    "I answered questions and then the waiting times were long.",
    "We had long waiting times for an appointment.",
    "My daughter had to bear the waiting times.",
]
DAUGHTER = [
    "My daughter saw the CPN at the clinic.",
    "The CPN listened to my daughter.",
    "A CPN came to my daughter each week.",
    "The CPN rang my daughter.",
]


def test_what_is_denied_from_afar_names_no_theme() -> None:
    assert "trouble" not in labels(FOOD, TROUBLE)[1].lower()


def test_a_phrase_that_ends_in_a_noun_says_more_than_the_noun() -> None:
    assert labels(FOOD, WAITING)[1] == "Waiting times"


def test_who_belongs_to_the_speaker_names_no_theme_and_short_names_stay_large() -> None:
    assert labels(FOOD, DAUGHTER)[1] == "CPN"


CALM = [
    f"{start} I was {how} {end}."
    for start in ("Thank you.", "Thanks.", "Well.", "Yes.", "Oh.")
    for how in ("safe", "comfortable", "safe. It was comfortable", "comfortable. It was safe")
    for end in ("there", "again", "then", "too")
]
ODD = ["The girls said so. I was safe.", "I saw the girls. I was comfortable."]


def test_a_name_that_hardly_anybody_of_a_theme_says_gives_way_to_how_they_found_it() -> None:
    assert labels(FOOD * 12, CALM + ODD)[1] == "Comfortable and safe"


LETTERS = [
    "I forgot the time and the treatment.",
    "The treatment took all the time.",
    "The waiting time is a year.",
    "The waiting time was wrong.",
    "I was waiting all day.",
    "Waiting, waiting.",
    "Still waiting.",
    "He is waiting as well.",
]


def test_what_a_theme_is_mostly_about_leads_its_name_even_if_it_is_no_noun_by_itself() -> None:
    assert labels(FOOD, LETTERS)[1] == "Waiting time"


TURNOUT = [
    "It raises the voter turnout.",
    "The voter turnout is low.",
    "Voter turnout would be higher.",
    "More voters, more voter turnout.",
]
INNOVATION = [
    "It stops innovation.",
    "Innovation needs it.",
    "They killed innovation there.",
    "No more innovation",
]


def test_what_only_ever_ends_a_phrase_names_a_theme_as_that_phrase() -> None:
    assert labels(FOOD, TURNOUT)[1] == "Voter turnout"


def test_a_word_may_be_known_for_a_noun_by_its_ending() -> None:
    assert labels(FOOD, INNOVATION)[1] == "Innovation"


LASTS = [
    "A form that lasts.",
    "One letter that lasts for years.",
    "A form that lasts until he leaves.",
    "I filled the form in each spring.",
    "The form was long.",
]


def test_what_a_thing_does_is_no_noun() -> None:
    assert "lasts" not in labels(FOOD, LASTS)[1].lower()


def test_two_forms_of_one_word_make_no_pair() -> None:
    priests = [
        "The priesthood and the priests.",
        "A priest and the priesthood.",
        "The priests of the priesthood.",
    ]
    assert " and " not in labels(FOOD, priests)[1]


def test_where_no_phrase_names_a_theme_a_few_of_its_words_do() -> None:
    odd = [f"we {word} and they {word}" for word in ("ran", "sang", "swam")]
    texts = [*FOOD, *odd]
    book = PhraseBook(texts)
    named = name_groups(book, [0] * 4 + [1] * 3, 2, set(), lambda group: f"“group {group}”")
    assert [one.label for one in named] == ["Food", "“group 1”"]


def test_a_broad_theme_has_a_noun_of_its_own_or_the_names_of_its_finest() -> None:
    texts = [*FOOD, *WAITING, *STAFF]
    book = PhraseBook(texts)
    fine = name_groups(book, [0] * 4 + [1] * 4 + [2] * 4, 3, taken := set())
    broad = name_above(book, [0] * 8 + [1] * 4, [fine[:2], fine[2:]], taken)
    assert broad[0].label == "Food and waiting times"
    assert broad[1] == fine[2]
