"""How much a request may send. Each route has its limit, because only an upload needs a large one.

Starlette's own limit answers with a bare line of text outside our headers and error pages, so the same
count is made here, inside them.
"""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_FORM = 512 * 1024
LARGEST_UPLOAD = 20 * 1024 * 1024


class SizedBody:
    def __init__(self, app: ASGIApp, largest: int) -> None:
        self.app = app
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._check(_declared(scope))
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            self._check(taken)
            return message

        await self.app(scope, receive_some, send)

    def _check(self, size: int) -> None:
        if size > self.largest:
            raise HTTPException(413)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
