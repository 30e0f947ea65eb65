"""The texts that every page has."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["EVERY_PAGE"]

EVERY_PAGE: Mapping[str, str] = {
    "desk": N_("The desk"),
    "skip": N_("Skip to the content"),
    "menu": N_("Pages"),
    "nav_today": N_("Today"),
    "nav_works": N_("List of works"),
    "nav_map": N_("Map"),
    "nav_sheets": N_("Sheets"),
    "nav_people": N_("Accounts"),
    "password": N_("Password"),
    "sign_in": N_("Sign in"),
    "sign_out": N_("Sign out"),
    "language": N_("Language"),
    "read_only": N_("This desk is only read: nothing can be recorded."),
    "one_person": N_("This desk has no accounts: only this computer can reach it."),
    "refused": N_("This was not possible"),
    "first_page": N_("To the first page"),
    "none": N_("none"),
    "comma": N_(", "),
    "colon": N_(": "),
    "semicolon": N_("; "),
    "news": N_("Changed meanwhile: {0} ({1}, {2})"),
    "show_news": N_("Show the changes"),
    "draft_kept": N_("What you entered before is kept on this device and filled in again."),
    "drop_draft": N_("Drop it"),
    "offline": N_("The desk cannot be reached. What you record is kept on this device and sent later."),
}
