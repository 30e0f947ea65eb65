"""How quick is the desk under load, and does it lose anything?

    python -m benchmarks.desk --minutes 10                # 20 editors and 50 readers on each store
    python -m benchmarks.desk --minutes 2 --store SQLite
    python -m benchmarks desk --short                     # 20 seconds, on SQLite: a part of CI

On SQLite, and on PostgreSQL where GISPLAN_TEST_POSTGRES names a server that may be written to. The people are those of
`desk_users.py`, run by Locust on this computer; every one has the stream of news open and asks for the news, as the
pages do. Every entry that was acknowledged is looked for in the ledger. Memory is that of the server's process alone,
after the first quarter of the run and at its end.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import Figures
from benchmarks.fresh import GISPLAN, ROOT
from benchmarks.ledger import SERVER, make_store
from gisplan.ledger import open_ledger

EDITORS, READERS = 20, 50
WARM_UP = 0.25  # of a run, before memory is measured first
EVERY_S = 1.0
PASSWORD = "load of the desk 1"


@contextmanager
def serve_county(county: Path, url: str | None) -> Iterator[tuple[str, int]]:
    """Serve the desk of a county; yield its address and process."""
    command = [sys.executable, *GISPLAN, "serve", str(county), "--no-browser", "--json", "--port", str(find_port())]
    environment = {**os.environ, **({"GISPLAN_LEDGER_URL": url} if url else {})}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["address"], process.pid
        finally:
            process.terminate()
            process.wait(30)


def find_port() -> int:
    """Return a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        return int(made.getsockname()[1])


def make_county(folder: Path, url: str | None, people: dict[str, int]) -> Path:
    """Copy Zhenba, open its ledger, and make the accounts."""
    from gisplan.ledger.accounts.accounts import Accounts
    from gisplan.workflow import read_county

    county = folder / "zhenba"
    shutil.copytree(ROOT / "layers" / "zhenba", county, ignore=shutil.ignore_patterns("ledger*", "out"))
    with (county / "gisplan.toml").open("a", encoding="utf-8") as file:
        file.write('\n[ledger]\nfiles = "photos"\n')  # which a ledger on PostgreSQL needs
    ledger = open_ledger(county, url)
    ledger.load(read_county(county), by="benchmark")
    accounts = Accounts(ledger.engine)
    for kind, count in people.items():
        for number in range(count):
            role = "planner" if kind == "editor" else "viewer"
            accounts.add(f"{kind}{number}", PASSWORD, role=role)
    return county


