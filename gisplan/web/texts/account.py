"""The texts of the pages of accounts."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["ACCOUNT"]

ACCOUNT: Mapping[str, str] = {
    "user_name": N_("Account name"),
    "present_password": N_("Present password"),
    "new_password": N_("New password, at least {0} characters"),
    "new_again": N_("New password again"),
    "change_password": N_("Change the password"),
    "password_ends": N_("Afterwards you sign in again, on every device."),
    "forgot": N_("Whoever forgot the password asks the administrator for a new one."),
}
