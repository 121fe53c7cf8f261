"""A poll from the editor's one form to its printed links and its end."""

import re

import pytest

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from surveys import building, readiness
from surveys.asking import as_asked
from surveys.building import Wording
from surveys.models import PollOutcome, Question, Survey, SurveyState
from surveys.polls import MOST_LINKS, has_buttons, is_ticket, make_poll, ticket_of
from tests.makers import surveys as makers
from tests.makers.consultations import make_consultation
from tests.makers.surveys import LAST_DAY, cast_votes, make_survey

WHERE = {
    "text": "Where shall we meet?",
    "kind": "one_of",
    "choices": "Norwich\nLynn",
    "use": "To book a room",
}


async def test_one_form_makes_a_poll_with_the_notices_of_the_survey_beside_it(client, sign_in):
    consultation = await make_consultation(closes_on=LAST_DAY)
    survey = await make_survey(consultation)
    await sign_in(Role.EDITOR, consultation=consultation)
    address = f"/staff/consultations/{consultation.slug}/polls"
    assert "There is no poll yet" in (await client.get(address)).text
    made = await client.post(address, data={**WHERE, "links": "12"})
    poll = await Survey.get(is_poll=True)
    assert made.headers["location"] == f"/staff/polls/{poll.slug}" == "/staff/polls/where-shall-we-meet"
    assert (poll.controller, poll.full_notice, poll.minutes) == (survey.controller, survey.full_notice, 1)
    assert "Nobody can see which vote is yours" in poll.easy_notice
    assert (poll.links, poll.closes_on, poll.asks_about, poll.state) == (12, None, [], SurveyState.DRAFT)
    question = await Question.get(version__survey_id=poll.id)
    assert (question.is_shuffled, question.kind) == (True, "one_of")
    assert "12 links, each once" in (await client.get(f"/staff/polls/{poll.slug}")).text
    assert "Norwich" in (await client.get(f"/staff/polls/{poll.slug}/preview")).text
    assert (await client.post(f"/staff/polls/{poll.slug}/preview", data={"answer": "c1"})).status_code == 303
    ready = await client.post(f"/staff/surveys/{poll.slug}/ready")
    assert ready.headers["location"] == f"/staff/polls/{poll.slug}"
    assert "Open" in (await client.get(address)).text
    assert (await client.get(f"/staff/surveys/{poll.slug}")).headers[
        "location"
    ] == f"/staff/polls/{poll.slug}"
    assert poll.title not in (await client.get(f"/staff/consultations/{consultation.slug}/surveys")).text
    assert poll.slug in (await client.get(f"/consultations/{consultation.slug}")).text


async def test_the_sheet_holds_every_link_with_its_square(client, sign_in):
    poll = await makers.make_poll(links=3)
    await sign_in(Role.EDITOR)
    page = (await client.get(f"/staff/polls/{poll.slug}/links")).text
    tickets = re.findall(rf"/p/{poll.slug}/by/([0-9a-f-]+)", page)
    assert tickets == [ticket_of(poll, number) for number in (1, 2, 3)]
    assert page.count('class="qr"') == 3
    assert (await client.post(f"/staff/polls/{poll.slug}/links", data={"more": "2"})).status_code == 303
    assert (await client.get(f"/staff/polls/{poll.slug}/links")).text.count('class="qr"') == 5
    for more, sentence in [("0", "Say how many"), (str(MOST_LINKS), "links at most"), ("x", "whole number")]:
        wrong = await client.post(f"/staff/polls/{poll.slug}/links", data={"more": more})
        assert wrong.status_code == 400
        assert sentence in wrong.text
    everybody = await makers.make_poll()
    poster = (await client.get(f"/staff/polls/{everybody.slug}/links")).text
    assert poster.count('class="qr"') == 1
    refused = await client.post(f"/staff/polls/{everybody.slug}/links", data={"more": "2"})
    assert "Everybody may vote in this poll" in refused.text


async def test_links_are_good_for_their_own_poll_and_number_only(db):
    poll, other = await makers.make_poll(links=2), await makers.make_poll(links=2)
    ticket = ticket_of(poll, 2)
    assert is_ticket(poll, ticket)
    assert not is_ticket(other, ticket)
    assert not is_ticket(poll, ticket_of(poll, 3))
    assert not is_ticket(poll, f"1-{ticket.split('-')[1]}")


