"""Understanding: what people said, made countable without losing a word of it.

Pure: the same input gives the same output; no web, database, clock or network. Names are loaded when they are
first used, so that importing the package costs nothing and only workers pay for the heavy parts.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Change": "frames",
    "Cluster": "spreading",
    "CodeFrame": "comments",
    "Coded": "coding",
    "Coder": "coding",
    "CoderAgreement": "coders",
    "Coding": "comments",
    "Comment": "comments",
    "Crossing": "frames",
    "Drift": "drifting",
    "Example": "comments",
    "FrameTheme": "comments",
    "FrameVersion": "frames",
    "SetAside": "comments",
    "Shown": "suppression",
    "Span": "comments",
    "SuggestedTheme": "comments",
    "Suggestions": "comments",
    "ThemeChange": "matching",
    "Verdict": "screening",
    "VoicesOfFew": "comments",
    "code_comments": "coding",
    "code_to_frame": "coding",
    "comparable": "frames",
    "compare_coders": "coders",
    "crosswalk": "frames",
    "drift": "drifting",
    "engine_named": "vectors",
    "kinds_of_answers": "coders",
    "match_themes": "matching",
    "measure_agreement": "agreement",
    "measure_result": "measuring",
    "most_typical": "choosing",
    "most_useful": "choosing",
    "recode": "frames",
    "sample_blind": "sampling",
    "screen": "screening",
    "suggest_themes": "suggesting",
    "suppress_count": "suppression",
    "suppress_row": "suppression",
    "suppress_table": "suppressed_table",
    "tally_voices": "tallies",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(f"analysis.{_HOMES[name]}"), name)
