"""A console of rich that shows nothing from a file as a command to the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from gisplan.base.display import visible_lines

__all__ = ["make_console"]


def make_console(*, stderr: bool = False) -> Console:
    """Make a console on standard output, or on standard error, in whose texts hidden characters are visible.

    Its own colours are not escaped, so it writes to the stream below the one that escapes everything
    (`gisplan.cli.streams`), where there is one.
    """
    stream = sys.stderr if stderr else sys.stdout
    return _VisibleConsole(highlight=False, file=getattr(stream, "unescaped", stream))


class _VisibleConsole(Console):
    """A console that escapes what is in the texts; its own control codes are segments of another kind."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else _escape(segment)

    def __reduce__(self) -> Any:
        raise TypeError("a console belongs to its process")


def _escape(segment: Segment) -> Segment:
    text = visible_lines(segment.text)
    return segment if text == segment.text else Segment(text, segment.style)
