"""A progress bar on standard error: on a terminal only, and only once the work has taken a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

import click

from gisplan.base.language import _

__all__ = ["show_steps", "time_steps"]

PATIENCE_S = 1.0
_TICK_S = 0.2
_WIDTH = 24


@contextmanager
def show_steps(count: int) -> Iterator[Callable[[str], None]]:
    """Show which of `count` steps is under way; call what is yielded with each step's name as it begins."""
    begun: list[str] = []
    if not sys.stderr.isatty():
        yield begun.append
        return
    over = threading.Event()
    painter = threading.Thread(target=_paint, args=(begun, count, over), daemon=True)
    painter.start()
    try:
        yield begun.append
    finally:
        over.set()
        painter.join()


def _paint(begun: list[str], count: int, over: threading.Event) -> None:
    """Draw the bar again and again until it is over, then wipe it; nothing at all if that is soon."""
    if over.wait(PATIENCE_S):
        return
    while True:
        done = max(len(begun) - 1, 0)
        full = _WIDTH * done // count
        name = begun[-1] if begun else ""
        click.echo(f"\r\x1b[K[{'#' * full}{'.' * (_WIDTH - full)}] {done}/{count} {name}", err=True, nl=False)
        if over.wait(_TICK_S):
            break
    click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def time_steps(show: Callable[[str], object]) -> Iterator[Callable[[str], None]]:
    """Pass on the name of each step as it begins; say at the end how many seconds each took."""
    begun: list[tuple[str, float]] = []

    def step(name: str) -> None:
        begun.append((name, perf_counter()))
        show(name)

    yield step
    ends = [at for _name, at in begun[1:]] + [perf_counter()]
    told = ", ".join(f"{name} {end - at:.1f}" for (name, at), end in zip(begun, ends, strict=True))
    click.echo(_("Seconds: {0}").format(told), err=True)
