"""Start a process of our own quickly: NLTK without the libraries that only its unused parts ask for.

`import nltk` also loads all of its classifiers, parsers and tests of association, and these load SciPy's
statistics and scikit-learn, if they are there: two thirds of the time a command needs to start. NLTK does
without them where they are missing. So for the moment of that import they are.
"""

import importlib
import sys

UNUSED = ("scipy.stats", "sklearn")


def import_nltk_alone() -> None:
    """Only for a program that owns its process: those parts of NLTK stay without them until it ends.

    Does nothing where NLTK or one of them is there already. Everybody else still imports them as usual.
    """
    if any(name in sys.modules for name in ("nltk", *UNUSED)):
        return
    sys.modules.update(dict.fromkeys(UNUSED))  # type: ignore[arg-type]  # None: "cannot be imported"
    try:
        importlib.import_module("nltk")
    finally:
        for name in UNUSED:
            del sys.modules[name]
