"""Addresses of people who asked to hear back. No row here has a key to anything that anybody said (D21)."""

from enum import StrEnum

from tortoise import fields

from feedback.core.models import Base


class Wish(StrEnum):
    NEWS = "news"  # each time, until they stop it
    OUTCOME = "outcome"  # once, and then the address goes


class ContactState(StrEnum):
    ASKED = "asked"  # nobody has pressed the button in the first mail yet
    CONFIRMED = "confirmed"


class Contact(Base):
    """One address, for one thing that its owner wants to hear of.

    `about` is a word that the room above makes and reads, such as "reply:taxis-on-time"; it names what is
    public, never a voice. Days and no times: an hour could be laid beside the hour of an answer.
    """

    address = fields.CharField(max_length=254)
    about = fields.CharField(max_length=140)
    title = fields.CharField(max_length=200)  # what the mails call it
    wish = fields.CharEnumField(Wish, max_length=10)
    state = fields.CharEnumField(ContactState, max_length=10, default=ContactState.ASKED)
    once = fields.CharField(max_length=64, unique=True)  # a hash of address and `about`
    asked_on = fields.DateField()
    confirmed_on = fields.DateField(null=True)
    goes_on = fields.DateField(db_index=True)  # when it is deleted, whatever happens

    class Meta:
        table = "contact"
        indexes = (("about", "state"),)
