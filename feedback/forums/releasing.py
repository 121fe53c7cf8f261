"""A view leaves the forum only when one officer asks for it and a second one agrees. Then it is one voice."""

from datetime import date

from tortoise.queryset import QuerySet

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import keyed_hash
from feedback.forums.backing import backing_of
from feedback.forums.drafting import check_open, missing_from, points_of
from feedback.forums.local_offer import part_label
from feedback.forums.mailing import tell_representatives
from feedback.forums.models import ForumPoint, ForumView, Representative, ViewState
from feedback.forums.representing import check_officer
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.voices.about import About
from feedback.voices.keep_codes import CODE_WORDS, KEY_BYTES, code_hash, code_of
from feedback.voices.models import Door, OfferPart, SpokenBy, Voice
from feedback.voices.receiving import Said, receive_voice

POINT, MINORITY = "forum_point", "forum_minority"
MINORITY_QUESTION = "What do those of you think who do not agree?"
NEEDS_A_SECOND = (
    "Your forum has one officer. Two have to agree before a view goes to the council: ask the council to "
    "invite another."
)
OWN_ASKING = "You asked for it to be sent. Another officer has to agree."
# Whose view it is, by the kind of organisation. It stays a view for a group, beside what each said alone (D7).
GROUP_OF = {
    "forum": "parent_carer",
    "parent_carer_forum": "parent_carer",
    "parent_carer_group": "parent_carer",
    "youth_forum": "young_person",
}
CHANGED_SINCE = "The view has changed since this page was opened. Read it again first."


async def ask_release(view: ForumView, by: Account, changes: int, today: date, site: str) -> None:
    """The first officer asks. From here on nobody changes the view, until it is sent or taken back."""
    await check_officer(by, view.organisation_id)
    check_open(view.consultation, today)
    async with transaction():
        gaps = missing_from(view, await points_of(view))
        if gaps:
            raise Refusal(gaps[0])
        officers = Representative.filter(organisation_id=view.organisation_id, ended_on=None, is_officer=True)
        if await officers.count() < 2:
            raise Refusal(NEEDS_A_SECOND)
        asked = {"state": ViewState.ASKED, "asked_by_id": by.id}
        if not await _as_seen(view, ViewState.DRAFT, changes).update(**asked):
            raise Refusal(CHANGED_SINCE)
        await record(by, "forum.release.ask", view)
        await tell_representatives(
            view.organisation,
            "A view of your forum waits for a second officer",
            site,
            f"forum-asked {view.id} {changes}",
            only_officers=True,
            but=[by.id],
        )


async def take_back(view: ForumView, by: Account) -> None:
    """Anybody of the forum may: it only makes the view a draft again."""
    async with transaction():
        asked = ForumView.filter(id=view.id, state=ViewState.ASKED)
        if not await asked.update(state=ViewState.DRAFT, asked_by_id=None, changes=view.changes + 1):
            raise Refusal("This view does not wait for a second officer.")
        await record(by, "forum.release.take_back", view)


async def agree_release(view: ForumView, by: Account, changes: int, today: date, site: str) -> None:
    """The second officer agrees, and the view goes: one voice that speaks for many, a comment a point (D78)."""
    await check_officer(by, view.organisation_id)
    check_open(view.consultation, today)
    async with transaction():
        others = _as_seen(view, ViewState.ASKED, changes).exclude(asked_by_id=by.id)
        told = {"state": ViewState.SENT, "agreed_by_id": by.id, "sent_on": today, "asks_members": False}
        if not await others.update(**told):
            await view.refresh_from_db()
            is_own = view.state == ViewState.ASKED and view.asked_by_id == by.id
            raise Refusal(OWN_ASKING if is_own else CHANGED_SINCE)
        await _send(view, today)
        await record(by, "forum.release.agree", view)
        await tell_representatives(
            view.organisation, "A view of your forum was sent to the council", site, f"forum-sent {view.id}"
        )


async def _send(view: ForumView, today: date) -> None:
    await view.refresh_from_db()
    await view.fetch_related("organisation")
    points = await points_of(view)
    said = [Said(POINT, _question_of(point), point.words, offer_part=_offer_part(point)) for point in points]
    if view.minority:
        said.append(Said(MINORITY, MINORITY_QUESTION, view.minority))
    received = await receive_voice(
        view.consultation,
        door=Door.FORUM,
        about=About(spoken_by=SpokenBy.FOR_GROUP, group=GROUP_OF.get(view.organisation.kind, "voluntary")),
        said=said,
        client_key=client_key_of(view),
        may_quote=view.may_quote,
        mode="group",
        speaks_for=view.speaks_for or 1,
        today=today,
    )
    # The words stand in one place only from here on, and go from there when they are taken back.
    for point, comment in zip(points, received.comments[: len(points)], strict=True):
        await ForumPoint.filter(id=point.id).update(words="", comment_id=comment.id)
    await ForumView.filter(id=view.id).update(voice_id=received.voice.id, minority="")
    backing = await backing_of(view)
    await Voice.filter(id=received.voice.id).update(also_alone=backing.also_alone)


def client_key_of(view: ForumView) -> bytes:
    """Always the same for a view, so that its forum can be shown the code again and nothing is kept."""
    return bytes.fromhex(keyed_hash("forum-view", str(view.id)))[:KEY_BYTES]


def code_of_view(view: ForumView) -> str:
    """The keep-code by which the forum follows its view and can take it back. Empty until it is sent."""
    if view.voice is None:
        return ""
    longer = code_of(client_key_of(view), CODE_WORDS + 1)
    is_longer = view.voice.keep_code_hash == code_hash(longer)
    return longer if is_longer else code_of(client_key_of(view))


def _question_of(point: ForumPoint) -> str:
    return f"A point of a forum: {part_label(point.offer_part)}"


def _offer_part(point: ForumPoint) -> OfferPart:
    """What the forum chose, in the word that every comment has for it (D1)."""
    return OfferPart.NOT_ABOUT if point.offer_part == "outside" else OfferPart(point.offer_part)


def _as_seen(view: ForumView, state: ViewState, changes: int) -> QuerySet[ForumView]:
    return ForumView.filter(id=view.id, state=state, changes=changes)
