"""Logs: one JSON object a line, or something to read in development. They never hold what people said.

Log an event's name and ids of rows, nothing that a person typed. Names of fields that would carry words,
tokens or addresses are emptied here as well, in case somebody forgets.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

NEVER = frozenset(
    ("address", "answer", "answers", "body", "code", "comment", "cookie", "email", "form", "ip", "keep_code")
    + ("mail", "password", "secret", "text", "to", "token", "url", "words")
)
QUIET = ("apscheduler", "tortoise", "aiosqlite", "asyncpg", "uvicorn.access")


def start_logs(*, pretty: bool) -> None:
    """Called once by each command. Everything, other packages' logs too, goes one way to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _empty_private_fields,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if pretty
        else [
            structlog.processors.format_exc_info,
            _drop_values_of_exceptions,
            structlog.processors.JSONRenderer(),
        ]
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def log(name: str) -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


def _empty_private_fields(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name in NEVER.intersection(event):
        event[name] = "(left out)"
    return event


def _drop_values_of_exceptions(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A database's error quotes the row that it refused, which may be somebody's words: its place is kept, and
    its last line loses all but the name of the exception."""
    trace = event.get("exception")
    if isinstance(trace, str):
        kept = [line for line in trace.splitlines() if line.startswith((" ", "Traceback"))]
        last = trace.rstrip().splitlines()[-1].split(":", 1)[0]
        event["exception"] = "\n".join([*kept, last])
    return event
