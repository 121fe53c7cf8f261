"""Comments are cut into clauses whose places are kept, by abbreviations that the comments themselves teach."""

from analysis.clauses import ClauseSplitter


def said(*texts: str) -> list[str]:
    splitter = ClauseSplitter(texts)
    return [texts[-1][start:end] for start, end in splitter.split(texts[-1])]


def test_a_sentence_ends_at_its_stop() -> None:
    assert said("The bus was late.  Nobody told us!! Why not? It is fine") == [
        "The bus was late.",
        "Nobody told us!!",
        "Why not?",
        "It is fine",
    ]


def test_a_turn_begins_a_clause_but_a_scrap_does_not() -> None:
    assert said("The nurses were very kind, but the food was always cold") == [
        "The nurses were very kind",
        "but the food was always cold",
    ]
    assert said("Good but slow") == ["Good but slow"]


def test_abbreviations_are_learned_from_the_comments() -> None:
    seen = [f"We saw approx. {n} nurses at the clinic, approx. as many as last year" for n in range(60)]
    assert said(*seen, "There were approx. two nurses. They were kind") == [
        "There were approx. two nurses.",
        "They were kind",
    ]


def test_dots_that_make_a_pause_end_nothing() -> None:
    assert said("The bus was late... again and again") == ["The bus was late... again and again"]


def test_clauses_of_several_comments_point_back() -> None:
    texts = ["The bus was late. Nobody told us", " ", "Cold food"]
    clauses = ClauseSplitter(texts).cut(texts)
    assert clauses.owners.tolist() == [0, 0, 1, 2]
    assert clauses.firsts.tolist() == [0, 2, 3, 4]
    assert texts[2][slice(*clauses.spans[3])] == "Cold food"
