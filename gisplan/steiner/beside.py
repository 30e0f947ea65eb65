"""Problems solved in a process of their own, beside what the caller does meanwhile.

The process is this module run as a program: it reads problems as JSON and writes their solutions. Where it cannot be
started, or ends without them, the caller solves the problems itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from typing import Any

import numpy as np

from gisplan.steiner.problem import Solution, SteinerProblem
from gisplan.steiner.solve import solve_problem

__all__ = ["SolvedBeside", "solve_beside"]

_WORTH_EDGES = 2_000  # smaller problems are solved before a process has started
_MASKS = ("allowed", "root_edges", "served")


def solve_beside(problems: Sequence[SteinerProblem], command: Sequence[str] = ()) -> SolvedBeside | None:
    """Begin to solve problems in another process; None where that gains nothing.

    Parameters
    ----------
    problems : sequence of SteinerProblem
    command : sequence of str
        What starts this module as a program; none: Python.
    """
    if (os.cpu_count() or 1) < 2 or max(len(problem.u) for problem in problems) < _WORTH_EDGES:
        return None
    return SolvedBeside(problems, command)


class SolvedBeside:
    """Problems that another process solves meanwhile.

    Parameters
    ----------
    problems : sequence of SteinerProblem
    command : sequence of str
        What starts this module as a program; none: Python.
    """

    def __init__(self, problems: Sequence[SteinerProblem], command: Sequence[str] = ()) -> None:
        self._problems = problems
        self._process: subprocess.Popen[bytes] | None = None
        self._answer = b""
        self._thread = threading.Thread(target=self._run, daemon=True)
        with suppress(OSError):
            self._process = subprocess.Popen(
                command or [sys.executable, "-P", "-X", "utf8", "-m", __spec__.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        self._thread.start()

    def solutions(self) -> list[Solution]:
        """Wait for the solutions, in the order of the problems."""
        self._thread.join()
        try:
            return [_decode(Solution, fields_) for fields_ in json.loads(self._answer)]
        except (ValueError, TypeError):
            return [solve_problem(problem) for problem in self._problems]

    def close(self) -> None:
        """End the process, whether it is done or not."""
        if self._process is not None:
            self._process.kill()
        self._thread.join()

    def _run(self) -> None:
        """Send the problems and take what comes back."""
        if self._process is not None:
            with suppress(OSError, ValueError):
                self._answer = self._process.communicate(_encode(self._problems))[0]


def _encode(things: Sequence[Any]) -> bytes:
    """Write problems or solutions as JSON, field by field."""
    rows = [{field.name: getattr(thing, field.name) for field in fields(thing)} for thing in things]
    return json.dumps(rows, default=lambda array: array.tolist()).encode("ascii")


def _decode(kind: Any, row: dict[str, Any]) -> Any:
    """Make a problem or a solution of its fields; lists of numbers become arrays."""
    plain = ("terminals", "goals")
    made = {
        name: np.array(given, dtype=bool if name in _MASKS else np.int64)
        if isinstance(given, list) and name not in plain
        else given
        for name, given in row.items()
    }
    return kind(**made)


def main(_arguments: Sequence[str] = ()) -> int:
    """Solve the problems of the standard input."""
    problems = [_decode(SteinerProblem, row) for row in json.load(sys.stdin.buffer)]
    sys.stdout.buffer.write(_encode([solve_problem(problem) for problem in problems]))
    return 0


if __name__ == "__main__":
    main()
