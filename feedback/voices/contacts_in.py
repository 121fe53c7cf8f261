"""Whether words hold a way to reach somebody, which nothing public may (D5). Names are left to whoever checks."""

import re

# An email address; or a British number with its first 0 or +44, in groups or not.
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?<![\w/])(?:\+44|0)[ ()-]?[1-9](?:[ ()-]{0,2}\d){7,10}(?!\w)")


def has_contact(words: str) -> bool:
    return CONTACT.search(words) is not None
