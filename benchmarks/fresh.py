"""Run Python as a fresh process, and measure its seconds and the memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
GISPLAN = ("-c", "import sys; from gisplan.cli.main import main; sys.exit(main())")
EVERY_S = 0.02
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode


def seconds(*arguments: str) -> float:
    """Wall time of a fresh Python; 1 is `verify` saying that there are gaps."""
    start = time.perf_counter()
    result = subprocess.run([sys.executable, *arguments], capture_output=True, check=False, cwd=ROOT)
    took = time.perf_counter() - start
    if result.returncode not in (0, 1) or b"Traceback" in result.stderr:
        raise SystemExit(result.stderr.decode(errors="replace"))
    return took


def seconds_in_turn(rounds: int, *commands: tuple[str, ...]) -> list[float]:
    """The best wall time of each command, run in turns, so that what slows the computer slows all of them."""
    took = [[seconds(*command) for command in commands] for _ in range(rounds)]
    return [min(times) for times in zip(*took, strict=True)]


def peak_gb(*arguments: str) -> float:
    """The most memory that a fresh Python and the processes that it starts hold together, in GB; from /proc."""
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, cwd=ROOT) as process:
        peak, ended = 0, threading.Event()

        def watch() -> None:
            nonlocal peak
            while not ended.wait(EVERY_S):
                peak = max(peak, _held(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        ended.set()
        watcher.join()
    if process.returncode not in (0, 1):
        raise SystemExit(f"{arguments} ended with {process.returncode}")
    return peak / 1e6


def _held(pid: int) -> int:
    """The kilobytes of a process and of all that it started."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        children = " ".join(p.read_text(encoding="utf-8") for p in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:  # it has ended
        return 0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return own + sum(_held(int(child)) for child in children.split())
