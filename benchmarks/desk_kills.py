"""A desk that is killed while programs record entries with photos: what becomes of what was acknowledged. POSIX only.

    python -m benchmarks.desk_kills COUNTY [--url URL] [--kills 50] [--seed 1]

COUNTY has a ledger with works, and on PostgreSQL a folder for files. Writers send a photo, and then an entry that names
it, without a pause; the server is killed by SIGKILL at a random moment, and started again. Prints as one JSON document:
`lost` acknowledged entries, `bare` ones whose photo is missing, `damage` that `gisplan ledger check` finds, and photos
that no event has and that stay (`unused`) after those of killed entries were removed as they are after an hour. What a
killed process was writing is in a working folder, which the next process that writes clears away.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from PIL import Image

from benchmarks.desk import find_port
from benchmarks.fresh import GISPLAN, ROOT
from gisplan.ledger import Ledger, open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.accounts.tokens import Tokens

WRITERS = 3
NAME = "kills"
HOUR_S = 2 * 3600


@dataclass
class Run:
    """Where the server is, what writers were told, and whether they are to end."""

    port: int
    token: str
    acknowledged: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


def write(run: Run, number: int, draw: random.Random) -> None:
    """Record entries with a photo of their own on one work, and keep what is acknowledged."""
    headers = {"authorization": f"Bearer {run.token}"}
    while not run.ended.is_set():
        with httpx.Client(base_url=f"http://127.0.0.1:{run.port}", headers=headers, timeout=20) as client:
            try:
                while not run.ended.is_set():
                    record(client, run, number, draw)
            except (httpx.HTTPError, KeyError, ValueError):
                time.sleep(0.05)  # it was killed, or answers are of another process: begin anew


def record(client: httpx.Client, run: Run, number: int, draw: random.Random) -> None:
    """Send a photo and the entry that names it."""
    text, photo = str(uuid.uuid4()), io.BytesIO()
    Image.new("RGB", (60, 40), tuple(draw.randrange(256) for _band in "RGB")).save(photo, "JPEG")
    path = f"/api/works/{number}"
    kept = client.post(f"{path}/files", files={"photo": (f"{text}.jpg", photo.getvalue(), "image/jpeg")}).json()
    now = client.get(path).json()
    seen = {"store": now["ledger"]["store"], "seen": now["works"][0]["version"]}
    files, fields = [kept["files"][0]["kept"]], [{"name": "note", "value": text}]
    if client.post(path, json={**seen, "fields": fields, "files": files, "entry": text}).status_code == 200:
        run.acknowledged.append(text)


def serve_and_kill(county: Path, url: str | None, run: Run, kills: int, draw: random.Random) -> None:
    """Serve the desk and kill it, again and again; each time after something was acknowledged."""
    command = [sys.executable, *GISPLAN, "serve", str(county), "--no-browser", "--json", "--port", str(run.port)]
    environment = {**os.environ, **({"GISPLAN_LEDGER_URL": url} if url else {})}
    for _kill in range(kills):
        before = len(run.acknowledged)
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environment) as process:
            try:
                deadline = time.monotonic() + 60
                while len(run.acknowledged) == before and time.monotonic() < deadline:
                    time.sleep(0.01)
                time.sleep(draw.uniform(0, 0.5))
            finally:
                process.send_signal(signal.SIGKILL)


def count(ledger: Ledger, acknowledged: list[str]) -> dict[str, int]:
    """Count what is lost, bare, damaged or left over."""
    notes = {event.new: event for event in ledger.events() if event.field == "note"}
    found = [notes[text] for text in acknowledged if text in notes]
    bare = [event for event in found if not all(ledger.files.is_kept(file) for file in event.attachments[:1] or [None])]
    damage = len(ledger.check()) + len(ledger.check_files())
    for path in ledger.files.folder.rglob("*"):
        os.utime(path, (time.time() - HOUR_S, time.time() - HOUR_S))
    removed = ledger.remove_unused_files()
    kept = {file.sha256 for event in ledger.events() for file in event.attachments}
    stay = {path.name for path in ledger.files.folder.iterdir() if path.is_file() and not path.name.startswith(".")}
    counts = {"lost": len(acknowledged) - len(found), "bare": len(bare), "damage": damage}
    return {**counts, "removed": len(removed), "unused": len(stay - kept)}


def main() -> int:
    """Kill the desk, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("county", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    draw = random.Random(given.seed)
    ledger = open_ledger(given.county, given.url)
    Accounts(ledger.engine).add(NAME, f"{uuid.uuid4()}", role="planner")
    run = Run(find_port(), Tokens(ledger.engine).make(NAME, days=1)[0])
    works = [work.number for work in ledger.state().works]
    writers = [
        threading.Thread(target=write, args=(run, works[place % len(works)], random.Random(place)), daemon=True)
        for place in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    serve_and_kill(given.county, given.url, run, given.kills, draw)
    run.ended.set()
    for writer in writers:
        writer.join(30)
    print(json.dumps({"kills": given.kills, "acknowledged": len(run.acknowledged), **count(ledger, run.acknowledged)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
