"""A progress bar on standard error: on a terminal only, and only once the work has taken a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

__all__ = ["show_steps"]

_PATIENCE_S = 1.0
_WIDTH = 24


@contextmanager
def show_steps() -> Iterator[Callable[[str, int], None]]:
    """Show which of a number of steps is under way; the bar is wiped at the end."""
    begun, done, shown = time.monotonic(), 0, False
    terminal = sys.stderr.isatty()

    def step(name: str, count: int) -> None:
        nonlocal done, shown
        if terminal and time.monotonic() - begun > _PATIENCE_S:
            full = _WIDTH * done // max(count, 1)
            click.echo(f"\r\x1b[K[{'#' * full}{'.' * (_WIDTH - full)}] {done}/{count} {name}", err=True, nl=False)
            shown = True
        done += 1

    try:
        yield step
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)
