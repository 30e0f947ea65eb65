"""One county, one task: from its path to its own files and one row; the same result wherever and whenever it runs."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import CountyFileError, GisplanError, WriteError
from gisplan.batch.counties import ListedCounty
from gisplan.batch.inputs import hash_files, make_key
from gisplan.batch.options import RunOptions
from gisplan.batch.rows import ROW_SCHEMA, describe_faults, describe_gaps, describe_plan
from gisplan.io.files.atomic_write import write_bytes_atomic
from gisplan.report.documents.json_lines import write_json

if TYPE_CHECKING:
    from gisplan.gaps import Gaps
    from gisplan.plan import PlanResult
    from gisplan.workflow import CountyReader

__all__ = ["CountyDone", "CountyTask", "do_county", "find_row", "remove_results", "write_killed_row"]

ROW = "county.json"
"""A county's row, written last: without it nothing of the county counts."""

_READERS = threading.local()


@dataclass(frozen=True)
class CountyTask:
    """What is to be done with a county.

    Parameters
    ----------
    county : ListedCounty
    options : RunOptions
    output : str
        The folder of the run.
    resume : bool
        Whether a county with the same hashes is left as it is.
    """

    county: ListedCounty
    options: RunOptions
    output: str
    resume: bool = False

    @property
    def folder(self) -> Path:
        """The county's own folder."""
        return Path(self.output) / "counties" / self.county.code


@dataclass(frozen=True)
class CountyDone:
    """A county that is done.

    Parameters
    ----------
    row : mapping
        As `gisplan.batch.rows` describes it.
    skipped : bool
        Whether it was done before, with the same hashes.
    seconds, cpu_seconds : float
        What it took, without the process that reads.
    peak_mb : float or None
        The most memory that its process has used so far; None where the system does not say (Windows).
    attempts : int
        How often it was begun.
    """

    row: Mapping[str, Any]
    skipped: bool = False
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float | None = None
    attempts: int = 1


def do_county(task: CountyTask) -> CountyDone:
    """Read and judge a county, plan for it if that is wanted, and write its files; its row last.

    Parameters
    ----------
    task : CountyTask

    Returns
    -------
    CountyDone
        Also of a county that cannot be read: its row has the faults.

    Raises
    ------
    WriteError
        Its files cannot be written: that is no matter of the county.
    """
    began, cpu = perf_counter(), process_time()
    files = hash_files(task.county)
    key = make_key(task.county, task.options, files)
    if task.resume and (row := find_row(task.folder)) and row["key"] == key and row["state"] != "failed":
        return CountyDone(row, skipped=True)
    remove_results(task.folder)
    base = _begin_row(task.county, files, key)
    try:
        row = base | _judge(task)
    except WriteError:
        raise
    except CountyFileError as error:
        row = base | {"state": "refused", "message": str(error), "faults": describe_faults(error.faults)}
    except GisplanError as error:
        row = base | {"state": "refused", "message": str(error)}
    except MemoryError:
        row = base | {"state": "failed", "message": "The memory of the computer was not enough."}
    except Exception as error:  # noqa: BLE001 - a fault of gisplan with one county is not the end of the run
        row = base | {"state": "failed", "message": f"{type(error).__name__}: {error}"}
    _write_row(task.folder, row)
    return CountyDone(row, False, perf_counter() - began, process_time() - cpu, _find_peak())


def write_killed_row(task: CountyTask, message: str) -> CountyDone:
    """Write the row of a county that its workers do not survive.

    Parameters
    ----------
    task : CountyTask
    message : str
        What happened, in English.

    Returns
    -------
    CountyDone
    """
    files = hash_files(task.county)
    remove_results(task.folder)
    row = _begin_row(task.county, files, make_key(task.county, task.options, files))
    row |= {"state": "failed", "message": message}
    _write_row(task.folder, row)
    return CountyDone(row)


