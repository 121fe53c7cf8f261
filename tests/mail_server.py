"""A real mail server in the test process, which keeps what it gets."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postgres import free_port


class Postbox:
    """What was sent, and whom to refuse with which answer."""

    def __init__(self) -> None:
        self.port = free_port()
        self.got: list[str] = []
        self.refuse: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(0.02)
        self.got.append(f"{envelope.rcpt_tos[0]}\n{(envelope.content or b'').decode()}")
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Postbox]:
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    try:
        yield box
    finally:
        server.stop()
        time.sleep(0.05)  # its thread closes the last connections
