"""Each kind: what it accepts, how it reads an answer back, and what rows it makes."""

from pathlib import Path
from uuid import uuid4

import pytest

from surveys.asking import in_order_for
from surveys.kinds import KINDS, UNKNOWN, Asked, Choice, Given
from surveys.linting import warnings_of
from surveys.models import AnswerState

CHOICES = (Choice("c1", "Bus"), Choice("c2", "Taxi"), Choice("c3", "None of these"))


def ask(kind: str, **more) -> Asked:
    choices = CHOICES if kind in ("one_of", "some_of", "top_three") else ()
    return Asked(uuid4(), "q1", 1, KINDS[kind], "How?", **({"choices": choices} | more))


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_its_partial_and_can_be_skipped_or_not_known(name):
    kind, question = KINDS[name], ask(name)
    assert (Path("templates") / kind.template).is_file()
    skipped = kind.read([], "", False)
    unknown = kind.read([] if kind.is_written else [UNKNOWN], "", kind.is_written)
    assert skipped == Given()
    assert unknown.state is AnswerState.UNKNOWN
    assert kind.say(question, unknown) == "I don’t know"
    assert kind.say(question, skipped) == "You skipped this"
    assert kind.values(unknown) == kind.values(skipped) == ("",)
    assert kind.flaw_of(question, unknown) is None
    assert Given.from_kept(unknown.kept()) == unknown


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("yes_no_not_sure", "not_sure", "Not sure"),
        ("one_of", "c2", "Taxi"),
        ("three_step", "middle", "OK"),
        ("five_faces", "face1", "Very bad"),
    ],
)
def test_one_choice_is_read_checked_and_said(name, value, said):
    kind, question = KINDS[name], ask(name)
    given = kind.read([value], "", False)
    assert kind.flaw_of(question, given) is None
    assert kind.values(given) == (value,)
    assert kind.say(question, given) == said
    assert kind.flaw_of(question, kind.read(["zz"], "", False)) == "Choose one of the answers on the list"


def test_not_sure_is_not_the_same_as_not_knowing():
    kind = KINDS["yes_no_not_sure"]
    assert kind.read(["not_sure"], "", False).state is AnswerState.ANSWERED


def test_some_of_makes_a_row_for_each_choice_and_keeps_to_its_limit():
    kind, question = KINDS["some_of"], ask("some_of", most=2)
    given = kind.read(["c1", "c2", "c1"], "", False)
    assert kind.values(given) == ("c1", "c2")
    assert kind.say(question, given) == "Bus, Taxi"
    assert kind.flaw_of(question, given) is None
    three = kind.read(["c1", "c2", "c3"], "", False)
    assert kind.flaw_of(question, three) == "Choose 2 at most. You have chosen 3."
    both = kind.read(["c1", UNKNOWN], "", False)
    assert kind.flaw_of(question, both) == "Choose your answers, or “I don’t know”, but not both"


def test_three_steps_have_words_of_their_own():
    kind = KINDS["three_step"]
    made = kind.make_choices(["Never", "At times", "Always"], (), ())
    assert [choice.value for choice in made] == ["low", "middle", "high"]
    assert [choice.label for choice in kind.choices_of(ask("three_step"))] == ["Not good", "OK", "Good"]
    assert kind.flaws(["Never", "Always"], None)[0].sentence == "Write 3 choices, one on each line"


def test_five_faces_are_a_scale_that_says_how_to_read_it():
    kind = KINDS["five_faces"]
    words = [choice.label for choice in kind.choices_of(ask("five_faces"))]
    assert words == ["Very bad", "Bad", "In between", "Good", "Very good"]
    assert (kind.is_scale, kind.can_shuffle) == (True, False)
    assert "There is no average" in kind.reading_note
    assert kind.flaws(["Sad", "Happy"], None)[0].sentence == "Write 5 choices, one on each line"


def test_top_three_keeps_the_order_and_counts_each_rank():
    kind, question = KINDS["top_three"], ask("top_three")
    given = kind.read(["c2", "c1", ""], "", False)
    assert kind.flaw_of(question, given) is None
    assert kind.values(given) == ("1:c2", "2:c1")
    assert kind.say(question, given) == "1. Taxi, 2. Bus"
    assert question.label_of("1:c2") == "1. Taxi"
    labels = [cell.label for cell in kind.result_cells(CHOICES)]
    assert labels[:4] == ["Bus: first", "Bus: second", "Bus: third", "Taxi: first"]


