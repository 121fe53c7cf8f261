"""The first page of staff: what waits for me, whichever room it waits in."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import now
from feedback.kit.access import SIGNED_IN, staff
from feedback.kit.rendering import render


async def show_start(request: Request) -> Response:
    account, moment = request.state.account, now()
    lines = [line for find_lines in request.app.state.desk for line in await find_lines(account, moment)]
    lines.sort(key=lambda line: -line.urgency)
    return render(request, "staff/start.html", lines=lines)


routes = [staff("/staff", show_start, "staff_start", SIGNED_IN)]
