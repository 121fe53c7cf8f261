"""What people who work here fill in about themselves and each other."""

from collections.abc import Sequence

from wtforms.fields import SelectChoice

from feedback.core.roles import Role
from feedback.kit.fields import choice, email, hidden, most, needed, one_from_list, one_of, password, text
from feedback.kit.forms import Form
from feedback.people.passwords import LONGEST, SHORTEST

ROLE_CHOICES = [
    choice(Role.READER.value, "Reader", "Sees results and reports"),
    choice(Role.EDITOR.value, "Editor", "Makes consultations and surveys, brings in comments"),
    choice(Role.ANALYST.value, "Analyst", "Reads what people wrote and finds themes"),
    choice(Role.PUBLISHER.value, "Publisher", "Checks and publishes replies"),
    choice(
        Role.SAFEGUARDING.value, "Safeguarding lead", "Sees words that were held back to keep someone safe"
    ),
    choice(Role.FORUM.value, "Forum representative", "Speaks for a parent carer forum or a youth forum"),
    choice(
        Role.ADMINISTRATOR.value, "Administrator", "Looks after accounts, sees no words that people wrote"
    ),
]
ROLE_NAMES = {str(one.value): str(one.label) for one in ROLE_CHOICES}


class SignInForm(Form):
    email = email("Email address", needed("Enter your email address"), autocomplete="username")
    password = password("Password", needed("Enter your password"))
    next = hidden()


class ChangePasswordForm(Form):
    current = password("Your password now", needed("Enter the password you have now"))
    new = password(
        "New password",
        needed("Enter a new password"),
        most(LONGEST),
        hint=f"{SHORTEST} characters or more. Three words are easy to remember.",
        autocomplete="new-password",
    )


class AddAccountForm(Form):
    name = text("Name", needed("Enter the person's name"), most(200), autocomplete="off")
    email = email("Email address", needed("Enter the person's email address"), autocomplete="off")


class AddOrganisationForm(Form):
    name = text("Name", needed("Enter the name of the organisation"), most(200), autocomplete="off")
    kind = one_of(
        "What kind",
        [
            ("council", "Council"),
            ("forum", "Parent carer forum"),
            choice("youth_forum", "Youth Forum", "Its members have pages of their own"),
            ("health", "Health"),
            ("school", "School or college"),
            ("voluntary", "Voluntary group"),
            ("other", "Something else"),
        ],
        needed("Choose what kind of organisation it is"),
    )


class GrantForm(Form):
    """Which role, and for what. The places differ from day to day, so `grant_form` fills them in.

    Forum representatives are not on the list: they are invited, and sign in without a password.
    """

    role = one_of(
        "Role", [one for one in ROLE_CHOICES if one.value != Role.FORUM.value], needed("Choose a role")
    )


def grant_form(places: Sequence[SelectChoice]) -> type[GrantForm]:
    class PlacedGrantForm(GrantForm):
        place = one_from_list("For what", places, needed("Choose what the role is for"), default="all")

    return PlacedGrantForm
