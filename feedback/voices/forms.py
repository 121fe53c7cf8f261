"""Sending a spreadsheet, and saying which column is what."""

from collections.abc import Sequence
from typing import Any

from feedback.kit.fields import needed, one_from_list, upload
from feedback.kit.forms import Form
from feedback.voices.columns import NO_TEXT_COLUMN

NOT_GIVEN = "No column says this"


class FileForm(Form):
    file = upload(
        "Spreadsheet",
        needed("Choose the file that holds the comments"),
        hint="A CSV or Excel (.xlsx) file of up to 20 MB. Its first row holds the names of the columns.",
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
