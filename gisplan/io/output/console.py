"""A console of rich that shows nothing from a file as a command to the terminal, and breaks no number."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from gisplan.base.display import visible_lines
from gisplan.io.output.wrapping import wrap_text

__all__ = ["make_console"]

_WIDTH = 100  # columns where the output is no terminal
_TRAILING = re.compile(r" +(?=\n|\Z)")


def make_console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Make a console on standard output, or on standard error, in whose texts hidden characters are visible.

    Its own colours are not escaped, so it writes to the stream below the one that escapes everything
    (`gisplan.cli.streams`), where there is one. Where that is no terminal, lines have no blanks at their ends.

    Parameters
    ----------
    stderr : bool
    width : int, optional
        In columns; default: that of the terminal, of the environment's COLUMNS, or 100.

    Returns
    -------
    Console
    """
    stream = sys.stderr if stderr else sys.stdout
    file: Any = getattr(stream, "unescaped", stream)
    if file is not None and not file.isatty():
        width = width or (None if os.environ.get("COLUMNS") else _WIDTH)
        file = _TrimmedStream(file)
    return _VisibleConsole(highlight=False, file=file, width=width)


class _TrimmedStream:
    """A stream that drops the blanks at the ends of lines."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> Any:
        return self._stream.write(_TRAILING.sub("", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _VisibleConsole(Console):
    """A console that escapes what is in the texts; its own control codes are segments of another kind."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        options = options or self.options
        if isinstance(renderable, str):
            renderable = self.render_str(renderable, highlight=options.highlight, markup=options.markup)
        if isinstance(renderable, Text) and not (renderable.no_wrap or options.no_wrap):
            renderable = wrap_text(renderable, options.max_width)
        for segment in super().render(renderable, options):
            yield segment if segment.control else _escape(segment)

    def __reduce__(self) -> Any:
        raise TypeError("a console belongs to its process")


def _escape(segment: Segment) -> Segment:
    text = visible_lines(segment.text)
    return segment if text == segment.text else Segment(text, segment.style)
