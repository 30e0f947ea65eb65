"""The texts of the pages of accounts for administrators."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["PEOPLE"]

PEOPLE: Mapping[str, str] = {
    "people_title": N_("Accounts"),
    "role": N_("Role"),
    "towns_own": N_("Towns of a clerk, with commas; empty for all"),
    "programmes_own": N_("Programmes or categories of a clerk, with commas; empty for all"),
    "first_password": N_("First password, at least {0} characters"),
    "add_account": N_("Make an account"),
    "detail_role": N_("role: {0}"),
    "detail_towns": N_("towns: {0}"),
    "detail_programmes": N_("programmes: {0}"),
    "no_limits": N_("no limits"),
    "batches": N_("{0} records"),
    "state_disabled": N_("disabled"),
    "state_locked": N_("locked"),
    "locked_title": N_("Locked after wrong passwords"),
    "locked_means": N_("Nobody can sign in with this account:"),
    "unlock": N_("Unlock"),
    "log": N_("Signing in, and changes of accounts"),
    "log_from": N_("from the address {0}"),
    "log_by": N_("by the account {0}"),
    "others_record": N_("Recorded under other names"),
    "save_account": N_("Save"),
    "disable": N_("Disable the account"),
    "enable": N_("Enable the account"),
    "disable_means": N_("It is signed out everywhere at once; what it recorded stays."),
    "remove": N_("Remove the account"),
    "remove_means": N_("What it recorded keeps its name. A disabled account is removed by itself after {0} days."),
    "set_password": N_("Set a password"),
    "set_password_means": N_("It is signed out everywhere and unlocked."),
    "tokens": N_("Tokens of other programs"),
    "tokens_mean": N_("They are made by gisplan user token, and may do what the account may."),
    "token_of": N_("{0}: made on {1}, valid until {2}"),
    "token_ended": N_("ended"),
    "token_used": N_("last used at {0}"),
    "token_unused": N_("never used"),
    "revoke_tokens": N_("End all tokens"),
    "latest_of": N_("Latest entries of {0}"),
    "nothing_yet": N_("nothing yet"),
}
