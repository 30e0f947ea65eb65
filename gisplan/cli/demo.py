"""`gisplan demo`: an example county to try the commands on."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import lang_option

__all__ = ["demo"]

_SOURCES = {"zhenba": "layers/zhenba", "small": "tests/fixtures/qingxi"}
_LEFT_OUT = ("*.py", "__pycache__/*", "sources/*", "ledger.sqlite*")


@click.command(
    help=N_(
        "Write an example county to FOLDER.\n\n"
        "zhenba has 181 villages, and in its folder bureau the same data as bureaus keep them; small has 12 invented "
        "villages. FOLDER is made; without it, it has the name of the county.\n\n"
        "Example: gisplan demo zhenba"
    )
)
@click.argument("name", type=click.Choice(list(_SOURCES)))
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@lang_option
def demo(name: str, folder: Path | None) -> None:
    """Write an example county to FOLDER."""
    from gisplan.base.display import visible
    from gisplan.io.output.file_set import replace_together

    target = folder or Path(name)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        message = _("{0} exists already: name a folder that is empty or does not exist.")
        raise click.UsageError(message.format(visible(str(target))))
    source = _find(name)
    files = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    with replace_together(target, chosen="file") as written:
        for file in files:
            if not any(file.match(pattern) for pattern in _LEFT_OUT):
                written.write(file.as_posix(), partial(shutil.copyfile, source / file))
    shown = visible(f'"{target}"' if " " in str(target) else str(target))
    click.echo(_("Written to {0}. Try:").format(shown))
    for command in ("check {0}", "verify {0}", "gaps {0} -o out"):
        click.echo(f"  gisplan {command.format(shown)}")


def _find(name: str) -> Path:
    """Find the files of an example: in the installed package, or in the source tree that gisplan runs from."""
    package = Path(__file__).parents[1]
    installed = package / "examples" / name
    return installed if installed.is_dir() else package.parent / _SOURCES[name]
