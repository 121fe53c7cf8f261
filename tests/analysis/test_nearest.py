from analysis.nearest import nearest_texts

LINES = {
    "skills": "All those working with children have the right skills and training for their roles.",
    "homes": "Young people are supported to live independently in a home of their own.",
    "talk": "Communication about services is clear and understood by parents and carers.",
}


def test_each_theme_gets_the_line_whose_words_are_nearest() -> None:
    found = nearest_texts(
        {
            "t1": ["Drivers need training", "The assistant had no training about seizures"],
            "t2": ["A home of my own", "I want to live in my own flat with support"],
            "t3": ["Nobody tells us", "Services do not communicate with parents"],
        },
        LINES,
    )
    assert {theme: line for theme, (line, _) in found.items()} == {
        "t1": "skills",
        "t2": "homes",
        "t3": "talk",
    }
    assert all(0 < like <= 1 for _, like in found.values())


def test_what_no_line_is_near_gets_none() -> None:
    assert nearest_texts({"t1": ["The volcano erupted"], "t2": ["  "], "t3": []}, LINES) == {}
    assert nearest_texts({"t1": ["Drivers need training"]}, {}) == {}
