"""Run many commands, each in a fork of one process that has imported everything: argv[1] is a list of cases as JSON.

A case is [words, what is wrong with the standard streams]. Prints a list of [exit code, stdout, stderr].
"""

import gc
import json
import os
import signal
import sys
import tempfile
import threading
from typing import NoReturn

MOST_SECONDS = 300


def run(words: list[str], wrong: str) -> tuple[int, str, str]:
    with tempfile.TemporaryFile() as messages, tempfile.TemporaryFile() as printed:
        reader, writer = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            os.close(reader)
            os.dup2(writer if wrong == "broken" else printed.fileno(), 1)
            os.dup2(messages.fileno(), 2)
            start(words, wrong)
        os.close(writer)
        os.close(reader)  # nobody reads: each write to the pipe fails
        guard = threading.Timer(MOST_SECONDS, os.kill, (child, signal.SIGKILL))
        guard.start()
        _child, status = os.waitpid(child, 0)
        guard.cancel()
        texts = []
        for file in (printed, messages):
            file.seek(0)
            texts.append(file.read().decode("utf-8"))
        return os.waitstatus_to_exitcode(status), texts[0], texts[1]


def start(words: list[str], wrong: str) -> NoReturn:
    """Run a command and end the process as Python would."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if wrong in (name, "both"):
            os.close(number)
            setattr(sys, name, None)
    if wrong == "full":
        os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
    sys.argv = ["gisplan", *words]
    code = 99
    try:
        main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
        try:
            sys.stdout.flush()
        except OSError:
            code = 120
    os._exit(code)


if __name__ == "__main__":
    import gisplan.ledger.sheets
    import gisplan.maps
    import gisplan.report.terminal.plan
    import gisplan.report.terminal.verdicts
    import gisplan.workflow.plan_steps  # noqa: F401
    from gisplan.cli.main import main

    gc.freeze()
    print(json.dumps([run(words, wrong) for words, wrong in json.loads(sys.argv[1])]))
