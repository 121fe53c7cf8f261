"""Staff type in what was said and asked at an event; analysts read it."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.events.forms import KeyNoteForm
from feedback.events.hearing import count_heard, key_in_at_event, words_at
from feedback.events.models import Event
from feedback.events.planning import get_event
from feedback.kit.access import check_may, staff
from feedback.kit.forms import add_refusal, bind
from feedback.kit.paging import page_of
from feedback.kit.rendering import address, render
from feedback.people.audit import record
from feedback.voices.views.codes import find_sent, fresh_key, sent_key, to_thanks


async def key_note(request: Request) -> Response:
    event = await _get(request, Role.EDITOR)
    form = await bind(KeyNoteForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        key = sent_key(form.client_key.data)
        try:
            await key_in_at_event(
                event,
                form.comment,
                form.raised_as.data,
                form.number.data or "",
                key,
                request.state.account,
                today(),
            )
        except Refusal as no:
            add_refusal(form, no)
        else:
            return to_thanks(request, address(request, "event_keyed", slug=event.slug), key)
    return render(request, "events/key_note.html", form=form, event=event, heard=await count_heard(event))


async def keyed(request: Request) -> Response:
    event = await _get(request, Role.EDITOR)
    again = address(request, "key_event_note", slug=event.slug)
    return render(request, "voices/keyed.html", code=await find_sent(request), again=again)


async def read_words(request: Request) -> Response:
    """What was said there, for who may read raw words. Every opening is on record."""
    event = await _get(request, Role.ANALYST)
    page = await page_of(words_at(event), request)
    await record(request.state.account, "read event words", event, f"{len(page.items)} comments")
    return render(request, "events/words.html", event=event, page=page)


async def _get(request: Request, needs: Role) -> Event:
    event = await get_event(request.path_params["slug"])
    check_may(request, needs, event.consultation)
    return event


ONE = "/staff/events/{slug}"

routes = [
    staff(f"{ONE}/notes", key_note, "key_event_note", Role.EDITOR, ("GET", "POST")),
    staff(f"{ONE}/notes/done", keyed, "event_keyed", Role.EDITOR),
    staff(f"{ONE}/words", read_words, "event_words", Role.ANALYST),
]
