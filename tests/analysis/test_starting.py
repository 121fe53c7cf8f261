"""What a command loads before it begins, each time in a process of its own."""

import subprocess
import sys

import pytest

CHECKED = """
import sys
from analysis.starting import UNUSED, import_nltk_alone
{before}
import_nltk_alone()
print(sorted(name for name in ("nltk", *UNUSED) if name in sys.modules))
import scipy.stats, sklearn.linear_model
from nltk.stem.snowball import SnowballStemmer
print(SnowballStemmer("english").stem("travelling"), scipy.stats.norm.cdf(0))
"""


@pytest.mark.parametrize(
    ("before", "loaded"),
    [
        ("", "['nltk']"),
        ("import sklearn", "['scipy.stats', 'sklearn']"),
        ("import nltk", "['nltk', 'scipy.stats', 'sklearn']"),
    ],
)
def test_nltk_is_loaded_without_what_nobody_asked_for_and_nothing_is_kept_from_others(before, loaded):
    ran = subprocess.run(
        [sys.executable, "-c", CHECKED.format(before=before)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == [loaded, "travel 0.5"]
