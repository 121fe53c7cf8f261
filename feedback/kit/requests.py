"""One log line and one count for each request, under a number that error pages show.

The line names the route and its pattern, never the address asked for: a keep-code or a search may stand
in it.
"""

import asyncio
import os
import socket
import time
import uuid

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feedback.core.clock import now
from feedback.core.metrics import RequestCounts

WRITE_SECONDS = 5.0

log = structlog.get_logger("requests")
problems = structlog.get_logger(__name__)


class FollowRequests:
    """The outermost of ours: also lays out what `request.state` holds, so that any page may ask for it."""

    def __init__(self, app: ASGIApp, counts: RequestCounts) -> None:
        self.app = app
        self.counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex[:12]
        scope["state"] = {
            **scope.get("state", {}),
            "request_id": request_id,
            "account": None,
            "session": None,
            "said": (),
        }
        status, began = 500, time.perf_counter()

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        finally:
            self._note(scope, status, time.perf_counter() - began, request_id)

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route = scope.get("route")
        name, pattern = (route.name, route.path) if route is not None else ("nowhere", "")
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self.counts.add(name, method, status, seconds)
        if name not in QUIET:
            log.info(
                "request",
                route=name,
                pattern=pattern,
                method=method,
                status=status,
                ms=round(seconds * 1000, 1),
                request_id=request_id,
            )


METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
QUIET = {"static", "brand", "healthz", "readyz"}


def worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


async def keep_writing(counts: RequestCounts) -> None:
    """Writes this worker's totals every few seconds, for the jobs process to add up."""
    worker = worker_name()
    while True:
        await asyncio.sleep(WRITE_SECONDS)
        try:
            await counts.write(worker, now())
        except Exception as problem:
            # Numbers about the service must never be what stops it.
            problems.warning("metrics_not_written", problem=type(problem).__name__)
