"""Where a person leaves an address."""

from feedback.kit.fields import email, needed, tick
from feedback.kit.forms import Form


class AddressForm(Form):
    address = email(
        "Your email address",
        needed("Enter your email address"),
        hint="We keep it apart from everything that anybody told us.",
    )
    is_old_enough = tick(
        "I am 13 or older, or my parent or carer says that this is all right.",
        needed("Tick the box, or ask your parent or carer to leave their address"),
    )
