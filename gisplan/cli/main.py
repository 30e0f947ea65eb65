"""The entry point `gisplan COMMAND`; commands are imported when called, so that help is fast."""

from __future__ import annotations

import gc
import locale
import os
import sys
import traceback
from typing import NoReturn

import click

from gisplan.base.errors import GisplanError
from gisplan.base.language import N_, _, set_language
from gisplan.cli.commands import Commands, translate

__all__ = ["main"]

COMMANDS = ("init", "check", "gaps", "verify", "plan", "compare", "ledger", "standards")


@click.command(
    cls=Commands,
    functions={name: (f"gisplan.cli.{name}", name) for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_(
        "Find which settlements lack which services, why, and what to build first.\n\n"
        "COUNTY is a folder with a gisplan.toml, or that file.\n\n"
        "Example: gisplan verify tests/fixtures/qingxi"
    ),
)
@click.version_option(package_name="gisplan", prog_name="gisplan")
def gisplan() -> None:
    """Find which settlements lack what, why, and what to build first."""


def _language() -> str | None:
    """Find the user's language from the locale; None where gisplan does not have it."""
    name = next((v for k in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), None)
    name = name or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else None


def main() -> None:
    """Run a command.

    Exit codes: 0 done; 1 a gap, or rows in quarantine; 2 bad usage, or refused input; 3 a fault of gisplan itself;
    130 interrupted.
    """
    gc.set_threshold(100_000, 50, 50)  # importing libraries makes no garbage worth collecting
    set_language(_language())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = translate(gisplan).main(standalone_mode=False)
        _leave(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        code = 2
    except GisplanError as error:
        click.echo(_("Error: {0}").format(error), err=True)
        code = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("Interrupted."), err=True)
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception:  # noqa: BLE001 - the last line of defence tells a fault of ours from a user's
        traceback.print_exc()
        click.echo(
            _("This is an error in gisplan, not in your files. Please report it with the lines above."), err=True
        )
        code = 3
    sys.exit(code)


def _leave(code: int) -> NoReturn:
    """Exit at once: tearing down the libraries takes a tenth of a second."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
