"""A module of gisplan run as a process of its own, that gives way to whoever waits for a page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from gisplan.base.own_processes import packed_command
from gisplan.ledger.store.location import name_store

__all__ = ["run_module"]

_NICER = 5  # of the process: who waits for a page of the desk comes first


def run_module(
    module: str,
    arguments: Sequence[str],
    *,
    url: str | None,
    most_s: float,
    begun: Callable[[subprocess.Popen[bytes]], object],
) -> None:
    """Run the `main` of a module in a process of its own, to its end.

    Parameters
    ----------
    module : str
        Its name; the packed program must know it.
    arguments : sequence of str
    url : str or None
        The ledger's, which the process finds in its environment.
    most_s : float
        How many seconds it may take.
    begun : callable
        Given the process when it runs, so that it can be killed.

    Raises
    ------
    OSError, SubprocessError
        It cannot be started, failed, or took too long.
    """
    command = [*(packed_command(module) or [sys.executable, "-P", "-m", module]), *arguments]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE, env=name_store(url)) as process:
        begun(process)
        _give_way(process.pid)
        try:
            _nothing, stderr = process.communicate(timeout=most_s)
        finally:
            process.kill()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[0], stderr=stderr)


def _give_way(process: int) -> None:
    """Have a process take less of the processor than the desk, where the system can."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # it has ended
            os.setpriority(os.PRIO_PROCESS, process, os.getpriority(os.PRIO_PROCESS, process) + _NICER)
