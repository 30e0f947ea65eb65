"""`gisplan ledger comment`: a comment on a work."""

from __future__ import annotations

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import by_option, json_option, kind_option, lang_option, reading_options, warn_of_clock

__all__ = ["comment"]


@click.command(
    help=N_(
        "Record a comment on WORK of COUNTY, found as by gisplan ledger set.\n\n"
        "TEXT has up to 2000 characters. A comment changes no value; it is shown by gisplan ledger show COUNTY WORK, "
        "with who wrote it and when, and is never changed or deleted.\n\n"
        "Example: gisplan ledger comment zhenba 古路村饮水 水表未到货，预计下周安装 --by 王 "
        "--attach zhenba/bureau/water_projects.xlsx"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work")
@click.argument("text", required=False, default="")
@by_option
@click.option(
    "--attach",
    type=click.Path(exists=True, dir_okay=False),
    multiple=True,
    help=N_("A photo or document; it is kept with the ledger. Can be repeated."),
)
@kind_option
@json_option
@reading_options
@lang_option
def comment(
    county: str, work: str, text: str, by: str, attach: tuple[str, ...], kind: str | None, as_json: bool
) -> None:
    """Record a comment on WORK of COUNTY."""
    from gisplan.base.display import visible
    from gisplan.cli.ledger.choose_work import choose_work
    from gisplan.cli.ledger.keep_files import keep_files
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import comment_to_dict, ledger_to_dict

    ledger = open_ledger(county, create=False)
    found = choose_work(ledger, county, work, kind, ask=not as_json)
    files = keep_files(ledger, attach, work=found) if attach else ()
    warn_of_clock(ledger)
    made = ledger.comment(found.code, text, by=by, kind=found.kind, attachments=files)
    if as_json:
        echo_json({"ledger": ledger_to_dict(ledger), "comment": comment_to_dict(made)})
    else:
        message = _("{0} {1}: comment recorded (record {2}).")
        click.echo(message.format(visible(found.code), visible(found.name), made.number))
