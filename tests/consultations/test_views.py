"""The staff pages: who may come in, what they show, and each button."""

from datetime import date, timedelta

import pytest

from feedback.consultations.details import details_of
from feedback.consultations.lifecycle import add_consultation, get_consultation
from feedback.consultations.models import Consultation, ConsultationState
from feedback.consultations.rooms import Room, set_rooms
from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.strategy.promising import make_promise
from tests.makers.consultations import details, make_consultation, make_priority
from tests.makers.developments import promised

HOSTILE = "<script>alert('x')</script> “quotes” & \"more\" ‏שלום עולם‏ مرحبا " + "x" * 4_800


def soon(**more):
    """Everything that an opening needs, around the day on which the test runs."""
    month = (today() + timedelta(days=70)).replace(day=1)
    dates = {"opens_on": today(), "closes_on": today() + timedelta(days=40), "decision_month": month}
    return details(**(dates | more))


def filled(**more):
    first, last = today(), today() + timedelta(days=40)
    month = today() + timedelta(days=70)
    form = {
        "title": "Getting to school",
        "purpose": "We want to know.",
        "level": "talking",
        "is_decision_open": "yes",
        "can_change": "Times.",
        "cannot_change": "The law.",
        "background": "We pay for 4,000 journeys.",
        "easy_background": "We pay for many journeys.",
        "decider": "Head of travel",
        "decision_month": f"{month:%Y-%m}",
        "audiences": ["young_person"],
        "opens_on-day": str(first.day),
        "opens_on-month": str(first.month),
        "opens_on-year": str(first.year),
        "closes_on-day": str(last.day),
        "closes_on-month": str(last.month),
        "closes_on-year": str(last.year),
    }
    return form | more


async def test_it_adds_a_draft_and_opens_it_and_closes_it(client, sign_in):
    await sign_in(Role.EDITOR)
    sent = await client.post("/staff/consultations/add", data=filled())
    assert (sent.status_code, sent.headers["location"]) == (303, "/staff/consultations/getting-to-school")
    page = await client.get("/staff/consultations/getting-to-school")
    assert "Open it now" in page.text
    await client.post("/staff/consultations/getting-to-school/open")
    assert (await get_consultation("getting-to-school")).state is ConsultationState.OPEN
    page = await client.get("/staff/consultations/getting-to-school")
    assert "It is open. People can answer now." in page.text
    await client.post("/staff/consultations/getting-to-school/close")
    consultation = await get_consultation("getting-to-school")
    assert (consultation.state, consultation.closed_on) == (ConsultationState.CLOSED, today())


async def test_a_second_close_is_told_so(client, sign_in):
    await sign_in(Role.EDITOR)
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2026, 4, 30))
    answer = await client.post(f"/staff/consultations/{consultation.slug}/close")
    assert answer.status_code == 422
    assert "closed already" in answer.text


async def test_an_error_keeps_what_was_typed(client, sign_in):
    await sign_in(Role.EDITOR)
    answer = await client.post("/staff/consultations/add", data=filled(title="", purpose=HOSTILE[:4000]))
    assert answer.status_code == 400
    assert "Give the consultation a title" in answer.text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
    assert not await Consultation.filter(decider="Head of travel").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"level": "shouting"}, "Choose one of the answers on the list"),
        ({"audiences": ["martians"]}, "Choose one of the answers on the list"),
        ({"priorities": ["not-an-id"]}, "Choose one of the answers on the list"),
        ({"closes_on-day": "31", "closes_on-month": "2"}, "must be a real date"),
        ({"closes_on-year": "1999"}, "The last day must be on or after the first day"),
        ({"title": "x" * 161}, "160 characters or fewer"),
        ({"is_permanent": "y"}, "has no last day"),
    ],
)
async def test_it_says_what_is_wrong_beside_the_field(client, sign_in, change, sentence):
    await sign_in(Role.EDITOR)
    await make_priority()
    answer = await client.post("/staff/consultations/add", data=filled(**change))
    assert answer.status_code == 400
    assert sentence in answer.text


async def test_a_draft_says_what_is_missing(client, sign_in):
    await sign_in(Role.EDITOR)
    await add_consultation(soon(decider="", closes_on=today() + timedelta(days=9)), today(), slug="holes")
    page = await client.get("/staff/consultations/holes")
    assert "Say who decides" in page.text
    assert "People have only 10 days to answer" in page.text
    assert "Open it now" not in page.text
    answer = await client.post("/staff/consultations/holes/open")
    assert answer.status_code == 422


async def test_announcing_and_hiding(client, sign_in):
    await sign_in(Role.EDITOR)
    await add_consultation(soon(opens_on=today() + timedelta(days=3)), today(), slug="later")
    assert (await client.get("/consultations/later")).status_code == 404
    await client.post("/staff/consultations/later/announce")
    assert (await client.get("/consultations/later")).status_code == 200
    await client.post("/staff/consultations/later/hide")
    assert (await client.get("/consultations/later")).status_code == 404


async def test_a_change_is_kept_and_its_page_shows_it(client, sign_in):
    await sign_in(Role.EDITOR)
    priority = await make_priority()
    await add_consultation(soon(), today(), slug="travel")
    form = await client.get("/staff/consultations/travel/edit")
    assert "We want to know how the journey goes for you." in form.text
    sent = await client.post(
        "/staff/consultations/travel/edit", data=filled(title="Taxis", priorities=[str(priority.id)])
    )
    assert sent.status_code == 303
    again = await details_of(await get_consultation("travel"))
    assert (again.title, again.priorities) == ("Taxis", (priority.id,))


