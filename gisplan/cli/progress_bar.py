"""A progress bar on standard error: on a terminal only, and only once the work has taken a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

import click

from gisplan.base.language import _

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["show_steps", "time_steps"]

DELAY_S = 1.0


@contextmanager
def show_steps(count: int) -> Iterator[Callable[[str], None]]:
    """Show which of `count` steps is under way; call what is yielded with each step's name as it begins."""
    if not sys.stderr.isatty():
        yield lambda _name: None
        return
    bar = _StepBar(count)
    timer = threading.Timer(DELAY_S, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield bar.begin
    finally:
        timer.cancel()
        bar.stop()


class _StepBar:
    """A bar of `count` steps that is drawn between `start` and `stop`; steps may begin before it is started."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._begun: list[str] = []
        self._stopped = False
        self._bar: Progress | None = None
        self._lock = threading.Lock()

    def begin(self, name: str) -> None:
        """Begin a step: those before it are done."""
        with self._lock:
            self._begun.append(name)
            self._update()

    def start(self) -> None:
        """Draw the bar from now on."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        from gisplan.io.output.console import make_console

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
        bar = Progress(*columns, console=make_console(stderr=True), transient=True, redirect_stdout=False)
        with self._lock:
            if self._stopped:
                return
            bar.add_task("", total=self._count)
            self._bar = bar
            self._update()
            bar.start()

    def stop(self) -> None:
        """Erase the bar, if it was started."""
        with self._lock:
            self._stopped = True
            if self._bar is not None:
                self._bar.stop()

    def _update(self) -> None:
        if self._bar is not None and self._begun:
            self._bar.update(self._bar.task_ids[0], completed=len(self._begun) - 1, description=self._begun[-1])


@contextmanager
def time_steps(show: Callable[[str], object]) -> Iterator[Callable[[str], None]]:
    """Pass on the name of each step as it begins; print at the end how many seconds each took."""
    begun: list[tuple[str, float]] = []

    def step(name: str) -> None:
        begun.append((name, perf_counter()))
        show(name)

    yield step
    ends = [time for _name, time in begun[1:]] + [perf_counter()]
    seconds = ", ".join(f"{name} {end - time:.1f}" for (name, time), end in zip(begun, ends, strict=True))
    click.echo(_("Seconds: {0}").format(seconds), err=True)
