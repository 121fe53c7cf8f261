"""Templates compiled once and kept for the next start, which is then seconds shorter."""

from functools import cache

from jinja2 import FileSystemBytecodeCache


@cache
def compiled_templates() -> FileSystemBytecodeCache | None:
    """Jinja's own folder in the system's temporary one, which it makes for this user alone and refuses if
    anybody else owns it. What is in there is used only for the very text that it was compiled from. Where
    there is no such folder, each start compiles."""
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):
        return None
