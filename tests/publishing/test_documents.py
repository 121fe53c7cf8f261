"""What a council writes once is there, plain, and looked at within a year."""

import re
from datetime import date

from feedback.consultations.contact import contact
from feedback.core.clock import today
from feedback.publishing.documents import notice, statement


def test_the_accessibility_statement_was_looked_at_within_a_year():
    """D45: when this fails, test the pages again, mend the statement and change its days."""
    assert not statement().is_overdue(today())


def test_a_statement_is_overdue_after_twelve_months():
    reviewed = statement().reviewed_on
    assert not statement().is_overdue(reviewed.replace(year=reviewed.year + 1))
    assert statement().is_overdue(reviewed.replace(year=reviewed.year + 1, day=reviewed.day + 1))


def test_the_statement_names_what_does_not_work_and_who_enforces():
    assert all(one.criterion and one.what and one.until for one in statement().problems)
    assert "EASS" in statement().body
    assert statement().prepared_on <= statement().reviewed_on


def test_the_notice_says_everything_twice():
    parts = notice().parts
    titles = [part.title for part in parts]
    assert {"Who asks", "Who sees it", "When somebody may be hurt", "How to delete what you said"} <= set(
        titles
    )
    assert all(part.easy and part.paragraphs for part in parts)
    assert notice().written_on <= date(2100, 1, 1)


def test_the_easy_notice_is_easy():
    for part in notice().parts:
        for sentence in re.split(r"(?<=[.?!])\s+", part.easy):
            assert len(sentence.split()) <= 20, sentence


def test_the_contact_is_a_role_and_no_person():
    assert contact().email.endswith(".example")
    assert contact().phone.startswith("01632 960")  # numbers that are kept for stories and reach nobody
