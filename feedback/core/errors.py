"""The three ways in which a rule says no, and the one in which the store does."""


class Refusal(Exception):
    """A rule says no. The sentence is shown to the person, beside `field` where there is one."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(Exception):
    """There is no such thing, or not for this person."""


class Forbidden(Exception):
    """The person is known and may not do this."""


class StoreUnavailable(Exception):
    """The database cannot be reached or cannot write just now. Nothing was stored: the same request may be
    sent again."""
