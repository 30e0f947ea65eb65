"""What click itself prints, marked for translation, and help in Chinese, in lines that fit a terminal.

Click finds the texts in the catalogue that `translate_click` sets. It counts characters where it breaks lines; most of
Chinese are two columns wide.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterable

import click
from click.formatting import wrap_text as wrap_characters

from gisplan.base.language import LOCALES, N_, NN_

__all__ = ["CLICK_TEXTS", "HelpContext", "translate_click"]

CLICK_TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("default: {default}"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("No such option {name!r}."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Option {name!r} does not take a value."),
    N_("Choose from:\n\t{choices}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("file"),
    N_("directory"),
    N_("path"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    NN_("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    NN_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    NN_("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    NN_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)


def translate_click(language: str) -> None:
    """Have click print its texts in a language, in this process.

    Parameters
    ----------
    language : str
        "zh" or "en".
    """
    os.environ["LANGUAGE"] = language  # which gettext asks for at each text
    gettext.bindtextdomain("gisplan", LOCALES)
    gettext.textdomain("gisplan")


_EXTRA = re.compile(r"\[[^\[\]]*\]$")  # default and range of an option, behind its meaning
_HYPHEN, _FIRM_HYPHEN = re.compile(r"(?<=[\w-])-(?=\w)"), "\u2011"  # names of options and files stay whole
_UNBROKEN = 1_000_000  # columns that no paragraph needs


class _HelpFormatter(click.HelpFormatter):
    """Writes help as click does; where it has wide characters, lines are broken by the columns that they take."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage, in as many characters less as its wide ones take columns more."""
        usage = gettext.gettext("Usage:")
        prefix = prefix or (f"{usage} " if usage.isascii() else usage)
        line = f"{prefix}{prog}{args}"
        if line.isascii():
            super().write_usage(prog, args, prefix)
            return
        from rich.cells import cell_len

        more = cell_len(line) - len(line)
        self.width -= more
        super().write_usage(prog, args, prefix)
        self.width += more

    def write_heading(self, heading: str) -> None:
        """Write a heading with the colon of its language."""
        self.write(f"{'':>{self.current_indent}}{heading}{':' if heading.isascii() else '：'}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        indent = " " * self.current_indent
        for line in _break_lines(text, self.width - self.current_indent):
            self.write(f"{indent}{line}".rstrip(" ") + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms, and beside each what it means."""
        rows = list(rows)
        if all(text.isascii() for row in rows for text in row):
            firm = [(term, _HYPHEN.sub(_FIRM_HYPHEN, meaning)) for term, meaning in rows]
            start = len(self.buffer)
            super().write_dl(firm, col_max, col_spacing)
            self.buffer[start:] = [part.replace(_FIRM_HYPHEN, "-") for part in self.buffer[start:]]
            return
        from rich.cells import cell_len

        rows = [(term, _EXTRA.sub(lambda m: m[0].replace("; ", "；"), meaning)) for term, meaning in rows]
        beside = min(max(cell_len(term) for term, _meaning in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in rows:
            lines = _break_lines(meaning, max(self.width - beside - self.current_indent, 10))
            if lines and cell_len(term) <= beside - col_spacing:
                self.write(f"{indent}{term}{' ' * (beside - cell_len(term))}{lines.pop(0)}\n")
            else:
                self.write(f"{indent}{term}\n")
            self.buffer += [f"{indent}{' ' * beside}{line}".rstrip(" ") + "\n" for line in lines]


class HelpContext(click.Context):
    """The context of a command whose help fits the terminal in Chinese, too."""

    formatter_class = _HelpFormatter


def _break_lines(text: str, width: int) -> list[str]:
    """Break paragraphs, of which click has removed the line ends, into lines no wider than a width."""
    if text.isascii():
        firm = _HYPHEN.sub(_FIRM_HYPHEN, text)
        return wrap_characters(firm, width, preserve_paragraphs=True).replace(_FIRM_HYPHEN, "-").splitlines()
    from rich.text import Text

    from gisplan.io.output.wrapping import wrap_text

    whole = wrap_characters(text, _UNBROKEN, preserve_paragraphs=True)
    return wrap_text(Text(whole), width).plain.splitlines()
