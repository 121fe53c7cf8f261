"""Tell us any time: a page for everybody that never closes."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.kit.access import public
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.voices.about import CHOICES
from feedback.voices.always_open import any_time
from feedback.voices.commenting import OFFER_PARTS, QUESTION, send_comment
from feedback.voices.forms import CommentForm
from feedback.voices.views.codes import find_sent, fresh_key, sent_key, to_thanks


async def comment(request: Request) -> Response:
    form = await bind(CommentForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        key = sent_key(form.client_key.data)
        try:
            await send_comment(await any_time(today()), form.comment, key, today())
        except Refusal as no:
            add_refusal(form, no)
        else:
            return to_thanks(request, address(request, "comment_thanks"), key)
    return render(request, "voices/comment.html", form=form)


async def thanks(request: Request) -> Response:
    code = await find_sent(request)
    if code is None:
        return RedirectResponse(address(request, "comment"), 303)
    return render(request, "voices/thanks.html", code=code, again=address(request, "comment"))


async def paper(request: Request) -> Response:
    """The same on A4. What comes back is typed in by staff (D9)."""
    asked = [(label, CHOICES[part].values()) for part, label in ABOUT_ON_PAPER.items()]
    link = request.app.state.settings.base_url + address(request, "comment")
    return render(
        request,
        "voices/comment_paper.html",
        question=QUESTION,
        parts=OFFER_PARTS.values(),
        about=asked,
        link=link,
        post_to=request.app.state.post_to,
    )


ABOUT_ON_PAPER = {
    "spoken_by": "Whose words are these?",
    "group": "Which of these are you?",
    "age_band": "How old are you?",
    "send_status": "What help at school or college is this about?",
    "helped": "Did someone help you?",
}

routes = [
    public("/comment", comment, "comment", ("GET", "POST")),
    public("/comment/thanks", thanks, "comment_thanks"),
    public("/comment/paper", paper, "comment_paper"),
]
