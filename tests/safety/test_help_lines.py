"""Numbers that somebody in need will tap: right, in order, and checked within a year."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import httpx2
import pytest

from feedback.app import create_app
from feedback.core.clock import today
from feedback.core.settings import Settings, SettingsError
from feedback.safety.help_lines import (
    BEFORE_FREE_TEXT,
    NATIONAL,
    BadHelpLines,
    help_lines,
    read_help_lines,
    stale_lines,
    use_local_lines,
)

LOCAL = {
    "name": "Family help",
    "say": "If you live here",
    "ages": "under_19",
    "urgent": False,
    "cost": "Free",
    "open": "Weekdays",
    "ways": [{"kind": "tel", "number": "01632960001", "label": "Call 01632 960 001"}],
    "checked": "2026-11-01",
}


@pytest.fixture
def local(tmp_path: Path) -> Path:
    path = tmp_path / "local.json"
    path.write_text(json.dumps({"lines": [LOCAL]}))
    return path


def test_every_number_was_checked_within_a_year_of_now() -> None:
    assert stale_lines(read_help_lines(NATIONAL), today()) == []


def test_a_number_goes_stale_after_twelve_months() -> None:
    lines = read_help_lines(NATIONAL)
    oldest = min(line.checked for line in lines)
    anniversary = oldest.replace(year=oldest.year + 1)
    assert stale_lines(lines, anniversary) == []
    assert stale_lines(lines, anniversary + timedelta(days=1)) != []
    assert stale_lines(lines, date(2030, 1, 1)) == list(lines)
    assert oldest >= date(2026, 11, 1)


def test_the_numbers_are_those_of_the_people_they_name() -> None:
    numbers = {line.name: [way.href for way in line.ways] for line in help_lines()}
    assert numbers == {
        "Emergency services": ["tel:999", "sms:999", "https://999bsl.co.uk/"],
        "Childline": ["tel:08001111"],
        "Samaritans": ["tel:116123"],
        "Shout": ["sms:85258"],
        "NHS 111": ["tel:111"],
    }


def test_danger_comes_first_then_the_lines_for_this_age() -> None:
    assert [line.name for line in help_lines("under_19")][:2] == ["Emergency services", "Childline"]
    assert [line.name for line in help_lines("from_19")][:2] == ["Emergency services", "Samaritans"]
    assert "Childline" not in [line.name for line in help_lines("from_19")]
    assert len(help_lines()) == len(read_help_lines(NATIONAL))


@pytest.fixture
def council(local: Path) -> Iterator[None]:
    use_local_lines(local)
    yield
    use_local_lines(None)


@pytest.mark.usefixtures("council")
def test_a_council_adds_its_own_lines() -> None:
    assert [line.name for line in help_lines("under_19")][:3] == [
        "Emergency services",
        "Childline",
        "Family help",
    ]
    assert "Family help" not in [line.name for line in help_lines("from_19")]


async def test_the_file_that_the_settings_name_is_on_the_help_page(
    settings: Settings, client: httpx2.AsyncClient, local: Path
) -> None:
    assert 'href="tel:01632960001"' not in (await client.get("/help")).text
    create_app(replace(settings, help_lines=local))
    assert 'href="tel:01632960001"' in (await client.get("/help")).text
    create_app(settings)
    assert 'href="tel:01632960001"' not in (await client.get("/help")).text


def test_a_bad_file_stops_the_start_and_the_sentence_names_the_variable(
    environ: dict[str, str], tmp_path: Path
) -> None:
    settings = Settings.from_env({**environ, "HEARD_HELP_LINES": str(tmp_path / "none.json")})
    with pytest.raises(SettingsError, match=r"HEARD_HELP_LINES: none\.json cannot be used"):
        create_app(settings)
    assert "Family help" not in [line.name for line in help_lines()]


@pytest.mark.parametrize(
    "change",
    [
        {"ages": "young"},
        {"ways": []},
        {"ways": [{"kind": "tel", "number": "0800 1111", "label": "Call"}]},
        {"ways": [{"kind": "web", "number": "javascript:alert(1)", "label": "Go"}]},
        {"checked": "last week"},
        {"name": None, "ways": [{"number": "999"}]},
    ],
)
def test_a_line_that_would_not_work_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({"lines": [LOCAL | change]}))
    with pytest.raises(BadHelpLines):
        read_help_lines(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadHelpLines):
        read_help_lines(tmp_path / "none.json")


def test_the_safety_sentence_is_word_for_word() -> None:
    assert BEFORE_FREE_TEXT == (
        "We read this. We do not read it straight away. If you tell us you or someone else is being hurt, "
        "we may have to tell a person who keeps people safe. We do not know who you are unless you tell us."
    )
