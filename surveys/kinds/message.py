"""A message to somebody who is named by what they do, such as "the head of travel to school"."""

from feedback.core.roles import Role
from surveys.kinds.long_text import LongText

# Who may be given messages to read here, as the editor chooses between them.
READERS: dict[Role, str] = {
    Role.ANALYST: "The people who read all answers",
    Role.PUBLISHER: "The people who write our replies",
}


class Message(LongText):
    """The question says who gets it. Those people find all such messages on one page."""

    name = "message"
    label = "A message to one person by their role"
    has_recipient = True