async def test_an_old_decision_month_can_be_kept(client, sign_in):
    await sign_in(Role.EDITOR)
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2026, 4, 30))
    page = await client.get(f"/staff/consultations/{consultation.slug}/edit")
    assert "September 2026" in page.text


async def test_what_cannot_wait_stands_above_everything_else_on_the_start_page(client, sign_in):
    editor = await sign_in(Role.EDITOR)
    missed = today() - timedelta(days=40)
    await make_promise(editor, promised(text="A map of quiet places.", check_on=missed), missed)
    late = await make_consultation(state=ConsultationState.CLOSED, closed_on=today() - timedelta(days=90))
    page = (await client.get("/staff")).text
    assert page.index(f"The reply to “{late.title}” is late") < page.index("A map of quiet places.")


async def test_only_a_late_reply_is_explained(client, sign_in):
    await sign_in(Role.EDITOR)
    fresh = await make_consultation(state=ConsultationState.CLOSED, closed_on=today())
    late = await make_consultation(state=ConsultationState.CLOSED, closed_on=today() - timedelta(days=90))
    for consultation, status in ((fresh, 400), (late, 303)):
        sent = await client.post(
            f"/staff/consultations/{consultation.slug}/late", data={"late_reason": "We wait for money."}
        )
        assert sent.status_code == status
        if status == 400:
            assert "is not late" in sent.text
            assert "We wait for money.</textarea>" in sent.text, "what was typed is still there"
    assert "We wait for money." in (await client.get(f"/consultations/{late.slug}")).text


async def test_late_replies_stand_on_the_start_page(client, sign_in):
    await sign_in(Role.EDITOR)
    late = await make_consultation(state=ConsultationState.CLOSED, closed_on=today() - timedelta(days=90))
    assert f"The reply to “{late.title}” is late" in (await client.get("/staff")).text


async def test_a_grant_for_one_consultation_sees_that_one_only(client, sign_in):
    mine = await make_consultation(title="Mine")
    other = await make_consultation(title="The other")
    await sign_in(Role.EDITOR, consultation=mine)
    listed = await client.get("/staff/consultations")
    assert "Mine" in listed.text
    assert "The other" not in listed.text
    assert (await client.get(f"/staff/consultations/{mine.slug}")).status_code == 200
    for path in ("", "/edit"):
        assert (await client.get(f"/staff/consultations/{other.slug}{path}")).status_code == 403
    for button in ("open", "close", "announce", "hide", "replied"):
        answer = await client.post(f"/staff/consultations/{other.slug}/{button}")
        assert answer.status_code == 403
    assert (await client.get("/staff/consultations/add")).status_code == 403
    await other.refresh_from_db()
    assert other.state is ConsultationState.OPEN


@pytest.mark.parametrize("role", [Role.READER, Role.ANALYST, Role.PUBLISHER])
async def test_others_look_and_change_nothing(client, sign_in, role):
    consultation = await make_consultation()
    await sign_in(role)
    page = await client.get(f"/staff/consultations/{consultation.slug}")
    assert page.status_code == 200
    assert "Change this consultation" not in page.text
    assert (await client.post(f"/staff/consultations/{consultation.slug}/close")).status_code == 403


async def test_rooms_are_shown_to_those_who_may_enter(client, sign_in):
    consultation = await make_consultation()
    set_rooms(
        [
            Room("Replies", "staff_replies", (Role.PUBLISHER,)),
            Room("Nowhere", "no-such-route", (Role.EDITOR,)),
        ]
    )
    try:
        await sign_in(Role.EDITOR, Role.PUBLISHER)
        page = await client.get(f"/staff/consultations/{consultation.slug}")
        assert f"/staff/consultations/{consultation.slug}/replies" in page.text
        assert "Nowhere" not in page.text
        await sign_in(Role.EDITOR)
        page = await client.get(f"/staff/consultations/{consultation.slug}")
        assert "/replies" not in page.text.split("<main", 1)[1].split("</main>")[0]
    finally:
        set_rooms([])


@pytest.mark.parametrize("state", list(ConsultationState))
async def test_hostile_words_are_shown_as_words_at_each_state(client, sign_in, state):
    await sign_in(Role.EDITOR, Role.PUBLISHER)
    day = today()
    consultation = await make_consultation(
        title=HOSTILE[:160],
        purpose=HOSTILE,
        can_change=HOSTILE,
        cannot_change=HOSTILE,
        decider=HOSTILE[:160],
        late_reason=HOSTILE,
        state=state,
        opens_on=day,
        closes_on=day,
        announced_on=day,
        closed_on=day - timedelta(days=100) if state is ConsultationState.CLOSED else None,
        replied_on=day if state is ConsultationState.REPLIED else None,
    )
    for path in ("/staff/consultations", f"/staff/consultations/{consultation.slug}"):
        page = await client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    await client.get(f"/staff/consultations/{consultation.slug}/edit")
    for path in ("/", "/consultations", f"/consultations/{consultation.slug}"):
        page = await client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
