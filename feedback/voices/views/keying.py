"""Staff type in a comment that came on paper, by phone or face to face, and hand its code back."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.voices.always_open import any_time, find_any_time
from feedback.voices.forms import KeyCommentForm
from feedback.voices.keying import key_in_comment
from feedback.voices.views.codes import find_sent, fresh_key, sent_key, to_thanks


async def key_comment(request: Request) -> Response:
    check_may(request, Role.EDITOR, await find_any_time())
    form = await bind(KeyCommentForm, request, data={"client_key": fresh_key(), "came_on": today()})
    if form.is_valid:
        key = sent_key(form.client_key.data)
        consultation = await any_time(today())
        check_may(request, Role.EDITOR, consultation)
        account = request.state.account
        try:
            await key_in_comment(consultation, form.comment, form.keyed, key, account, today())
        except Refusal as no:
            add_refusal(form, no)
        else:
            return to_thanks(request, address(request, "comment_keyed"), key)
    return render(request, "voices/key_comment.html", form=form)


async def comment_keyed(request: Request) -> Response:
    again = address(request, "key_comment")
    return render(request, "voices/keyed.html", code=await find_sent(request), again=again)


routes = [
    staff("/staff/key-in", key_comment, "key_comment", Role.EDITOR, ("GET", "POST")),
    staff("/staff/key-in/done", comment_keyed, "comment_keyed", Role.EDITOR),
]
