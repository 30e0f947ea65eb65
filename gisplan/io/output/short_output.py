"""What a command prints in some thirty lines, and how many more there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gisplan.base.language import _, fill

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["MOST_LINES", "count_rest", "show_short"]

MOST_LINES = 30
"""Lines of a short answer."""


def count_rest(count: int) -> str:
    """Say how many lines are left out, and how to see them."""
    return fill(_("… and {count} more line(s); all of them: --full"), count=count)


def show_short(show: Callable[[Console], None], console: Console, *, full: bool) -> None:
    """Print what `show` prints: of more than thirty lines the first ones, and how many more there are.

    Parameters
    ----------
    show : callable
        Prints on a console, what matters first.
    console : Console
    full : bool
        Whether all is printed.
    """
    from rich.text import Text

    if full:
        show(console)
        return
    with console.capture() as printed:
        show(console)
    lines = printed.get().splitlines(keepends=True)
    if len(lines) <= MOST_LINES:
        console.file.write("".join(lines))
        return
    console.file.write("".join(lines[: MOST_LINES - 1]))
    console.print(Text(count_rest(len(lines) - MOST_LINES + 1), style="bold"))
