"""What a report depends on beside the ledger, as one hash: the county's files, its arguments, and gisplan itself."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.ledger.jobs.job import write_json

if TYPE_CHECKING:
    from gisplan.ledger import Ledger

__all__ = ["hash_request", "hash_sources"]

_MOST_FILES = 20_000
_OUTPUT = "verdicts.json"  # a folder that has it holds what a command wrote


def hash_sources(county: Path, ledger: Ledger) -> str:
    """Return a hash of the county's files by name, size and time of change; their bytes are not read.

    Parameters
    ----------
    county : Path
        The county's folder, or its gisplan.toml.
    ledger : Ledger
        The files of its store are none of the county's.
    """
    folder = county if county.is_dir() else county.parent
    own = tuple({".", "ledger.sqlite", "ledger-before-restore", Path(ledger.address).name, _name_folder(ledger)})
    listed = [version("gisplan"), *(list(row) for row in _list_files(folder, own))]
    return hashlib.sha256(write_json(listed).encode("utf-8", "surrogatepass")).hexdigest()


def _name_folder(ledger: Ledger) -> str:
    return "ledger-files" if ledger.folder is None else ledger.folder.name or "."


def _list_files(folder: Path, own: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """List the files whose names do not begin with one of `own`."""
    found = 0
    for place, folders, names in os.walk(folder):
        if _OUTPUT in names and place != str(folder):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(own))
        for name in sorted(name for name in names if not name.startswith(own)):
            found += 1
            if found > _MOST_FILES:
                return
            path = Path(place) / name
            try:
                state = path.stat()
            except OSError:
                continue
            yield path.relative_to(folder).as_posix(), state.st_size, state.st_mtime_ns


def hash_request(kind: str, arguments: Mapping[str, Any], language: str, sources: str, day: str) -> str:
    """Return a hash of all that a report depends on beside the ledger.

    Parameters
    ----------
    kind : str
    arguments : mapping
        As the store keeps them.
    language : str
    sources : str
        As `hash_sources` returns it.
    day : str
        Today: a report of which no day is given is of another day tomorrow.
    """
    text = write_json([kind, arguments, language, sources, day])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
