"""A comment of one's own, a page that was rated, an answer on paper; a spreadsheet and its columns."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from feedback.kit.fields import (
    day,
    hidden,
    long_text,
    most,
    needed,
    one_from_list,
    one_of,
    text,
    tick,
    upload,
)
from feedback.kit.forms import Form
from feedback.voices.about import CHOICES, UNSAID, About
from feedback.voices.columns import NO_TEXT_COLUMN
from feedback.voices.commenting import MOST_LETTERS, OFFER_PARTS, QUESTION, OpenComment
from feedback.voices.keying import MODES, Keyed

NOT_GIVEN = "No column says this"


class FileForm(Form):
    file = upload(
        "Spreadsheet",
        needed("Choose the file that holds the comments"),
        hint="A CSV or Excel (.xlsx) file of up to 20 MB. Its first row holds the names of the columns. "
        "Of an Excel file we read the first sheet.",
        accept=".csv,.tsv,.txt,.xlsx",
    )


def _column(label: str, *checks: Any, hint: str = "") -> Any:
    return one_from_list(label, None, *checks, hint=hint)


class ColumnsForm(Form):
    text = _column("What people said", needed(NO_TEXT_COLUMN))
    group = _column("Who they are", hint="For example parent, young person or teacher.")
    age_band = _column("Their age")
    said_on = _column("The day on which they said it")
    spoken_by = _column("Whose words these are", hint="For example their own, or on behalf of somebody else.")
    quote = _column(
        "Whether we may use their words",
        hint="We only publish words of people who said yes. Without a column, that is nobody.",
    )
    id = _column("A number or code that every row has", hint="It tells us which rows we have already.")

    def __init__(self, *args: Any, names: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self:
            field.choices = [("", NOT_GIVEN), *((name, name) for name in names)]
        self.text.choices = [("", "Choose a column"), *((name, name) for name in names)]


def _about(part: str, label: str) -> Any:
    return one_from_list(label, CHOICES[part].items(), default=UNSAID)


class CommentForm(Form):
    """What one person wants to tell us. Only the words are needed."""

    words = long_text(QUESTION, needed("Write what you want to tell us"), most(MOST_LETTERS), rows=8)
    offer_part = one_of(
        "What is it about?",
        OFFER_PARTS.items(),
        hint="You can leave this out. It helps us find who can answer.",
    )
    spoken_by = _about("spoken_by", "Whose words are these?")
    group = _about("group", "Which of these are you?")
    age_band = _about("age_band", "How old are you?")
    send_status = _about("send_status", "What help at school or college is this about?")
    helped = _about("helped", "Did someone help you?")
    may_quote = tick("Yes, you may use my words. You will not use my name.")
    client_key = hidden()

    @property
    def comment(self) -> OpenComment:
        return OpenComment(
            words=self.words.data,
            about=About.read(self.data),
            offer_part=self.offer_part.data or UNSAID,
            may_quote=bool(self.may_quote.data),
        )


class KeyedFields(Form):
    """How an answer came to us. Part of each form by which staff type an answer in."""

    mode = one_of("How did it come to us?", MODES.items(), needed("Choose how it came to us"))
    came_on = day("When did it come to us?", needed("Enter the day on which it came to us"))
    number = text(
        "Number on the form",
        most(40),
        hint="If there is one. The same number is not stored twice.",
        autocomplete="off",
        width=10,
    )

    @property
    def keyed(self) -> Keyed:
        came_on: date = self.came_on.data
        return Keyed(self.mode.data, came_on, self.number.data or "")


class KeyCommentForm(KeyedFields, CommentForm):
    """A comment as it stands on paper or was said to us."""


class RateForm(Form):
    """The two buttons. `sign` proves that the page's name is one that we wrote."""

    page = hidden()
    sign = hidden()
    visit = hidden()
    helpful = text("")


class WhyForm(Form):
    words = long_text("Can you tell us why?", needed("Write why, or go back to the page"), most(2_000))
    may_quote = tick("Yes, you may use my words. You will not use my name.")
    client_key = hidden()


class PageForm(Form):
    """A page of the council's site, for the list of those that may be rated."""

    title = text("Title of the page", needed("Enter the title of the page"), most(160))
    address = text(
        "Address of the page",
        needed("Enter the address of the page"),
        most(300),
        hint="For example, https://www.example.org/local-offer/transport",
        inputmode="url",
        spellcheck=False,
    )
