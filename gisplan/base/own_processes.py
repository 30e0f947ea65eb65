"""How gisplan starts a process of its own where it is packed with Python in one folder, and has no Python to start.

Elsewhere such a process is Python, which is given a module or a script of gisplan. A packed program starts itself
again, with `OWN_PROCESS` and the name of the module as its first arguments; what begins it then runs the function
`main` of that module instead of a command.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

__all__ = ["OWN_PROCESS", "find_own_process", "packed_command"]

OWN_PROCESS = "--own-process"


def packed_command(module: str) -> list[str]:
    """Return the first words of the command that runs a module of gisplan; none where Python itself can run it."""
    return [sys.executable, OWN_PROCESS, module] if getattr(sys, "frozen", False) else []


def find_own_process(
    arguments: Sequence[str], programs: Mapping[str, Callable[[list[str]], int]]
) -> Callable[[], int] | None:
    """Find the process that the arguments of a packed program ask for; None where they are a command's.

    Parameters
    ----------
    arguments : sequence of str
        Those of the program, without its name.
    programs : mapping of str to callable
        What may be run, by the names of modules: each takes the further arguments and returns an exit code.

    Returns
    -------
    callable or None
        Runs the process and returns its exit code.
    """
    if len(arguments) < 2 or arguments[0] != OWN_PROCESS or arguments[1] not in programs:
        return None
    program, further = programs[arguments[1]], list(arguments[2:])
    return lambda: program(further)
