"""Commands in forks of one process that has imported everything, for all tests of a folder.

A started command takes most of a second to load its libraries, and its reading process the same again. A forked one
does the same work, prints into files of its own and ends as `main` makes it end. What a test says of the start of the
process itself (Python's own variables, a shell, a terminal) is run by `start_command`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from tests.readers import ForkedReader, forking

ROOT = Path(__file__).parent.parent
OF_PYTHON = ("PYTHON", "LANG")
"""How the names begin of variables that Python reads when it starts."""

_address: list[Path] = []


def start_command(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run gisplan as a user does, in a process of its own."""
    command = [sys.executable, "-m", "gisplan.cli.main", *words]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False)


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run gisplan in a fork, or in a process of its own where there are no forks or Python has to start anew."""
    if not _address or any(name.startswith(OF_PYTHON) and name != "LANGUAGE" for name in environment):
        return start_command(*words, **environment)
    request = {"words": words, "environment": {**os.environ, **environment}, "cwd": str(Path.cwd())}
    request["readers"] = ForkedReader.address
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as messages:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(_address[0]))
            socket.send_fds(connection, [b"-"], [printed.fileno(), messages.fileno()])
            connection.sendall(json.dumps(request).encode())
            connection.shutdown(socket.SHUT_WR)
            code = int(connection.makefile().readline())
        printed.seek(0)
        messages.seek(0)
        return subprocess.CompletedProcess(list(words), code, printed.read(), messages.read())


def drop_progress(messages: str) -> str:
    """Leave out the lines that say how far a slow computer is."""
    return re.sub(r"^\d+ s, step .*\n", "", messages, flags=re.MULTILINE)


@contextlib.contextmanager
def command_server() -> Iterator[None]:
    """Start the process that forks commands, and end it behind the block."""
    folder = Path(tempfile.mkdtemp(prefix="commands-"))  # the address of a socket has to be short
    command = [sys.executable, "-m", "tests.commands", str(folder / "socket")]
    try:
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            _address.append(folder / "socket")
            yield
            _address.clear()
            server.stdin.close()  # which ends it
    finally:
        shutil.rmtree(folder)


def import_all() -> None:
    """Import what the commands need, once for all forks."""
    import gisplan.cli.main
    import gisplan.ledger.sheets
    import gisplan.maps
    import gisplan.report.terminal.plan
    import gisplan.report.terminal.verdicts
    import gisplan.workflow.plan_steps  # noqa: F401

    gc.freeze()


def serve(address: str) -> None:
    """Fork a command for each connection, until standard input ends."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who watch the commands
    import_all()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        connection = listener.accept()[0]
        if not os.fork():
            listener.close()
            _watch_command(connection)
        connection.close()


def _watch_command(connection: socket.socket) -> NoReturn:
    """Fork one command, and send how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _start, streams, _flags, _unused = socket.recv_fds(connection, 1, 2)
    request = json.loads(connection.makefile().read())
    command = os.fork()
    if not command:
        connection.close()
        _run(request, streams)
    connection.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])}\n".encode())
    os._exit(0)


def _run(request: dict[str, Any], streams: list[int]) -> NoReturn:
    """Do what a started command does, and end the process as Python would."""
    from gisplan.cli.main import main
    from gisplan.io.child import process

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    if request["readers"]:
        process.subprocess = forking(Path(request["readers"]))  # type: ignore[assignment]
    sys.argv = ["gisplan", *request["words"]]
    code = 99
    try:
        main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
