from datetime import date

import pytest
from starlette.datastructures import FormData, UploadFile
from wtforms import StringField

from feedback.core.errors import Refusal
from feedback.kit import fields
from feedback.kit.fields import needed
from feedback.kit.forms import Form, add_refusal, clean
from feedback.kit.widgets import first_id, show_error_summary, show_field


def sent(form_class: type[Form], *pairs: tuple[str, object]) -> Form:
    form = form_class(FormData(pairs))
    form.is_valid = form.validate()
    return form


def one(field: object, *pairs: tuple[str, object]) -> tuple[object, list[str]]:
    form = sent(type("OneForm", (Form,), {"it": field}), *pairs)
    return form["it"].data, list(form["it"].errors)


def test_text_is_stripped_and_needed() -> None:
    title = fields.text("Title", needed("Enter a title"), fields.most(5))
    assert one(title, ("it", "  abc ")) == ("abc", [])
    assert one(title, ("it", "   ")) == ("", ["Enter a title"])
    assert one(title) == (None, ["Enter a title"])
    assert one(title, ("it", "abcdef"))[1] == ["Title must be 5 characters or fewer. You have used 6."]


def test_a_question_is_not_repeated_in_its_error() -> None:
    errors = one(fields.long_text("What should change?", fields.most(3)), ("it", "1,234"))[1]
    assert errors == ["Your answer must be 3 characters or fewer. You have used 5."]


def test_plain_wtforms_fields_take_the_same_checks() -> None:
    field = StringField("Title", validators=[needed("Enter a title"), fields.most(5)])
    assert one(field, ("it", "")) == ("", ["Enter a title"])
    assert one(field, ("it", "abc")) == ("abc", [])


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ("a@b.uk", []),
        ("", []),
        ("a@b", ["Enter an email address, like name@example.com"]),
        ("a b@c.uk", ["Enter an email address, like name@example.com"]),
    ],
)
def test_email(typed: str, errors: list[str]) -> None:
    assert one(fields.email("Email"), ("it", typed))[1] == errors


@pytest.mark.parametrize(
    ("typed", "number", "errors"),
    [
        ("12", 12, []),
        (" 1,200 ", 1200, []),
        ("", None, []),
        ("two", None, ["People must be a whole number, like 12"]),
        ("٣", None, ["People must be a whole number, like 12"]),
        ("99999", 99999, ["People must be from 1 to 5,000"]),
        ("9" * 40, None, ["People must be a whole number, like 12"]),
    ],
)
def test_whole_number(typed: str, number: int | None, errors: list[str]) -> None:
    field = fields.whole_number("People", fields.between(1, 5000))
    assert one(field, ("it", typed)) == (number, errors)


def test_a_needed_number_says_one_thing_at_a_time() -> None:
    field = fields.whole_number("People", needed("Enter how many"))
    assert one(field, ("it", "two"))[1] == ["People must be a whole number, like 12"]
    assert one(field, ("it", ""))[1] == ["Enter how many"]


CHOICES = [("a", "Apples"), ("b", "Pears"), ("c", "Plums")]


def test_one_of_may_stay_unanswered_but_not_invented() -> None:
    field = fields.one_of("Fruit", CHOICES)
    assert one(field) == (None, [])
    assert one(field, ("it", "b")) == ("b", [])
    assert one(field, ("it", "z"))[1] == ["Choose one of the answers on the list"]
    assert one(fields.one_of("Fruit", CHOICES, needed("Choose a fruit")))[1] == ["Choose a fruit"]


def test_some_of_counts() -> None:
    field = fields.some_of("Fruit", CHOICES, fields.most_chosen(2))
    assert one(field) == ([], [])
    assert one(field, ("it", "a"), ("it", "a"), ("it", "c")) == (["a", "c"], [])
    assert one(field, ("it", "a"), ("it", "z"))[1] == ["Choose one of the answers on the list"]
    three = [("it", "a"), ("it", "b"), ("it", "c")]
    assert one(field, *three)[1] == ["Choose 2 at most. You have chosen 3."]


def test_a_list_begins_with_no_answer() -> None:
    field = fields.one_from_list("Fruit", CHOICES)
    assert one(field, ("it", "")) == (None, [])
    assert one(field, ("it", "c")) == ("c", [])


