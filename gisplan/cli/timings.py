"""How long each step took, on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

import click

from gisplan.base.language import _

__all__ = ["time_steps"]


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
