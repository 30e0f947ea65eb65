"""`gisplan user`: the accounts of the desk."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.errors import AccountError
from gisplan.base.language import N_, _
from gisplan.cli.commands import Commands, json_option, lang_option, user_name

if TYPE_CHECKING:
    from gisplan.ledger.accounts.accounts import Account, Accounts
    from gisplan.ledger.accounts.lock_out import Locks

__all__ = ["add", "disable", "list_users", "password", "remove", "unlock", "user"]

_COMMANDS = {
    **{name: ("gisplan.cli.desk.user", name) for name in ("add", "disable", "password", "unlock", "remove")},
    "token": ("gisplan.cli.desk.user_token", "token"),
}
_ROLES = ("viewer", "clerk", "planner", "admin")


@click.command(
    cls=Commands,
    functions={"add": _COMMANDS["add"], "list": ("gisplan.cli.desk.user", "list_users"), **_COMMANDS},
    help=N_(
        "The accounts of the desk of COUNTY, which are kept in its ledger.\n\n"
        "A viewer reads; a clerk records works, of some towns and programmes if these are given; a planner records "
        "all of them; an administrator manages the accounts too.\n\n"
        "Example: gisplan user add zhenba 李 --role admin"
    ),
)
def user() -> None:
    """Group the commands of accounts."""


_role_option = click.option(
    "--role", type=click.Choice(_ROLES), default="viewer", show_default=True, help=N_("What the account may do.")
)
_towns_option = click.option(
    "--towns", metavar="T,…", default="", help=N_("The towns whose works a clerk records; default: all.")
)
_programmes_option = click.option(
    "--programmes",
    metavar="P,…",
    default="",
    help=N_("The programmes or categories that a clerk records; default: all."),
)


@click.command(
    help=N_(
        "Make an account for NAME, by which colleagues sign in and which signs what they record.\n\n"
        "The password is asked for; without a terminal it is the first line of standard input. Exit code: 0 when "
        "made, 2 when the name is taken or the password easily guessed.\n\n"
        "Example: gisplan user add zhenba 王 --role clerk --towns 青水镇"
    )
)
@click.argument("county", type=click.Path())
@click.argument("name")
@_role_option
@_towns_option
@_programmes_option
@json_option
@lang_option
def add(county: str, name: str, role: str, towns: str, programmes: str, as_json: bool) -> None:
    """Make an account."""
    accounts = _open(county, create=True)
    limits = {"towns": _split(towns), "programmes": _split(programmes)}
    made = accounts.add(name, _ask_password(), role=role, by=user_name(), **limits)
    _show(made, as_json, _("The account {0} is made.").format(made.name))


@click.command(
    name="list",
    help=N_("List the accounts of the desk of COUNTY, with what each may do.\n\nExample: gisplan user list zhenba"),
)
@click.argument("county", type=click.Path())
@json_option
@lang_option
def list_users(county: str, as_json: bool) -> None:
    """List the accounts."""
    from gisplan.ledger.accounts.lock_out import Locks, list_locks

    opened = _open(county)
    accounts, locked = opened.list(), list_locks(opened.engine, opened.clock())
    if as_json:
        rows = [_to_dict(one, locked.get(one.name, Locks())) for one in accounts]
        click.echo(json.dumps({"accounts": rows}, ensure_ascii=False, indent=1))
        return
    if not accounts:
        click.echo(_("There are no accounts: make one with gisplan user add COUNTY NAME --role admin."))
        return
    from rich.text import Text

    from gisplan.cli.ledger.table import make_table
    from gisplan.io.output.console import make_console
    from gisplan.ledger.accounts.accounts import ROLE_LABELS

    heads = [_("name"), _("role"), _("towns"), _("programmes"), _("state")]
    table = make_table(_("Accounts ({0})").format(len(accounts)), heads, numbers=(), whole=(0,))
    for one in accounts:
        state = _("disabled") if one.disabled else _("locked") if one.name in locked else _("active")
        limits = [", ".join(names) or _("all") for names in (one.towns, one.programmes)]
        table.add_row(*(Text(cell) for cell in (one.name, _(ROLE_LABELS[one.role]), *limits, state)))
    make_console().print(table)


@click.command(
    help=N_(
        "Disable the account NAME: it is signed out everywhere and may not sign in; what it recorded stays.\n\n"
        "Example: gisplan user disable zhenba 王"
    )
)
@click.argument("county", type=click.Path())
@click.argument("name")
@click.option("--undo", is_flag=True, help=N_("Enable it again."))
@json_option
@lang_option
def disable(county: str, name: str, undo: bool, as_json: bool) -> None:
    """Disable an account, or enable it again."""
    changed = _open(county).disable(name, disabled=not undo, by=user_name())
    message = _("The account {0} is enabled.") if undo else _("The account {0} is disabled.")
    _show(changed, as_json, message.format(changed.name))


@click.command(
    help=N_(
        "Set the password of the account NAME, unlock it, and sign it out everywhere.\n\n"
        "The password is asked for; without a terminal it is the first line of standard input.\n\n"
        "Example: gisplan user password zhenba 王"
    )
)
@click.argument("county", type=click.Path())
@click.argument("name")
@json_option
@lang_option
def password(county: str, name: str, as_json: bool) -> None:
    """Set a password."""
    accounts = _open(county)
    changed = accounts.set_password(name, _ask_password(), by=user_name())
    _show(changed, as_json, _("The password of {0} is set.").format(changed.name))


@click.command(
    help=N_(
        "Unlock the account NAME, whose colleague may try again after too many wrong passwords.\n\n"
        "Example: gisplan user unlock zhenba 王"
    )
)
@click.argument("county", type=click.Path())
@click.argument("name")
@json_option
@lang_option
def unlock(county: str, name: str, as_json: bool) -> None:
    """Unlock an account."""
    unlocked = _open(county).unlock(name, by=user_name())
    _show(unlocked, as_json, _("The account {0} is unlocked.").format(unlocked.name))


@click.command(
    help=N_(
        "Remove the account NAME: its sessions and tokens end, and its password is forgotten; what it recorded keeps "
        "its name.\n\n"
        "Who may come back is better disabled. Exit code: 0 when removed, 2 when there is no such account, or no "
        "administrator would be left.\n\n"
        "Example: gisplan user remove zhenba 王"
    )
)
@click.argument("county", type=click.Path())
@click.argument("name")
@json_option
@lang_option
def remove(county: str, name: str, as_json: bool) -> None:
    """Remove an account."""
    from gisplan.ledger.accounts.retention import remove_account

    accounts = _open(county)
    remove_account(accounts.engine, name, accounts.clock(), by=user_name())
    message = _("The account {0} is removed.").format(name)
    click.echo(json.dumps({"removed": name}, ensure_ascii=False) if as_json else message)


def _open(county: str, *, create: bool = False) -> Accounts:
    from gisplan.ledger import open_ledger
    from gisplan.ledger.accounts.accounts import Accounts

    return Accounts(open_ledger(county, create=create).engine)


def _ask_password() -> str:
    """Ask for a password twice, without showing it; read a line where nobody types."""
    if sys.stdin is None or not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
        if not line:
            raise AccountError(_("No password was given: type it, or write it as the first line of standard input."))
        return line
    return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Again")))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def _show(account: Account, as_json: bool, message: str) -> None:
    click.echo(json.dumps(_to_dict(account), ensure_ascii=False, indent=1) if as_json else message)


def _to_dict(account: Account, locks: Locks | None = None) -> dict[str, Any]:
    limits = {"towns": list(account.towns), "programmes": list(account.programmes)}
    found = {"name": account.name, "role": account.role, **limits, "disabled": account.disabled}
    if locks is not None:
        until = locks.account.isoformat() if locks.account is not None else None
        found |= {"locked_until": until, "locked_addresses": sorted(locks.addresses)}
    return {**found, "created": account.created}