async def test_closing_ends_the_vote_and_publishes_the_outcome(client, sign_in):
    poll = await makers.make_poll()
    await cast_votes(poll, *["c1"] * 21)
    await sign_in(Role.EDITOR)
    assert (await client.post(f"/staff/polls/{poll.slug}/close")).status_code == 303
    assert (await PollOutcome.get(survey_id=poll.id)).votes == 21
    page = (await client.get(f"/staff/polls/{poll.slug}")).text
    assert "21 people voted" in page
    assert "Closed" in page
    assert (await client.post(f"/staff/polls/{poll.slug}/close")).status_code == 422
    assert await AuditEntry.filter(action="close poll").count() == 1


async def test_a_poll_keeps_to_its_one_question(db):
    poll = await makers.make_poll()
    for change in (
        building.add_question(poll, Wording("long_text", "Why?"), None),
        building.copy_question(poll, "q1", "", None),
        building.remove_question(poll, "q1", "", None),
    ):
        with pytest.raises(Refusal, match="A poll has one question"):
            await change
    with pytest.raises(Refusal, match="keeps its question"):
        await readiness.new_version(poll, now(), None)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": ""}, "Write the question"),
        ({"text": "x" * 161}, "160 characters or fewer"),
        ({"choices": "Norwich"}, "Write from 2 to 12 choices"),
        ({"kind": "long_text"}, "Choose one of the answers on the list"),
        ({"kind": ""}, "Choose how people answer"),
        ({"links": "301"}, "must be from 1 to 300"),
        ({"closes_on-day": "40"}, "must include a month and a year"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_made(client, sign_in, more, field):
    consultation = await make_consultation()
    await sign_in(Role.EDITOR)
    page = await client.post(f"/staff/consultations/{consultation.slug}/polls", data={**WHERE, **more})
    assert page.status_code == 400
    assert field in page.text
    assert await Survey.all().count() == 0


async def test_without_a_survey_beside_it_a_poll_says_what_it_still_needs(client, sign_in):
    consultation = await make_consultation()
    await sign_in(Role.EDITOR)
    await client.post(f"/staff/consultations/{consultation.slug}/polls", data=WHERE)
    poll = await Survey.get(is_poll=True)
    assert "Give the lawful basis" in (await client.get(f"/staff/polls/{poll.slug}")).text
    assert (await client.post(f"/staff/surveys/{poll.slug}/ready")).status_code == 422


async def test_a_verb_refuses_what_the_form_would_not_send(db):
    consultation = await make_consultation()
    for wording, links, field in [
        (Wording("long_text", "Why?"), 0, "kind"),
        (Wording("yes_no_not_sure", "x" * 161), 0, "text"),
        (Wording("one_of", "Where?", labels=("Here",)), 0, "choices"),
        (Wording("yes_no_not_sure", "Here?"), MOST_LINKS + 1, "links"),
    ]:
        with pytest.raises(Refusal) as refused:
            await make_poll(consultation, wording, None, links=links)
        assert refused.value.field == field


async def test_buttons_are_for_choices_that_one_sees_at_once(db):
    for labels, buttons in [
        (("A", "B"), True),
        (tuple("ABCDEF"), False),
        (("A", "x" * 41), False),
    ]:
        poll = await make_poll(await make_consultation(), Wording("one_of", "Where?", labels=labels), None)
        question = as_asked(await Question.get(version__survey_id=poll.id))
        assert has_buttons(question) is buttons


async def test_an_editor_of_another_consultation_may_not_come_in(client, sign_in):
    poll = await makers.make_poll(links=2)
    await sign_in(Role.EDITOR, consultation=await make_consultation())
    for path in ("", "/links", "/preview"):
        assert (await client.get(f"/staff/polls/{poll.slug}{path}")).status_code == 403
    assert (await client.post(f"/staff/polls/{poll.slug}/close")).status_code == 403
    assert (await client.get(f"/staff/consultations/{poll.consultation.slug}/polls")).status_code == 403
    await sign_in(Role.READER)
    assert (await client.get(f"/staff/polls/{poll.slug}/links")).status_code == 403
    assert (await Survey.get(id=poll.id)).closed_on is None
