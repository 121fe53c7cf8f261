"""Understanding what people say: themes, coding, screening and safe numbers.

Pure: the same input gives the same output; no web, no database, no clock, no network. The names below are loaded
when first used, since the text libraries behind some of them are heavy and the web process never needs them.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Comment": "comments",
    "Span": "comments",
    "Coding": "comments",
    "CodeFrame": "comments",
    "FrameTheme": "comments",
    "SuggestedTheme": "comments",
    "Suggestions": "comments",
    "suggest_themes": "suggesting",
    "code_comments": "coding",
    "Coder": "coding",
    "f1": "agreement",
    "adjusted_mutual_information": "agreement",
    "screen": "screening",
    "suppress_count": "suppression",
    "suppress_row": "suppression",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"analysis.{_HOMES[name]}"), name)
