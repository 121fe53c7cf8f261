"""What staff fill in about reach."""

from collections.abc import Sequence
from typing import Any

from feedback.kit.fields import choice, day, long_text, most, needed, one_from_list, text
from feedback.kit.forms import Form
from feedback.reports.outreach import LONGEST_ROLE, LONGEST_TEXT, SOMEBODY_ELSE, Plan


class OutreachForm(Form):
    group = one_from_list("Whom do you want to hear from?", None, needed("Choose a group"))
    what = long_text("What do you do?", needed("Say what you do"), most(LONGEST_TEXT), rows=3)
    owner_role = text(
        "Who is responsible?",
        needed("Enter the role that is responsible"),
        most(LONGEST_ROLE),
        hint="A role, not a person’s name.",
    )
    due_on = day("By when?", needed("Give the day"))

    def __init__(self, *given: Any, groups: Sequence[str] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        names = [*groups, SOMEBODY_ELSE]
        self.group.choices = [choice("", "Choose a group"), *(choice(name, name) for name in names)]

    def plan(self) -> Plan:
        return Plan(self.group.data, self.what.data, self.owner_role.data, self.due_on.data)
