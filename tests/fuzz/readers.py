"""Reading processes that are forked, not started: one process loads what they need, once for all cases.

A started process takes half the time of a case to load its libraries. A forked one does the same work, within the same
limits, in a private folder of its own; every eighth case still starts one.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

PIPE, DEVNULL = -1, -3


def start_server(address: Path) -> int:
    """Fork the process that forks readers; it must be called before anything is loaded. Return its number."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(address))
    listener.listen()
    server = os.fork()
    if server:
        listener.close()
        return server
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who watch the readers
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # GDAL names there each driver that it does not have
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from gisplan.io.child import layers  # noqa: F401 - loaded for all readers
    from gisplan.io.child.gdal import find_unexpected_drivers

    assert not find_unexpected_drivers([])
    while True:
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
        return self.returncode

    def kill(self) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def fork_readers(address: Path) -> None:
    """Have this process fork its reading processes from now on."""
    from gisplan.io.child import process

    ForkedReader.address = str(address)
    replaced = SimpleNamespace(Popen=ForkedReader, PIPE=PIPE, DEVNULL=DEVNULL)
    process.subprocess = replaced  # type: ignore[assignment]