@pytest.mark.parametrize(
    ("typed", "expected", "errors", "wrong"),
    [
        (("27", "3", "2026"), date(2026, 3, 27), [], ()),
        (("27", "March", "2026"), date(2026, 3, 27), [], ()),
        ((" 1", "sept", "2026 "), date(2026, 9, 1), [], ()),
        (("", "", ""), None, ["Enter the first day"], ("day", "month", "year")),
        (("27", "", "2026"), None, ["First day must include a month"], ("month",)),
        (("", "", "2026"), None, ["First day must include a day and a month"], ("day", "month")),
        (("31", "2", "2026"), None, ["First day must be a real date, like 27 3 2026"], ("day",)),
        (("3", "13", "2026"), None, ["First day must be a real date, like 27 3 2026"], ("month",)),
        (("3", "3", "26"), None, ["First day must be a real date, like 27 3 2026"], ("year",)),
        (("three", "3", "2026"), None, ["First day must be a real date, like 27 3 2026"], ("day",)),
        (("3", "3", "٢٠٢٦"), None, ["First day must be a real date, like 27 3 2026"], ("year",)),
    ],
)
def test_a_day_in_three_boxes(
    typed: tuple[str, str, str], expected: date | None, errors: list[str], wrong: tuple[str, ...]
) -> None:
    pairs = [(f"opens_on-{box}", value) for box, value in zip(("day", "month", "year"), typed, strict=True)]
    form = sent(
        type("DayForm", (Form,), {"opens_on": fields.day("First day", needed("Enter the first day"))}), *pairs
    )
    assert (form.opens_on.data, list(form.opens_on.errors), form.opens_on.wrong) == (expected, errors, wrong)
    shown = show_field(form.opens_on)
    for value in typed:
        assert f'value="{value.strip()}"' in shown or not value
    if errors:
        assert first_id(form.opens_on) == f"opens_on-{wrong[0]}"
        assert f'id="opens_on-{wrong[0]}"' in shown


def test_a_day_between_days() -> None:
    pairs = [("it-day", "1"), ("it-month", "2"), ("it-year", "2026")]
    early = fields.day("Last day", fields.day_between(date(2026, 3, 1), None))
    assert one(early, *pairs)[1] == ["Last day must be 1 March 2026 or later"]
    late = fields.day(
        "Last day", fields.day_between(None, date(2026, 1, 1), "Choose a day before the new year")
    )
    assert one(late, *pairs)[1] == ["Choose a day before the new year"]


def test_a_stored_day_fills_its_boxes() -> None:
    form = type("DayForm", (Form,), {"it": fields.day("Day")})(data={"it": date(2026, 11, 5)})
    assert form.it.typed == {"day": "5", "month": "11", "year": "2026"}


def test_a_file_for_text_and_text_for_a_file_count_as_not_sent() -> None:
    file = UploadFile(file=None, filename="a.csv")  # type: ignore[arg-type]
    assert one(fields.text("Title", needed("Enter a title")), ("it", file)) == (None, ["Enter a title"])
    assert one(fields.upload("File", needed("Choose a file")), ("it", "words")) == (None, ["Choose a file"])
    assert one(fields.upload("File", needed("Choose a file")), ("it", file)) == (file, [])
    nameless = UploadFile(file=None, filename="")  # type: ignore[arg-type]
    assert one(fields.upload("File"), ("it", nameless)) == (None, [])


def test_a_rule_can_say_no_beside_a_field_or_above_the_form() -> None:
    form = sent(type("TitleForm", (Form,), {"title": fields.text("Title")}), ("title", "abc"))
    add_refusal(form, Refusal("There is one with that title already", field="title"))
    add_refusal(form, Refusal("It has closed"))
    assert not form.is_valid
    summary = show_error_summary(form)
    assert 'href="#title"' in summary
    assert "It has closed" in summary
    assert show_error_summary(form) == ""  # shown once


def test_what_nobody_can_type_is_taken_out() -> None:
    assert clean("a\x00b\r\nc\rd\te\ud800f\x1bg") == "ab\nc\nd\tefg"


def test_a_password_is_never_sent_back() -> None:
    form = sent(
        type("SecretForm", (Form,), {"it": fields.password("Password", fields.least(8))}), ("it", "hunter2")
    )
    assert form.it.errors == ["Password must be 8 characters or more"]
    assert "hunter2" not in show_field(form.it)


def test_what_was_typed_stays_though_it_could_not_be_read() -> None:
    form = sent(type("NumberForm", (Form,), {"it": fields.whole_number("People")}), ("it", "about <ten>"))
    assert 'value="about &lt;ten&gt;"' in show_field(form.it)


def test_words_in_a_text_box_come_back_as_they_were() -> None:
    words = "first\n  second\n\n<b>third</b>"
    form = sent(
        type("WordsForm", (Form,), {"it": fields.long_text("Words", fields.most(100))}), ("it", words)
    )
    assert "first\n  second\n\n&lt;b&gt;third&lt;/b&gt;</textarea>" in show_field(form.it)


def test_labels_and_choices_are_escaped() -> None:
    field = fields.one_of("<i>Which?</i>", [("a", "<b>A</b>")], hint="<u>hint</u>")
    shown = show_field(type("EscapeForm", (Form,), {"it": field})().it, heading=True)
    assert "<i>" not in shown
    assert "<b>" not in shown
    assert "<u>" not in shown
    assert '<h1 class="govuk-fieldset__heading">' in shown
