"""Reading processes that are forked, not started: one process loads what they need, once for all tests.

A started process takes a third of a second to load its libraries. A forked one does the same work, within the same
limits, in a private folder of its own. Commands that tests run as processes start theirs, and so do tests of the
reading process itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

ROOT = Path(__file__).parent.parent
PIPE, DEVNULL = -1, -3


@contextlib.contextmanager
def reader_server() -> Iterator[Path]:
    """Start the process that forks readers, and end it behind the block; yield its address."""
    folder = Path(tempfile.mkdtemp(prefix="readers-"))  # the address of a socket has to be short
    command = [sys.executable, "-m", "tests.readers", str(folder / "socket")]
    try:
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            yield folder / "socket"
            server.stdin.close()  # which ends it
    finally:
        shutil.rmtree(folder)


def serve(address: str) -> None:
    """Fork a reader for each connection, until standard input ends."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who watch the readers
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # GDAL names there each driver that it does not have
    from gisplan.io.child import layers  # noqa: F401 - loaded for all readers
    from gisplan.io.child.gdal import find_unexpected_drivers
    from gisplan.io.child.geotiff import find_unexpected_raster_drivers

    assert not find_unexpected_drivers([])
    assert not find_unexpected_raster_drivers([])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        connection = listener.accept()[0]
        if not os.fork():
            listener.close()
            _watch_reader(connection)
        connection.close()


def _watch_reader(connection: socket.socket) -> NoReturn:
    """Fork one reader, and send its number and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    request, streams, _flags, _address = socket.recv_fds(connection, 1 << 16, 2)
    reader = os.fork()
    if not reader:
        _read(json.loads(request), streams)
    for stream in streams:
        os.close(stream)
    with contextlib.suppress(OSError):
        connection.sendall(f"{reader}\n".encode())
        status = os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1])
        connection.sendall(f"{status}\n".encode())
    os._exit(0)


def _read(request: dict[str, Any], streams: list[int]) -> NoReturn:
    """Do what the program of the reading process does."""
    from gisplan.io.child.program import main

    code = 1
    try:
        os.dup2(streams[0], 0)
        os.dup2(streams[1], 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.stdin, sys.stdout = os.fdopen(0, "r"), os.fdopen(1, "w")
        os.chdir(request["cwd"])
        code = main(request["arguments"])
        sys.stdout.flush()
    finally:
        os._exit(code)


class ForkedReader:
    """A forked reading process, with what `gisplan.io.child.process` uses of `subprocess.Popen`."""

    address = ""

    def __init__(self, command: list[str], *, cwd: Path, **_others: object) -> None:
        reading, self._writing = os.pipe()
        self._answering, writing = os.pipe()
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(self.address)
        script = next(place for place, word in enumerate(command) if word.endswith("program.py"))
        request = json.dumps({"cwd": str(cwd), "arguments": command[script + 1 :]})
        socket.send_fds(self._connection, [request.encode()], [reading, writing])
        os.close(reading)
        os.close(writing)
        self.stdin, self.stdout = os.fdopen(self._writing, "wb"), os.fdopen(self._answering, "rb")
        self._messages = self._connection.makefile("r")
        self.pid = int(self._messages.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = int(self._messages.readline())
            self._messages.close()
            self._connection.close()
        return self.returncode

    def kill(self) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def forking(address: Path) -> SimpleNamespace:
    """Return what `gisplan.io.child.process` takes for `subprocess`, so that it forks its readers."""
    ForkedReader.address = str(address)
    return SimpleNamespace(Popen=ForkedReader, PIPE=PIPE, DEVNULL=DEVNULL)


if __name__ == "__main__":
    serve(sys.argv[1])
