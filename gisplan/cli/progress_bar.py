"""What a command is doing, on standard error: a bar on a terminal, elsewhere a line a step; once it takes some time."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import click

from gisplan.base.language import _, join_names

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["StepTimes", "show_steps", "time_steps"]

DELAY_S = 1.0
"""After so many seconds the bar is drawn."""
LINES_DELAY_S = 5.0
"""After so many seconds a line is written for each step, where there is no terminal."""
_GAP_PAUSE_S = 0.5  # between two gaps that are shown
_MORE = "\t"  # between the name of a step and more of it
_LEAST_GAP = 0.01  # per cent: a smaller one is shown as 0


class _Shown(Protocol):
    """What shows the steps."""

    def begin(self, name: str) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@contextmanager
def show_steps(count: int) -> Iterator[Callable[[str], None]]:
    """Show which of `count` steps is under way; call what is yielded with each step's name as it begins."""
    is_terminal = sys.stderr.isatty()
    shown: _Shown = _StepBar(count) if is_terminal else _StepLines(count)
    timer = threading.Timer(DELAY_S if is_terminal else LINES_DELAY_S, shown.start)
    timer.daemon = True
    timer.start()
    try:
        yield shown.begin
    finally:
        timer.cancel()
        shown.stop()


class _StepLines:
    """A line for each step that is under way after `start`, with the seconds since the first began."""

    def __init__(self, count: int) -> None:
        self._count, self._number, self._name = count, 0, ""
        self._begun_at = perf_counter()
        self._started = False
        self._lock = threading.Lock()

    def begin(self, name: str) -> None:
        """Begin a step; what is only more of the one under way makes no line."""
        if _MORE in name:
            return
        with self._lock:
            self._number, self._name = self._number + 1, name
            self._write()

    def start(self) -> None:
        """Write the step that is under way, and each that begins from now on."""
        with self._lock:
            self._started = True
            self._write()

    def stop(self) -> None:
        """Write nothing more."""
        with self._lock:
            self._started = False

    def _write(self) -> None:
        if self._started and self._name:
            text = _("{0:.0f} s, step {1} of {2}: {3}")
            line = text.format(perf_counter() - self._begun_at, self._number, self._count, self._name)
            click.echo(line, err=True)


class _StepBar:
    """A bar of `count` steps that is drawn between `start` and `stop`; steps may begin before it is started."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._begun: list[str] = []
        self._text = ""
        self._stopped = False
        self._bar: Progress | None = None
        self._lock = threading.Lock()

    def begin(self, name: str) -> None:
        """Begin a step: those before it are done; or show more of the one under way, behind its name."""
        with self._lock:
            if _MORE not in name:
                self._begun.append(name)
            self._text = name.replace(_MORE, " ")
            self._update()

    def start(self) -> None:
        """Draw the bar from now on."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        from gisplan.io.output.console import make_console

        what = TextColumn("{task.description}", markup=False)
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), what)
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
            self._bar.update(self._bar.task_ids[0], completed=len(self._begun) - 1, description=self._text)


class StepTimes:
    """Passes on the name of each step as it begins, and the gap of a plan that is being solved.

    Parameters
    ----------
    show : callable
        Called with the name of each step, and with more of the one that is under way.
    """

    def __init__(self, show: Callable[[str], object]) -> None:
        self.begun: list[tuple[str, float]] = []
        self._show, self._gap_at = show, 0.0

    def __call__(self, name: str) -> None:
        """Begin a step."""
        self.begun.append((name, perf_counter()))
        self._show(name)

    def report_gap(self, percent: float) -> None:
        """Show the gap so far behind the name of the step, not more often than a reader can follow."""
        now = perf_counter()
        if self.begun and now - self._gap_at >= _GAP_PAUSE_S:
            self._gap_at = now
            shown = percent if percent >= _LEAST_GAP else 0.0
            self._show(self.begun[-1][0] + _MORE + _("(gap {0:.2f} %)").format(shown))


@contextmanager
def time_steps(show: Callable[[str], object]) -> Iterator[StepTimes]:
    """Pass on the name of each step as it begins; print at the end how many seconds each took."""
    step = StepTimes(show)
    yield step
    ends = [time for _name, time in step.begun[1:]] + [perf_counter()]
    seconds = join_names(f"{name} {end - time:.1f}" for (name, time), end in zip(step.begun, ends, strict=True))
    click.echo(_("Seconds: {0}").format(seconds), err=True)
