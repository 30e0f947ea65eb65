"""GDAL in a sandboxed child process, which reads checked copies alone while the parent does other things."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gisplan.county.schema import LAYERS
from gisplan.io.files.staging import Source

__all__ = ["GdalChild", "collect_results", "send_job", "start_child"]

WALL_SECONDS = 900.0
_SCRIPT = Path(__file__).with_name("gdal_child.py")
_UNEXPECTED = 3
_ATTEMPTS = 3


@dataclass(frozen=True)
class GdalChild:
    """A child process that reads layers in its private folder, and the job that it was given."""

    process: subprocess.Popen[bytes]
    workdir: Path
    job: bytes = field(default=b"[]", repr=False)


def start_child(workdir: Path, more_drivers: Sequence[str] = ()) -> GdalChild:
    """Start a child; it loads GDAL while its job is still being prepared."""
    command = [sys.executable, "-P", "-X", "utf8", str(_SCRIPT), *more_drivers]
    process = subprocess.Popen(
        command, cwd=workdir, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return GdalChild(process, workdir)


def send_job(child: GdalChild, sources: Sequence[Source]) -> GdalChild:
    """Send a child its job: which copies to read, and which of their columns."""
    job = json.dumps([_make_item(source) for source in sources]).encode("utf-8")
    _write_job(child.process, job)
    return replace(child, job=job)


def collect_results(child: GdalChild) -> dict[str, Any]:
    """Return what the child has read, by layer; where it died or took too long, why is under `failed`.

    A GDAL with an unexpected driver reads nothing: the child is started again without it.
    """
    drivers: list[str] = []
    for _ in range(_ATTEMPTS):
        failure = _wait(child.process)
        result = _read_result(child.workdir)
        if child.process.returncode != _UNEXPECTED or "unexpected" not in result:
            break
        drivers += result["unexpected"]
        again = start_child(child.workdir, drivers)
        _write_job(again.process, child.job)
        child = replace(again, job=child.job)
    if failure is None and "layers" not in result:
        failure = f"the reading process ended with {child.process.returncode}"
    return {"failed": failure} if failure else dict(result["layers"])


def _make_item(source: Source) -> dict[str, Any]:
    """Return what the child must know of one source."""
    assert source.staged is not None
    assert source.format is not None
    table = source.table
    return {
        "name": table.name,
        "file": source.staged.name,
        "driver": source.format.driver,
        "layer": table.layer if source.format.driver != "ESRI Shapefile" else None,
        "encoding": source.encoding,
        # of a file whose layer is not known yet, every column
        "columns": sorted({*LAYERS[table.name].names, *table.columns.values()}) if table.name in LAYERS else None,
    }


def _write_job(process: subprocess.Popen[bytes], job: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(job)
        process.stdin.close()
    except OSError:
        # the child has ended already; why is found when its results are collected
        pass
    process.stdin = None


def _wait(process: subprocess.Popen[bytes]) -> str | None:
    """Wait for a child, and return why it failed where it took too long."""
    try:
        # communicate returns as soon as the output closes; a plain wait would look every 50 ms
        process.communicate(timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"reading took more than {WALL_SECONDS:.0f} seconds"
    return None


def _read_result(workdir: Path) -> dict[str, Any]:
    try:
        result = json.loads((workdir / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return result if isinstance(result, dict) else {}
