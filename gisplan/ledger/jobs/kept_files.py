"""Keep the files of reports in one folder, each under the SHA-256 of its bytes: whole, or not at all."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gisplan.io.files.atomic_write import write_atomic
from gisplan.ledger.jobs.job import KeptFile
from gisplan.ledger.store.files import FileStore

__all__ = ["FOLDER", "KeptFiles"]

FOLDER = "reports"
"""The folder of the reports, inside that of the ledger's photos and documents."""


@dataclass(frozen=True)
class KeptFiles:
    """The files of reports in one folder, which is made when the first one is kept."""

    folder: Path

    def keep(self, path: Path, name: str) -> KeptFile:
        """Keep a copy of a file under a name; on return it is on the disk.

        Raises
        ------
        WriteError
            The disk is full, or the folder may not be written to.
        """
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        kept = KeptFile(name, sha256, path.stat().st_size)
        if self.find(kept) is None:
            write_atomic(self.folder / sha256, partial(shutil.copyfile, path), chosen="fixed")
        else:
            (self.folder / sha256).touch()  # it is not unused, even if its job is not done yet
        return kept

    def find(self, kept: KeptFile) -> Path | None:
        """Return where a file is; None where it is missing, or has not its size."""
        return self.folder / kept.sha256 if FileStore(self.folder).has(kept.sha256, kept.size) else None

    def remove_unused(self, needed: Set[str]) -> int:
        """Remove the files that no job needs, and that were not kept just now; return how many."""
        store = FileStore(self.folder)
        unused = store.find_unused(needed)
        for sha256 in unused:
            store.remove(sha256)
        return len(unused)
