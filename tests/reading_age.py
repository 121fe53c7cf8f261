"""How old one has to be to read a page, roughly: the grade of Kincaid et al. (1975) plus five.

    0.39 words a sentence + 11.8 syllables a word - 15.59

Syllables are counted by their vowels, which is right for nine words in ten. Headings, buttons and choices
end a sentence as a full stop does; lines of one or two words are no sentences.
"""

import re
from dataclasses import dataclass

import html5lib

BLOCKS = {"p", "li", "h1", "h2", "h3", "legend", "label", "dt", "dd", "td", "th", "summary", "button", "div"}
UNREAD = {"script", "style", "svg", "template"}
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")


@dataclass(frozen=True)
class Reading:
    words: int
    age: float
    longest: str


def reading_of(page: str) -> Reading:
    """The words between a page's `main` tags."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    main = tree.find(".//main")
    assert main is not None, "the page has no main part"
    text = "".join(_text_of(main))
    sentences = [words for part in re.split(r"[.!?:;\n]+", text) if len(words := WORD.findall(part)) > 2]
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return Reading(len(words), grade + 5, " ".join(max(sentences, key=len)))


def _text_of(element) -> list[str]:
    if not isinstance(element.tag, str) or element.tag in UNREAD:
        return [element.tail or ""]
    end = "\n" if element.tag in BLOCKS else ""
    inside = [element.text or "", *(part for child in element for part in _text_of(child))]
    return [end, *inside, end, element.tail or ""]


def _syllables(word: str) -> int:
    word = word.lower()
    count = len(re.findall(r"[aeiouy]+", word))
    if count > 1 and (
        (word.endswith("e") and not word.endswith("le"))
        or (word.endswith("ed") and not word.endswith(("ted", "ded")))
    ):
        count -= 1
    return max(1, count)
