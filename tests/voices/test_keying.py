"""Staff type in what came on paper, by phone or face to face: one voice, with how it came, and once."""

from datetime import date, timedelta
from html import unescape

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.voices.keep_codes import new_client_key, write_client_key
from feedback.voices.keying import Keyed, check_keyed
from feedback.voices.models import Comment, KeyedForm
from feedback.voices.receiving import find_voice_by_code
from tests.makers.consultations import make_consultation
from tests.voices.test_commenting import WORDS, shown_code


def typed(day: date | None = None, **more: str) -> dict[str, str]:
    day = day or today()
    return {
        "words": WORDS,
        "mode": "paper",
        "came_on-day": str(day.day),
        "came_on-month": str(day.month),
        "came_on-year": str(day.year),
        "client_key": write_client_key(new_client_key()),
        **more,
    }


async def test_paper_becomes_a_voice_with_its_mode_and_a_code_to_hand_back(client, sign_in):
    account = await sign_in(Role.EDITOR)
    assert (await client.get("/staff/key-in")).status_code == 200
    sent = await client.post("/staff/key-in", data=typed(helped="answered", number="a 12"))
    assert (sent.status_code, sent.headers["location"]) == (303, "/staff/key-in/done")
    voice = await find_voice_by_code(shown_code(await client.get("/staff/key-in/done")))
    assert voice is not None
    assert (voice.mode, voice.helped, voice.received_on) == ("paper", "answered", today())
    form = await KeyedForm.get(voice_id=voice.id)
    assert form.number == "A12"
    entry = await AuditEntry.get(action="key in")
    assert (entry.account_id, entry.subject_id) == (account.id, str(form.id))
    assert WORDS not in f"{entry.detail}"


async def test_an_editor_of_one_consultation_types_nothing_in_here(client, sign_in):
    await sign_in(Role.EDITOR, consultation=await make_consultation())
    for _ in range(2):
        assert (await client.post("/staff/key-in", data=typed())).status_code == 403
    assert (await client.get("/staff/key-in")).status_code == 403
    assert await KeyedForm.all().count() == 0


async def test_the_same_form_is_not_stored_twice(client, sign_in):
    await sign_in(Role.EDITOR)
    await client.post("/staff/key-in", data=typed(number="a 12"))
    page = await client.post("/staff/key-in", data=typed(number="A12", group="parent_carer"))
    assert page.status_code == 400
    assert "was typed in on" in page.text
    assert WORDS in page.text
    assert await Comment.filter(words=WORDS).count() == 1
    assert (await client.post("/staff/key-in", data=typed())).status_code == 303
    assert (await client.post("/staff/key-in", data=typed())).status_code == 303, (
        "without a number nothing is the same"
    )


async def test_a_second_tap_is_no_second_form(client, sign_in):
    await sign_in(Role.EDITOR)
    data = typed(number="7")
    codes = set()
    for _ in range(2):
        assert (await client.post("/staff/key-in", data=data)).status_code == 303
        codes.add(shown_code(await client.get("/staff/key-in/done")))
    assert len(codes) == 1
    assert await AuditEntry.filter(action="key in").count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"mode": ""}, "Choose how it came to us"),
        ({"mode": "owl"}, "Choose one of the answers on the list"),
        ({"words": ""}, "Write what you want to tell us"),
        ({"came_on-day": "31", "came_on-month": "2"}, "must be a real date"),
        (
            {"came_on-day": "", "came_on-month": "", "came_on-year": ""},
            "Enter the day on which it came to us",
        ),
        ({"came_on-year": "2100"}, "The day must be today or earlier"),
        ({"number": "9" * 41}, "must be 40 characters or fewer"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sign_in, data, sentence):
    await sign_in(Role.EDITOR)
    sent = typed(group="parent_carer", **{"number": "A77"} | data)
    page = await client.post("/staff/key-in", data=sent)
    assert page.status_code == 400
    assert sentence in unescape(page.text)
    assert sent["words"] in page.text
    assert sent["number"] in page.text
    assert await KeyedForm.all().count() == 0


@pytest.mark.parametrize(
    ("more", "day", "sentence"),
    [
        ({}, date(2026, 3, 1), "It opened on 2 March 2026"),
        (
            {"state": ConsultationState.CLOSED, "closed_on": date(2026, 3, 20)},
            date(2026, 3, 21),
            "this came later",
        ),
        ({"state": ConsultationState.REPLIED}, date(2026, 3, 9), "We have replied"),
        ({"state": ConsultationState.DRAFT}, date(2026, 3, 9), "not open yet"),
    ],
)
async def test_paper_must_have_come_while_it_was_open(db, more, day, sentence):
    consultation = await make_consultation(**more)
    with pytest.raises(Refusal, match=sentence):
        check_keyed(consultation, Keyed("paper", day), date(2026, 6, 1))


async def test_paper_may_be_typed_in_after_the_last_day(db):
    closed = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2026, 3, 20))
    check_keyed(closed, Keyed("paper", date(2026, 3, 20)), date(2026, 3, 20) + timedelta(days=9))


async def test_a_done_page_without_a_form_shows_no_code(client, sign_in):
    await sign_in(Role.EDITOR)
    page = await client.get("/staff/key-in/done")
    assert "There is no code to show" in page.text
    assert "keep-code" not in page.text.split("<main")[1].split("</main>")[0]
