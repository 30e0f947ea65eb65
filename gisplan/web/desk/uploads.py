"""Uploaded sheets, from when they are compared until they are taken: in a folder that ends with the process."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

__all__ = ["Uploads"]

_MOST_OF_ONE = 3  # that are kept of one person
_MOST = 50
_KEPT_S = 3600.0


@dataclass(frozen=True)
class _Kept:
    by: str
    path: Path
    since: float


class Uploads:
    """The sheets that were uploaded and not taken yet, each known to who uploaded it alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}
        self._folder: Path | None = None

    def keep(self, by: str, name: str, content: bytes) -> str:
        """Keep a sheet; return the key by which it is found.

        Parameters
        ----------
        by : str
            Who uploaded it.
        name : str
            The name of the file, which records say as the source.
        content : bytes
        """
        key = secrets.token_urlsafe(16)
        with self._lock:
            folder = self._find_folder() / key
            folder.mkdir()
            path = folder / _safe_name(name)
            path.write_bytes(content)
            self._kept[key] = _Kept(by, path, self._clock())
            self._forget(by)
        return key

    def find(self, by: str, key: str) -> Path | None:
        """Find a sheet; None where it is another's, or not kept any more."""
        with self._lock:
            kept = self._kept.get(key)
            old = kept is not None and kept.since + _KEPT_S < self._clock()
            return kept.path if kept is not None and kept.by == by and not old else None

    def drop(self, by: str, key: str) -> None:
        """Remove a sheet that was taken."""
        if self.find(by, key) is not None:
            with self._lock:
                self._remove(key)

    def _forget(self, by: str) -> None:
        """Remove what is old, and the oldest where there are too many."""
        now = self._clock()
        for key in [key for key, one in self._kept.items() if one.since + _KEPT_S < now]:
            self._remove(key)
        own = [key for key, one in self._kept.items() if one.by == by]
        for key in [*own[:-_MOST_OF_ONE], *list(self._kept)[:-_MOST]]:
            self._remove(key)

    def _remove(self, key: str) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            shutil.rmtree(kept.path.parent, ignore_errors=True)

    def _find_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gisplan-desk-"))
            weakref.finalize(self, shutil.rmtree, self._folder, True)
        return self._folder


def _safe_name(name: str) -> str:
    """Return a name that is one file in every system's folder.

    Examples
    --------
    >>> _safe_name("../a:b.xlsx"), _safe_name("饮水 工程.xlsx")
    ('..ab.xlsx', '饮水 工程.xlsx')
    """
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '<>:"/\\|?*').strip(" ")
    return plain[-100:] or "sheet.xlsx"