def find_row(folder: Path) -> dict[str, Any] | None:
    """Return the row in a county's folder; None where it has none, or what it names is missing."""
    try:
        row = json.loads((folder / ROW).read_bytes())
        known = row["schema"] == ROW_SCHEMA
        whole = known and all((folder.parent.parent / name).is_file() for name in row["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return row if whole else None


def remove_results(folder: Path) -> None:
    """Remove a county's row, then its files: those in its folder and in the dataset.

    Parameters
    ----------
    folder : Path
        The county's folder; other files in it stay.
    """
    (folder / ROW).unlink(missing_ok=True)
    for name in ("verdicts.json", "plan.json", "map.html", "plan.html"):
        (folder / name).unlink(missing_ok=True)
    for part in folder.parent.parent.glob(f"dataset/theme=*/province=*/county={folder.name}"):
        shutil.rmtree(part)
        for above in (part.parent, part.parent.parent):
            with contextlib.suppress(OSError):
                above.rmdir()  # where no other county is left in it


def _begin_row(county: ListedCounty, files: Mapping[str, str], key: str) -> dict[str, Any]:
    """Return what the row of every county has."""
    return {
        "schema": ROW_SCHEMA,
        "code": county.code,
        "name": None,
        "province": county.province,
        "path": county.shown_path,
        "state": "failed",
        "message": None,
        "faults": [],
        "inputs": [{"path": path, "sha256": sha256} for path, sha256 in files.items()],
        "files": [],
        "key": key,
    }


def _judge(task: CountyTask) -> dict[str, Any]:
    """Judge a county, write its files, and return its part of the row."""
    from gisplan.workflow import find_gaps, make_plan

    options = task.options
    standard = task.county.standard or options.standard
    county = _reader(options).read(task.county.path, orientation=options.maps)
    gaps = find_gaps(
        county,
        standard=standard,
        scope=options.scope,
        reading=options.reading,
        accept_assumed=options.accept_assumed,
    )
    planned = None
    if options.do == "plan":
        planned = make_plan(
            county,
            standard=standard,
            budgets=options.budgets,
            prize=options.prize,
            time_limit_s=options.time_limit_s,
            accept_assumed=options.accept_assumed,
        )
    files = _make_files(task, gaps, planned)
    for name, content in files.items():
        write_bytes_atomic(Path(task.output) / name, content, chosen="option")
    described = describe_gaps(gaps) | ({} if planned is None else {"plan": describe_plan(planned)})
    return described | {"files": sorted(files)}


def _make_files(task: CountyTask, gaps: Gaps, planned: PlanResult | None) -> dict[str, bytes]:
    """Make a county's files by their paths, relative to the folder of the run."""
    from gisplan.report.documents.json_lines import encode_lines
    from gisplan.report.documents.verdicts import describe_verdicts

    own = f"counties/{task.county.code}"
    files = {f"{own}/verdicts.json": b"".join(encode_lines(describe_verdicts(gaps)))}
    if planned is not None:
        from gisplan.report.documents.plan import make_plan_document

        files[f"{own}/plan.json"] = write_json(make_plan_document(planned))
    if task.options.maps:
        files |= {f"{own}/{name}": page for name, page in _make_maps(task, gaps, planned).items()}
    if task.options.do != "verify":
        from gisplan.batch.dataset import make_dataset, name_file

        parts = make_dataset(gaps, planned)
        county = task.county
        files |= {name_file(theme, county.province, county.code): part for theme, part in parts.items()}
    return files


def _make_maps(task: CountyTask, gaps: Gaps, planned: PlanResult | None) -> dict[str, bytes]:
    from gisplan.maps import make_gap_map

    pages = {"map.html": make_gap_map(gaps, language=task.options.language)}
    if planned is not None:
        from gisplan.maps.plan.plan_map import make_plan_map

        pages["plan.html"] = make_plan_map(planned, language=task.options.language)
    return pages


def _reader(options: RunOptions) -> CountyReader:
    """Return the reader of this thread, whose process reads one county after another until the worker ends."""
    from gisplan.workflow import CountyReader

    reader: CountyReader | None = getattr(_READERS, "reader", None)
    if reader is None or _READERS.allow_outside != options.allow_outside:
        reader = CountyReader(allow_outside=options.allow_outside)
        _READERS.reader, _READERS.allow_outside = reader, options.allow_outside
        Finalize(None, reader.close, exitpriority=10)
    return reader


def _write_row(folder: Path, row: Mapping[str, Any]) -> None:
    write_bytes_atomic(folder / ROW, write_json(row), chosen="option")


def _find_peak() -> float | None:
    """Return the most memory that this process has used, in MB."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
