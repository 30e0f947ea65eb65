"""The entry point `gisplan COMMAND`; commands are imported when called, so that help is fast."""

from __future__ import annotations

import gc
import locale
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise

import click

from gisplan.base.display import visible
from gisplan.base.errors import GisplanError
from gisplan.base.language import N_, _, set_language
from gisplan.base.values import closest_names
from gisplan.cli.click_texts import translate_click
from gisplan.cli.commands import Commands, lang_option, translate
from gisplan.cli.streams import end_streams, flush_streams, open_streams

__all__ = ["main"]

COMPLETE = "_GISPLAN_COMPLETE"  # the variable by which a shell asks for completions
_DESK = ("serve", "user")  # whose modules are in a package of their own
LANGUAGES = ("zh", "en")
_PARQUET = ("parquet", "serve", "run")  # with one of these words in its arguments, a command may need pyarrow
_NEAREST, _ALIKE = 3, 0.7  # how many options are proposed for an unknown one, and how similar they are at least
COMMANDS = (
    *(
        "init",
        "check",
        "gaps",
        "verify",
        "plan",
        "compare",
        "run",
        "ledger",
        "scenario",
        "serve",
        "user",
        "standards",
        "demo",
    ),
    "completion",
)


@click.command(
    cls=Commands,
    functions={name: (f"gisplan.cli.{'desk.' if name in _DESK else ''}{name}", name) for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_(
        "Find which settlements lack which services, why, and what to build first.\n\n"
        "COUNTY is a folder with a gisplan.toml, or that file.\n\n"
        "Example: gisplan demo zhenba, then gisplan verify zhenba"
    ),
)
@click.version_option(package_name="gisplan", prog_name="gisplan")
@lang_option
def gisplan() -> None:
    """Find which settlements lack what, why, and what to build first."""


def _find_language(words: Sequence[str]) -> str | None:
    """Find the user's language: `--lang`, then GISPLAN_LANG, then the locale; None where gisplan does not have it."""
    for word, following in pairwise([*words, ""]):
        name = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and name in LANGUAGES:
            return name
    stated = os.environ.get("GISPLAN_LANG", "")
    if stated and stated not in LANGUAGES:
        message = _("GISPLAN_LANG is {0}: set it to {1}, or remove it.")
        raise click.UsageError(message.format(visible(stated), "zh, en"))
    found = next((v for k in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), None)
    found = found or locale.getlocale()[0] or ""
    return stated or ("zh" if found.lower().startswith(("zh", "chinese")) else None)


def main() -> None:
    """Run a command.

    Exit codes: 0 done; 1 a gap, or rows in quarantine; 2 bad usage, refused input, or output that cannot be
    written; 3 a fault of gisplan itself; 130 interrupted.
    """
    gc.set_threshold(500_000, 50, 50)  # importing libraries makes no garbage worth collecting
    _silence_libraries()
    _leave_out_pyarrow(sys.argv[1:])
    code = _guard(_run)
    if code in (0, 1):
        code = max(code, _guard(flush_streams))
    if code in (0, 1):
        os._exit(code)  # at once: tearing down the libraries takes a tenth of a second
    end_streams()
    sys.exit(code)


def _run() -> int:
    completing = COMPLETE in os.environ
    if not completing:
        open_streams()
    language = _find_language(sys.argv[1:])
    set_language(language)
    if language:
        translate_click(language)
    if completing:
        import_module("gisplan.cli.completion")  # which makes PowerShell known to click
        translate(gisplan).main(complete_var=COMPLETE)  # answers the shell, and ends
    _refuse_bytes(sys.argv[1:])
    code = translate(gisplan).main(standalone_mode=False)
    return code if isinstance(code, int) else 0


def _guard(step: Callable[[], int | None]) -> int:
    """Return the exit code of a step, and print what stopped it."""
    try:
        return step() or 0
    except click.ClickException as error:
        _propose_nearest(error).show()
    except GisplanError as error:
        click.echo(_("Error: {0}").format(error), err=True)
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("Interrupted."), err=True)
        return 130
    except MemoryError:
        message = _("The memory of this computer is not enough. Close other programs, and try again.")
        click.echo(_("Error: {0}").format(message), err=True)
    except OSError as error:
        click.echo(_("Error: {0}").format(_explain(error)), err=True)
    except Exception:  # noqa: BLE001 - the last line of defence tells a fault of ours from a user's
        traceback.print_exc()
        click.echo(
            _("This is an error in gisplan, not in your files. Please report it with the lines above."), err=True
        )
        return 3
    return 2


def _propose_nearest(error: click.ClickException) -> click.ClickException:
    """Return an error of an unknown option with the options that are most similar to it, the most similar first."""
    if not isinstance(error, click.NoSuchOption) or not error.possibilities:
        return error
    near = closest_names(error.option_name, error.possibilities, most=_NEAREST, cutoff=_ALIKE)
    if not near:
        return click.UsageError(error.message, error.ctx)
    return click.UsageError(_("{0} Did you mean {1}?").format(error.message, ", ".join(near)), error.ctx)


def _explain(error: OSError) -> str:
    """Say which file or folder the system refused, why, and what to do."""
    cause = error.strerror or str(error)
    if error.filename is None:
        return _("{0}. Check the disk and the folders that are used.").format(cause)
    template = _("{0}: {1}. Check that it exists, can be opened and has space, or give another.")
    return template.format(visible(os.fsdecode(error.filename)), cause)


def _refuse_bytes(words: Sequence[str]) -> None:
    """Refuse arguments that are no text: files with such names cannot be named in any output."""
    for word in words:
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            message = _("The argument {0} is not valid UTF-8. Rename the file, or check the encoding of the terminal.")
            raise click.UsageError(message.format(visible(word)))


def _leave_out_pyarrow(words: Sequence[str]) -> None:
    """Have pandas loaded as where pyarrow, an extra, is not installed; the process that reads files has its own.

    pandas holds texts in it where it is there: for a county's columns that takes `verify` 6 to 11 % longer, and more
    memory, and the files are the same.
    """
    if "pandas" not in sys.modules and not any(need in word for word in words for need in _PARQUET):
        sys.modules["pyarrow"] = None  # type: ignore[assignment]


def _silence_libraries() -> None:
    """Keep warnings and log records of libraries from the user, unless Python is asked for them with -W."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())


if __name__ == "__main__":
    main()
