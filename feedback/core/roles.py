"""What an account may do. An account holds several, each for all or for one consultation or organisation."""

from enum import StrEnum


class Role(StrEnum):
    READER = "reader"  # results and reports
    EDITOR = "editor"  # consultations, surveys, imports, paper
    ANALYST = "analyst"  # raw text
    PUBLISHER = "publisher"
    SAFEGUARDING = "safeguarding"
    FORUM = "forum"  # representative of a parent carer forum or youth forum
    ADMINISTRATOR = "administrator"  # accounts; no raw text


STAFF = tuple(role for role in Role if role is not Role.FORUM)
STRATEGY_LEAD = (Role.EDITOR, Role.ANALYST, Role.PUBLISHER)