def read_memory(pid: int) -> float:
    """Return the megabytes that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def watch_memory(pid: int, ended: threading.Event, found: list[float]) -> None:
    """Note the memory of a process every second."""
    while not ended.wait(EVERY_S):
        try:
            found.append(read_memory(pid))
        except (OSError, StopIteration):
            return


def make_photo(path: Path) -> None:
    """Write a photo as large as those of phones after their own reduction."""
    from PIL import Image

    noise = np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((2400, 1800)).save(path, quality=85)


def run_locust(folder: Path, address: str, people: dict[str, int], seconds: float) -> dict[str, Any]:
    """Let the people work for some time; return what they saw."""
    result, photo = folder / "result.json", folder / "photo.jpg"
    make_photo(photo)
    count = sum(people.values())
    command = [sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("desk_users.py")), "--headless"]
    command += [
        "-u",
        str(count),
        "-r",
        str(max(2, count // 14)),
        "-t",
        f"{seconds:.0f}s",
        "--host",
        address.rstrip("/"),
    ]
    command += ["--only-summary", "--stop-timeout", "10", "--loglevel", "WARNING"]
    environment = {**os.environ, "DESK_RESULT": str(result), "DESK_PHOTO": str(photo)}
    environment |= {f"DESK_{kind.upper()}S": str(number) for kind, number in people.items()}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    if not result.exists():
        raise SystemExit(done.stdout + done.stderr)
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return found


def count_lost(county: Path, url: str | None, acknowledged: list[str]) -> int:
    """Count the acknowledged entries that the ledger has not; a ledger that is damaged ends the run."""
    ledger = open_ledger(county, url, create=False)
    if damage := ledger.check():
        raise SystemExit("\n".join(damage))
    kept = {event.new for event in ledger.events() if event.field == "note"}
    return len(set(acknowledged) - kept)


def measure_store(name: str, minutes: float, editors: int = EDITORS, readers: int = READERS) -> dict[str, Any]:
    """Run the load on one kind of store, and return all figures."""
    people = {"editor": editors, "reader": readers}
    with tempfile.TemporaryDirectory() as text, make_store(name) as url:
        folder, memory, ended = Path(text), [], threading.Event()
        county = make_county(folder, url, people)
        with serve_county(county, url) as (address, pid):
            watcher = threading.Thread(target=watch_memory, args=(pid, ended, memory))
            watcher.start()
            found = run_locust(folder, address, people, 60 * minutes)
            ended.set()
            watcher.join()
            cpu = read_seconds(pid)
        lost = count_lost(county, url, found["acknowledged"])
    return {"store": name, "minutes": minutes, **summarise(found), **describe_memory(memory), "cpu": cpu, "lost": lost}


def read_seconds(pid: int) -> float:
    """Return the processor time of a process, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def describe_memory(memory: list[float]) -> dict[str, Any]:
    """Return the memory after the first part of a run and at its end, and the growth between."""
    begin = memory[int(len(memory) * WARM_UP)]
    end = float(np.median(memory[-5:]))
    return {"memory": [round(begin, 1), round(end, 1)], "growth": round(100 * (end / begin - 1), 2)}


def summarise(found: dict[str, Any]) -> dict[str, Any]:
    """Return percentiles by name and by reads and writes, and the counts."""
    rows: dict[str, list[float]] = {}
    for name, took in found["times"]:
        rows.setdefault(name, []).append(took)
        rows.setdefault(name.split()[0], []).append(took)
    times = {
        name: [len(took), *(round(float(np.percentile(took, part)), 1) for part in (50, 95, 99)), round(max(took), 1)]
        for name, took in sorted(rows.items())
    }
    counts = {"acknowledged": len(found["acknowledged"]), "conflicts": found["conflicts"], "news": found["news"]}
    return {"times": times, **counts, "failed": len(found["failed"]), "failures": found["failed"][:5]}


def measure(figures: Figures, *, short: bool) -> None:
    """Measure the load: 20 seconds on SQLite where it is to be short."""
    stores = ["SQLite", *(["PostgreSQL"] if SERVER in os.environ and not short else [])]
    for store in stores:
        found = measure_store(store, 1 / 3 if short else 10, *((6, 12) if short else (EDITORS, READERS)))
        figures.add(f"desk, reads, {store}", found["times"]["read"][2] / 1000, show_counts(found))
        figures.add(f"desk, writes, {store}", found["times"]["write"][2] / 1000)
        if "photo" in found["times"]:  # in 20 seconds there may be none
            figures.add(f"desk, photos, {store}", found["times"]["photo"][2] / 1000)
        if not short:
            figures.add(f"desk, growth of memory, {store}", found["growth"])
        if found["lost"] or found["failed"]:
            raise SystemExit(f"{found['lost']} acknowledged entries lost; failed: {found['failures']}")


def show_counts(found: dict[str, Any]) -> str:
    """Return the counts of a run in a line."""
    return f"{found['times']['read'][0]} reads, {found['acknowledged']} entries, {found['conflicts']} conflicts"


def main() -> int:
    """Run the load on each store, and print all figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--store", choices=["SQLite", "PostgreSQL"], action="append")
    parser.add_argument("--editors", type=int, default=EDITORS)
    parser.add_argument("--readers", type=int, default=READERS)
    given = parser.parse_args()
    for store in given.store or ["SQLite", "PostgreSQL"]:
        found = measure_store(store, given.minutes, given.editors, given.readers)
        print(json.dumps(found, ensure_ascii=False, indent=1), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