@pytest.mark.parametrize(
    ("chosen", "is_unknown", "sentence"),
    [
        (["c1", "c1", ""], False, "You chose “Bus” twice. Choose each once."),
        (["", "c1", ""], False, "Choose what comes first too"),
        (["c1", "", "c2"], False, "Choose what comes second too"),
        (["c1", "zz", ""], False, "Choose from the answers on the list"),
        (["c1", "", ""], True, "Choose your answers, or “I don’t know”, but not both"),
    ],
)
def test_ranks_that_make_no_order_are_told_and_kept(chosen, is_unknown, sentence):
    kind = KINDS["top_three"]
    given = kind.read(chosen, "", is_unknown)
    assert kind.flaw_of(ask("top_three"), given) == sentence
    kept = [value for value in chosen if value]
    assert [value for value in given.chosen if value not in ("", UNKNOWN)] == kept
    assert [given.chosen.index(value) for value in kept] == [chosen.index(value) for value in kept]


def test_a_starter_is_help_and_no_answer():
    kind = KINDS["with_starters"]
    question = ask("with_starters", choices=(Choice("c1", "I like…"), Choice("c2", "I want…")))
    assert kind.starters_of(question) == ("I like…", "I want…")
    assert kind.starters_of(ask("with_starters")) == ("I like…", "It would be better if…")
    assert kind.choices_of(question) == ()
    for words in ("I like", "i like…", "I LIKE ..."):
        assert (
            kind.flaw_of(question, kind.read((), words, False)) == "Finish the sentence, or skip the question"
        )
    assert kind.flaw_of(question, kind.read((), "I like the bus", False)) is None
    assert kind.flaws(["I like", "i like"], None)[0].sentence.startswith("Two starters are the same")


def test_a_message_is_words_that_somebody_gets():
    kind = KINDS["message"]
    assert (kind.is_written, kind.has_recipient) == (True, True)
    assert kind.read((), " Please ring us. ", False).words == "Please ring us."


@pytest.mark.parametrize(("name", "most"), [("short_text", 200), ("long_text", 2000), ("message", 2000)])
def test_words_have_a_limit_that_an_editor_can_change(name, most):
    kind = KINDS[name]
    assert kind.flaw_of(ask(name), Given(AnswerState.ANSWERED, words="x" * most)) is None
    assert f"{most:,} characters" in kind.flaw_of(
        ask(name), Given(AnswerState.ANSWERED, words="x" * (most + 1))
    )
    assert kind.flaw_of(ask(name, most=5), Given(AnswerState.ANSWERED, words="123456"))
    assert kind.flaws((), 100_000)[0].field == "most"


def test_a_label_keeps_its_value_and_a_new_one_gets_a_new_value():
    before = (Choice("c1", "Bus"), Choice("c3", "Taxi"))
    made = KINDS["one_of"].make_choices(["Taxi", "Train", "Bus"], before, ["c7"])
    assert made == [Choice("c3", "Taxi"), Choice("c8", "Train"), Choice("c1", "Bus")]


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (["Bus"], "Write from 2 to 12 choices"),
        (["Bus", "bus"], "Two choices are the same"),
        (["Bus", "x" * 121], "120 characters or fewer"),
    ],
)
def test_choices_that_cannot_be_asked_are_refused(labels, sentence):
    assert sentence in KINDS["one_of"].flaws(labels, None)[0].sentence


def test_each_person_keeps_their_own_order_and_none_of_these_stays_last():
    question = ask("one_of", is_shuffled=True)
    orders = {tuple(choice.value for choice in in_order_for(question, str(seed))) for seed in range(40)}
    assert orders == {("c1", "c2", "c3"), ("c2", "c1", "c3")}
    assert in_order_for(question, "a") == in_order_for(question, "a")
    assert in_order_for(ask("one_of"), "a") == list(CHOICES)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (" ".join(["word"] * 16) + "?", "It has 16 words"),
        ("Is it good? Is it near?", "asks two things"),
        ("Do you read and/or write?", "And/or"),
        ("Do you not like it?", "It says “not”"),
        ("Don’t you like it?", "It says “not”"),
        ("Do you agree with us?", "tend to agree"),
        ("Did the LADO help?", "Say what LADO means"),
    ],
)
def test_a_question_that_is_hard_to_answer_is_warned_about(text, part):
    assert any(part in warning for warning in warnings_of(text, "To plan"))


def test_a_plain_question_with_a_use_has_no_warning():
    assert warnings_of("Do people listen when you talk about your EHC plan?", "To plan") == []
    assert warnings_of("Do people listen?", " ") == [
        "Write what you need the answer for. If there is no use, do not ask."
    ]
