"""`gisplan user token`: tokens by which other programs use an account of the desk."""

from __future__ import annotations

import json

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import json_option, lang_option, user_name

__all__ = ["token"]

_DAYS, _MOST_DAYS = 90, 366


@click.command(
    help=N_(
        "Make a token by which another program uses the account NAME at the addresses under /api/.\n\n"
        "It may do what the account may, and is valid for 90 days or as long as --days says. It is shown once: only "
        "a hash of it is kept. --revoke ends all tokens of the account at once.\n\n"
        "Example: gisplan user add zhenba 水利系统 --role viewer, then gisplan user token zhenba 水利系统 --days 30"
    )
)
@click.argument("county", type=click.Path())
@click.argument("name")
@click.option(
    "--days",
    type=click.IntRange(1, _MOST_DAYS),
    metavar="N",
    default=_DAYS,
    show_default=True,
    help=N_("How many days it is valid."),
)
@click.option("--revoke", is_flag=True, help=N_("End all tokens of the account, and make none."))
@json_option
@lang_option
def token(county: str, name: str, days: int, revoke: bool, as_json: bool) -> None:
    """Make a token, or end all tokens of an account."""
    from gisplan.ledger import open_ledger
    from gisplan.ledger.accounts.tokens import Tokens

    tokens = Tokens(open_ledger(county).engine)
    if revoke:
        count = tokens.revoke(name, by=user_name())
        click.echo(json.dumps({"revoked": count}) if as_json else _("Tokens that were ended: {0}.").format(count))
        return
    made, listed = tokens.make(name, days=days, by=user_name())
    until = listed.expires.date().isoformat()
    if as_json:
        click.echo(json.dumps({"token": made, "account": listed.account, "expires": until}, ensure_ascii=False))
        return
    click.echo(made)
    message = _("The token of {0} is valid until {1}. It is not shown again: keep it like a password.")
    click.echo(message.format(listed.account, until), err=True)
