"""Do a run: its counties one by one, by processes or a cluster, then its document."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gisplan.base.display import visible
from gisplan.base.errors import ExtraMissingError, RunError
from gisplan.base.language import _
from gisplan.batch.counties import ListedCounty, list_counties
from gisplan.batch.county_task import ROW, CountyDone, CountyTask, find_row, remove_results
from gisplan.batch.document import RUN_SCHEMA, make_run_document
from gisplan.batch.options import RunOptions
from gisplan.batch.processes import do_in_processes
from gisplan.io.files.atomic_write import write_bytes_atomic
from gisplan.io.inputs.standard_file import read_standard
from gisplan.report.documents.json_lines import write_json

__all__ = ["DOCUMENT", "LOG", "RunProgress", "RunResult", "read_run", "run_counties"]

DOCUMENT, LOG = "run.json", "log.jsonl"


@dataclass(frozen=True)
class RunProgress:
    """How far a run is: how many counties are done, skipped ones among them, of how many, and the last one's state."""

    done: int
    skipped: int
    not_judged: int
    all: int


@dataclass(frozen=True)
class RunResult:
    """A run that is done.

    Parameters
    ----------
    document : dict
        As run.json has it.
    folder : Path
    skipped : int
        The counties that were done before, with the same hashes.
    """

    document: dict[str, Any]
    folder: Path
    skipped: int

    @property
    def exit_code(self) -> int:
        """2 where a county could not be judged; 1 where `verify` finds a gap; else 0."""
        counts = self.document["counties_by_state"]
        if counts["refused"] or counts["failed"]:
            return 2
        return int(self.document["options"]["do"] == "verify" and self.document["state"] != "met")


def run_counties(
    source: str,
    folder: str | os.PathLike[str],
    options: RunOptions | None = None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    progress: Callable[[RunProgress], object] | None = None,
) -> RunResult:
    """Judge many counties, and plan for them if that is wanted; each has its own files, and the run one document.

    Parameters
    ----------
    source : str
        As `list_counties` takes it.
    folder : path
        The folder of the run, made if need be.
    options : RunOptions, optional
    workers : int, optional
        So many processes; by default one for each processor.
    scheduler : str, optional
        The address of a dask scheduler, which does the tasks instead; files must be on storage that its workers share.
    resume : bool
        Leave counties with the same hashes as they are, and go on with the others.
    progress : callable, optional
        Called as each county is done.

    Returns
    -------
    RunResult
        The same bytes whatever the executor, the order, the number of workers, and the kills.

    Raises
    ------
    RunError
        The list is wrong, the folder is in a county's folder, or the scheduler does not answer.
    StandardError
        A standard that the list or the options name cannot be used.
    ExtraMissingError
        pyarrow is not installed, and the dataset is wanted.
    WriteError
        A file cannot be written; what is done stays, and `resume` goes on from there.
    """
    options = options or RunOptions()
    counties = list_counties(source)
    output = Path(folder).absolute()
    _refuse_folder(output, counties)
    _refuse_without_parquet(options)
    _check_standards(options, counties)
    tasks = [CountyTask(_absolute(one), options, str(output), resume) for one in counties]
    (output / DOCUMENT).unlink(missing_ok=True)  # while the run is under way, no document says that it is done
    rows, skipped, not_judged = [], 0, 0
    for done in _do(tasks, workers, scheduler):
        rows.append(done.row)
        skipped += done.skipped
        not_judged += done.row["state"] in ("refused", "failed")
        if not done.skipped:
            _log(output / LOG, done)
        if progress is not None:
            progress(RunProgress(len(rows), skipped, not_judged, len(tasks)))
    _remove_others(output, {one.code for one in counties})
    document = make_run_document(options, rows)
    write_bytes_atomic(output / DOCUMENT, write_json(document), chosen="option")
    return RunResult(document, output, skipped)


def _do(tasks: Sequence[CountyTask], workers: int | None, scheduler: str | None) -> Iterator[CountyDone]:
    if scheduler is None:
        return do_in_processes(tasks, workers or os.cpu_count() or 1)
    from gisplan.batch.cluster import do_on_cluster

    return do_on_cluster(tasks, scheduler)


def _absolute(county: ListedCounty) -> ListedCounty:
    """Return a county whose paths hold in any process."""
    standard = county.standard
    if standard is not None and Path(standard).is_file():
        standard = str(Path(standard).absolute())
    return replace(county, path=str(Path(county.path).absolute()), standard=standard)


def _refuse_folder(output: Path, counties: Sequence[ListedCounty]) -> None:
    """Refuse a folder inside a county's, and one whose run.json is something else."""
    for one in counties:
        if output.is_relative_to(Path(one.path).absolute()):
            message = _("{0} is in the folder of the county {1}: choose another folder for the run.")
            raise RunError(message.format(visible(output), visible(one.code)))
    if (output / DOCUMENT).exists() and _read_document(output) is None:
        message = _("{0} has a {1} that is not of a run: choose another folder for the run.")
        raise RunError(message.format(visible(output), DOCUMENT))


def _check_standards(options: RunOptions, counties: Sequence[ListedCounty]) -> None:
    """Refuse a standard that cannot be used, before all counties are refused for it."""
    for standard in sorted({one.standard or options.standard or "" for one in counties} - {""}):
        read_standard(standard)


def read_run(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """Read the document of a run.

    Parameters
    ----------
    folder : path

    Returns
    -------
    dict
        As run.json has it.

    Raises
    ------
    RunError
        There is none: the folder is of something else, or the run is under way or was stopped.
    """
    document = _read_document(Path(folder))
    if document is None:
        message = _("{0} has no {1} of a run. If the run was stopped, go on with gisplan run … --resume.")
        raise RunError(message.format(visible(folder), DOCUMENT))
    return document


def _read_document(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / DOCUMENT).read_bytes())
        return found if found["schema"] == RUN_SCHEMA else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _refuse_without_parquet(options: RunOptions) -> None:
    """Refuse a run that makes a dataset where what writes it is not installed."""
    if options.do != "verify" and importlib.util.find_spec("pyarrow") is None:
        message = _('The dataset needs an extra that is not installed: python -m pip install "gisplan[parquet]".')
        raise ExtraMissingError(message)


def _remove_others(output: Path, codes: set[str]) -> None:
    """Remove the results of counties that an earlier run had and the list has no more."""
    for row in (output / "counties").glob(f"*/{ROW}"):
        if row.parent.name not in codes and find_row(row.parent) is not None:
            remove_results(row.parent)
            if not any(row.parent.iterdir()):
                shutil.rmtree(row.parent)


def _log(path: Path, done: CountyDone) -> None:
    """Add a line to the log: what a county took."""
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": done.row["code"],
        "state": done.row["state"],
        "seconds": round(done.seconds, 3),
        "cpu_seconds": round(done.cpu_seconds, 3),
        "peak_mb": None if done.peak_mb is None else round(done.peak_mb, 1),
        "attempts": done.attempts,
    }
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
