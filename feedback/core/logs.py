"""One line of JSON for each thing worth knowing. No line holds what a person wrote, an address or a token."""

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

ROOT = Path(__file__).resolve().parents[2]


def configure_logging(*, readable: bool = False) -> None:
    """Called once a process. A terminal, or `readable`, gets lines for people; a file or a collector gets JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    shown = (
        structlog.dev.ConsoleRenderer()
        if readable or sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    # Text libraries set up the root logger when they load; what Tortoise then tells is no news to anybody.
    logging.getLogger("tortoise").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, shown],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*names: str) -> structlog.WriteLogger:
    """Looked up for each line, since whoever started the process may have put something else in its place."""
    return structlog.WriteLogger(sys.stderr)


def frames_of(problem: BaseException) -> list[str]:
    """Where an exception came from, without its message: databases quote the words they could not store."""
    frames = []
    for frame in traceback.extract_tb(problem.__traceback__):
        path = Path(frame.filename)
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
        frames.append(f"{name}:{frame.lineno} {frame.name}")
    return frames[-12:]
