"""The rows of the contract tests' Youth Forum, each made through the verbs."""

from dataclasses import dataclass
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.clock import today
from feedback.replies.writing import check_reply
from feedback.themes.models import Theme
from feedback.voices.keep_codes import new_client_key
from feedback.youth.checking import answer_reply, ask_members, get_asked
from feedback.youth.ideas import show_idea, suggest_subject
from feedback.youth.inviting import waiting_cards
from feedback.youth.models import SubjectIdea, WordingTest, YouthVoice
from feedback.youth.requesting import put_to_vote, vote
from feedback.youth.testing import Thoughts, answer_test, get_test
from surveys.models import Survey
from tests.contracts.rows import YOUNG
from tests.makers.replies import make_reply
from tests.makers.youth import Youth, make_accepted, make_card, make_member, make_request
from tests.web import make_account


@dataclass(frozen=True)
class YouthRows:
    """The secret of a member's browser, and what its pages are about."""

    token: str
    ids: dict[str, UUID]


async def make_youth_rows(
    youth: Youth, consultation: Consultation, survey: Survey, theme: Theme
) -> YouthRows:
    account, checker, young = await make_account(), await make_account(), await make_member(youth)
    await make_accepted(youth)
    request = await make_request(youth)
    await put_to_vote(request, youth.worker)
    await vote(request, young.member, True)
    # People can answer the county's survey, so its wording was tested before that.
    test = await WordingTest.create(
        organisation=youth.organisation,
        survey=survey,
        question_key="q1",
        question_text="How is it?",
        asked_by=account,
        asked_on=today(),
    )
    thoughts = Thoughts("no", f"The {YOUNG} bus?", "How was your way here?")
    await answer_test(await get_test(test.id), young.member, thoughts, new_client_key(), today())
    await suggest_subject(young.member, "Quiet rooms.", new_client_key(), today())
    idea = await SubjectIdea.get(organisation_id=youth.organisation.id)
    await show_idea(idea, "Places inside", youth.worker)
    await suggest_subject(young.member, f"Our {YOUNG} garden.", new_client_key(), today())
    reply = await make_reply(consultation, account, [theme], title="A reply to check")
    await check_reply(checker, reply, today())
    asked = await ask_members(account, reply, youth.organisation, today())
    asked = await get_asked(asked.id, youth.organisation)
    await answer_reply(asked, young.member, False, f"Not the {YOUNG} bus.", new_client_key(), today())
    await make_card(youth)
    return YouthRows(
        young.token,
        {
            "request_id": request.id,
            "test_id": test.id,
            "idea_id": idea.id,
            "asked_id": asked.id,
            "invitation_id": (await waiting_cards(youth.organisation, today()))[0].id,
            "member_id": young.member.id,
            "voice_id": (await YouthVoice.filter(member_id=young.member.id).order_by("id"))[0].voice_id,
        },
    )
