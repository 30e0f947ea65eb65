"""The reading process as its parent sees it: started first, asked for one thing after another, and ended in time."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gisplan.base.own_processes import packed_command
from gisplan.io.child.job_object import JobObject, make_job
from gisplan.io.child.limits import ReadOptions, read_options, scale_limits
from gisplan.io.files.handover.arrays import ENDING
from gisplan.io.output.working_folder import WorkingFolder

__all__ = ["ReadingProcess", "reading_process"]

_MODULE = "gisplan.io.child.program"
_SCRIPT = Path(__file__).with_name("program.py")
_UNEXPECTED = 3
_ATTEMPTS = 3
_DONE = b"done\n"
_OUT_OF_TIME = (-24, 1816)  # SIGXCPU; ERROR_NOT_ENOUGH_QUOTA, by a job object
_OUT_OF_MEMORY = (-9, -6)  # killed by the system; GDAL ends so when it gets no memory


class ReadingProcess:
    """A limited process that parses copies in its private folder.

    Parameters
    ----------
    workdir : Path
        The private folder.
    options : ReadOptions, optional
        What it may use; else what `gisplan.io.child.limits.read_options` says.
    """

    def __init__(self, workdir: Path, options: ReadOptions | None = None) -> None:
        self.workdir = workdir
        self.options = options or read_options()
        self._limits = scale_limits(self.options)
        self._deadline = time.monotonic() + self._limits.seconds
        self._drivers: list[str] = []
        self._items: Sequence[Mapping[str, Any]] = ()
        self._job: JobObject | None = None
        self._start()

    def send(self, items: Sequence[Mapping[str, Any]], *, size: int = 0, next_up: str = "") -> None:
        """Send a request; `receive` returns its answers.

        Parameters
        ----------
        items : sequence of mapping
            What to do, each with the `name` of its answer; see `gisplan.io.child.program`.
        size : int
            The bytes of their files, by which the limits are scaled.
        next_up : str
            What will be asked for next, which the process prepares meanwhile: "layers" loads GDAL.
        """
        more = scale_limits(self.options, size)
        self._deadline += more.seconds - self._limits.seconds
        self._limits, self._items = more, items
        self._write(items, next_up)

    def receive(self) -> dict[str, dict[str, Any]]:
        """Return the answers by name; where one file ends the process, another process reads the others."""
        answers: dict[str, dict[str, Any]] = {}
        waiting = list(self._items)
        attempts = 0
        while waiting:
            in_time = self._wait()
            while waiting and (answer := self._read_answer(str(waiting[0]["name"]))) is not None:
                answers[str(waiting.pop(0)["name"])] = answer
            if not waiting:
                break
            if self._find_drivers() and attempts < _ATTEMPTS:
                attempts += 1
            else:
                guilty = waiting.pop(0)
                answers[str(guilty["name"])] = self._explain(in_time=in_time)
                if not in_time:
                    rest = {str(item["name"]): {"ended": guilty.get("shown", "")} for item in waiting}
                    return {**answers, **rest}
            if waiting:
                self.close()
                self._start()
                self._write(waiting, "")
        return answers

    def show_limit(self, kind: str) -> str:
        """Return the limit of "time" in seconds, of "memory" in GB, or of the "answer" in MB."""
        limits = self._limits
        shown = {"time": limits.seconds, "memory": limits.memory / 1e9, "answer": limits.answer / (1 << 20)}
        return f"{shown[kind]:.3g}"

    def close(self) -> None:
        """End the process."""
        if self._process.poll() is None:
            self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()
        if self._job is not None:
            self._job.close()

    def _start(self) -> None:
        limits = self._limits
        self._begins, self._spent = False, 0.0  # another county than before, in which it spent so many seconds
        numbers = [str(limits.seconds), str(limits.memory), str(limits.answer)]
        program, environment = _find_python()
        self._process = subprocess.Popen(
            [*(packed_command(_MODULE) or (program, "-P", "-X", "utf8", str(_SCRIPT))), *numbers, *self._drivers],
            cwd=self.workdir,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._job = make_job()
        if self._job is not None:  # before the first request: it has read nothing foreign yet
            self._job.set_limits(limits)
            self._job.add(int(self._process._handle))  # type: ignore[attr-defined]

    def _write(self, items: Sequence[Mapping[str, Any]], next_up: str) -> None:
        if self._job is not None:
            self._job.set_limits(self._limits, spent=self._spent)
        request = {"items": items, "limits": asdict(self._limits), "next": next_up, "begins": self._begins}
        self._begins = False
        assert self._process.stdin is not None
        # where the process has ended already, why is found when its answers are received
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._process.stdin.flush()

    def _wait(self) -> bool:
        """Wait until a request is done or the process has ended; return whether that was in time."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(max(0.0, self._deadline - time.monotonic()), end)
        timer.daemon = True
        timer.start()
        assert self._process.stdout is not None
        done = self._process.stdout.readline(len(_DONE))
        timer.cancel()
        if done != _DONE:
            self._process.wait()
        return not late.is_set()

    def _read_answer(self, name: str) -> dict[str, Any] | None:
        """Return an answer that is whole and no larger than it may be; None where there is none."""
        file = self.workdir / f"{name}.answer.json"
        try:
            size = file.stat().st_size + _measure(self.workdir / f"{name}{ENDING}")
            if size > self._limits.answer:
                return {"limit": "answer"}
            answer = json.loads(file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return answer if isinstance(answer, dict) else None

    def _find_drivers(self) -> bool:
        """Find whether GDAL had drivers that were not expected; the next process skips them."""
        if self._process.returncode != _UNEXPECTED:
            return False
        try:
            found = json.loads((self.workdir / "unexpected.answer.json").read_bytes())
        except (OSError, ValueError):
            return False
        self._drivers += [str(name) for name in found]
        return True

    def _explain(self, *, in_time: bool) -> dict[str, Any]:
        """Say why there is no answer."""
        code = self._process.returncode
        if not in_time or code in _OUT_OF_TIME:
            return {"limit": "time"}
        return {"limit": "memory"} if code in _OUT_OF_MEMORY else {"error": f"the reading process ended with {code}"}


@contextlib.contextmanager
def reading_process(options: ReadOptions | None = None) -> Iterator[ReadingProcess]:
    """Start a reading process with a private folder of its own, and end both behind the block."""
    with WorkingFolder() as workdir:
        process = ReadingProcess(Path(workdir), options)
        try:
            yield process
        finally:
            process.close()


def _measure(file: Path) -> int:
    """Return the bytes of a file, none where it is not there."""
    return file.stat().st_size if file.exists() else 0


def _find_python() -> tuple[str, dict[str, str] | None]:
    """Return the program to start and its environment, if that is another than ours.

    On Windows the python.exe of a virtual environment only starts another one, which a job object would not limit.
    """
    base = getattr(sys, "_base_executable", None)
    if sys.platform != "win32" or base is None or base == sys.executable:
        return sys.executable, None
    return base, {**os.environ, "__PYVENV_LAUNCHER__": sys.executable}
