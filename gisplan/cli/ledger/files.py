"""`gisplan ledger files` and `check`: photos and documents of the ledger, and whether all of it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import json_option, kind_option, lang_option, reading_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan.ledger import Attachment, Ledger

__all__ = ["check_store", "files"]


@click.command(
    help=N_(
        "List the photos and documents of WORK of COUNTY, and write them to a folder with --output.\n\n"
        "WORK is found as by gisplan ledger set. Each file is checked by its hash; files of one name get a number. "
        "Exit code: 0 when done, 2 when a file is missing or damaged.\n\n"
        "Example: gisplan ledger files zhenba 古路村饮水 --output 现场照片"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work")
@click.option("-o", "--output", metavar="OUT", type=click.Path(file_okay=False), help=N_("Folder to write them to."))
@kind_option
@json_option
@reading_options
@lang_option
def files(county: str, work: str, output: str | None, kind: str | None, as_json: bool) -> None:
    """List the photos and documents of WORK of COUNTY, or write them to a folder."""
    from gisplan.cli.ledger.choose_work import choose_work
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import ledger_to_dict

    ledger = open_ledger(county, create=False)
    found = choose_work(ledger, county, work, kind, ask=not as_json)
    attached = ledger.attachments(found.code, found.kind)
    names = _write(ledger, attached, Path(output)) if output is not None else [file.name for file in attached]
    if as_json:
        listed = [{**vars(file), "written": name} for file, name in zip(attached, names, strict=True)]
        echo_json({"ledger": ledger_to_dict(ledger), "files": listed if output is not None else [*map(vars, attached)]})
    else:
        _show(attached, names)


def _write(ledger: Ledger, attached: Sequence[Attachment], folder: Path) -> list[str]:
    """Write files to a folder, each under a name of its own; return the names."""
    from gisplan.io.output.file_set import replace_together

    names = _name_apart(attached)
    with replace_together(folder) as written:
        for file, name in zip(attached, names, strict=True):
            written.write_bytes(name, ledger.read_file(file))
    return names


def _name_apart(attached: Sequence[Attachment]) -> list[str]:
    """Return names that any system takes, and that differ also where capitals do not count."""
    names: list[str] = []
    used: set[str] = set()
    for file in attached:
        name = "".join("_" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in file.name).strip(". ") or "_"
        path, number = Path(name), 1
        while name.casefold() in used:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        used.add(name.casefold())
        names.append(name)
    return names


def _show(attached: Sequence[Attachment], names: Sequence[str]) -> None:
    from rich.text import Text

    from gisplan.cli.ledger.table import make_table
    from gisplan.io.output.console import make_console
    from gisplan.ledger.events.labels import escape_unprintable

    heads = [_("file"), _("kB"), _("taken"), _("place")]
    table = make_table(_("Photos and documents ({0})").format(len(attached)), heads, numbers=(1,))
    for file, name in zip(attached, names, strict=True):
        size = "–" if file.size is None else str(-(-file.size // 1000))
        place = (file.place or "–").removeprefix("EPSG:4326;POINT (").removesuffix(")")
        cells = [escape_unprintable(name), size, (file.taken or "–").replace("T", " "), place]
        table.add_row(*(Text(cell) for cell in cells))
    make_console().print(table)


@click.command(
    name="check",
    help=N_(
        "Check the ledger of COUNTY: that its events follow from each other, and that each photo and document is there "
        "and has the bytes that were recorded.\n\n"
        "With --remove-unused, files that no event or comment has are removed: those of entries that were never "
        "recorded, older than an hour. Exit code: 0 when all is whole, 2 when anything is damaged or missing.\n\n"
        "Example: gisplan ledger check zhenba --remove-unused"
    ),
)
@click.argument("county", type=click.Path())
@click.option("--remove-unused", is_flag=True, help=N_("Remove the files that no event or comment has."))
@json_option
@reading_options
@lang_option
def check_store(county: str, remove_unused: bool, as_json: bool) -> None:
    """Check the ledger of COUNTY and its files."""
    from gisplan.base.errors import LedgerStoreError
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import ledger_to_dict

    ledger = open_ledger(county, create=False)
    damage = [*ledger.check(), *ledger.check_files(thoroughly=True)]
    removed = ledger.remove_unused_files() if remove_unused and not damage else ()
    if as_json:
        echo_json({"ledger": ledger_to_dict(ledger), "damage": damage, "removed": list(removed)})
    if damage:
        raise LedgerStoreError("\n".join(damage))
    if not as_json:
        click.echo(_("The ledger and its files are whole, up to event {0}.").format(ledger.last_event))
        if remove_unused:
            click.echo(_("Unused files removed: {0}.").format(len(removed)))
