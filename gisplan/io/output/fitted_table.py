"""A table that breaks no word, number or code: where the terminal is too narrow, it leaves columns out, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from gisplan.base.display import visible
from gisplan.base.language import _
from gisplan.io.output.wrapping import measure_unbroken

__all__ = ["PADDING", "FittedTable", "choose_columns", "format_left_out"]

PADDING = 2  # a blank on either side of each column
_FRAME = 1 + PADDING  # a line and two blanks beside each column
_LONGEST_WORD = 24  # the widest word that a column keeps whole where not all of its words fit, such as a path


class FittedTable(Table):
    """A table in a frame whose columns fit into the terminal.

    `least` and `most` are the widths that each column takes with its longest word in a line, and with nothing broken;
    they are measured where the cells are texts. `drops` says which columns are left out first: see `choose_columns`.
    """

    least: Sequence[int] = ()
    most: Sequence[int] = ()
    drops: Sequence[int] = ()
    heads: Sequence[str] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self._measure()
        every, width = list(self.columns), options.max_width
        kept = choose_columns(self.least, self.drops, lambda widths: self._fits(widths, width))
        left_out = [head for at, head in enumerate(self.heads) if at not in kept]
        self.columns = [every[at] for at in kept]
        for column, size in zip(self.columns, self._fit(kept, width), strict=False):
            column.width = size + PADDING - self.padding[1] - self.padding[3]
        if left_out:
            self.caption, self.caption_justify, self.caption_style = format_left_out(left_out), "left", "dim"
        yield from super().__rich_console__(console, options)
        self.columns = every

    def _measure(self) -> None:
        """Measure the columns whose cells are texts, where nobody did."""
        if self.most:
            return
        texts = [[str(column.header), *map(str, column.cells)] for column in self.columns]
        self.heads = [column[0] for column in texts]
        self.most = [max(cell_len(line) for text in column for line in text.split("\n")) for column in texts]
        words = [max(map(measure_unbroken, column)) for column in texts]
        self.least = [
            most if column.no_wrap else min(word, most)
            for column, word, most in zip(self.columns, words, self.most, strict=True)
        ]

    def _fits(self, widths: Sequence[int], width: int) -> bool:
        return sum(min(size, _LONGEST_WORD) for size in widths) + _FRAME * len(widths) + 1 <= width

    def _fit(self, kept: Sequence[int], width: int) -> list[int]:
        """Return the widths of the columns that are kept; none where all fit as they are."""
        most, words = [self.most[at] for at in kept], [self.least[at] for at in kept]
        available = width - _FRAME * len(most) - 1
        if available <= 0 or sum(most) <= available:
            return []
        for longest in (available, _LONGEST_WORD):
            least = [min(word, longest) for word in words]
            if sum(least) <= available:
                levels = range(available, -1, -1)
                return next(
                    sizes for sizes in (_widen(least, most, level) for level in levels) if sum(sizes) <= available
                )
        return []


def _widen(least: Sequence[int], most: Sequence[int], level: int) -> list[int]:
    """Return widths of about a level, each as its column needs it."""
    return [min(size, max(word, level)) for word, size in zip(least, most, strict=True)]


def choose_columns(least: Sequence[int], drops: Sequence[int], fits: Any) -> list[int]:
    """Choose the columns that fit side by side: the first stays, and what may be dropped goes, from the right.

    Parameters
    ----------
    least : sequence of int
        The least width of each column.
    drops : sequence of int
        Those with the highest number go first, of equals the last; empty where all are equal.
    fits : callable
        Says whether columns of such widths fit.

    Returns
    -------
    list of int
        Their places.
    """
    kept = list(range(len(least)))
    while len(kept) > 1 and not fits([least[at] for at in kept]):
        kept.remove(max(kept[1:], key=lambda at: (drops[at] if drops else 0, at)))
    return kept


def format_left_out(heads: Sequence[str]) -> Text:
    """Say which columns a narrow terminal does not show."""
    names = ", ".join(visible(" ".join(head.split())) for head in heads if head)
    return Text(_("Not shown, for want of width: {0}.").format(names))
