"""A province of small counties, and the workers that tests kill."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

from gisplan.batch.county_task import CountyDone, CountyTask, do_county

REFUSED = "610704"
"""The county without roads."""
LETHAL = "610703"
"""The county that kills whoever works on it, where `do_or_die` does."""


def make_province(place: Path, qingxi: Path, count: int = 12) -> Path:
    """Make counties like Qingxi: every second with unsealed roads, one without its roads."""
    for number in range(1, count + 1):
        folder = shutil.copytree(qingxi, place / f"county{number:02}", dirs_exist_ok=True)
        code = f"6107{number:02}"
        file = folder / "gisplan.toml"
        file.write_text(file.read_text(encoding="utf-8").replace('"610728"', f'"{code}"'), encoding="utf-8")
        if number % 2:
            _unseal(folder / "roads.geojson", every=number)
        if code == REFUSED:
            (folder / "roads.geojson").unlink()
    return place


def _unseal(path: Path, every: int) -> None:
    roads = json.loads(path.read_text(encoding="utf-8"))
    for at, feature in enumerate(roads["features"]):
        if at % every == 0:
            feature["properties"]["路面类型"] = "砂石"
    path.write_text(json.dumps(roads, ensure_ascii=False), encoding="utf-8")


def read_results(folder: Path) -> dict[str, bytes]:
    """Read all files of a run but its log."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "log.jsonl")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def do_or_die(task: CountyTask) -> CountyDone:
    """Do a task, unless it is the lethal county's."""
    if task.county.code == LETHAL:
        os.kill(os.getpid(), signal.SIGKILL)
    return do_county(task)
