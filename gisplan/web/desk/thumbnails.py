"""Small pictures of photos for lists: made once each, in the limited process, and kept until the desk ends."""

from __future__ import annotations

import logging
import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from gisplan.base.errors import GisplanError

__all__ = ["SIDE", "Thumbnails"]

SIDE = 320
"""The longer side of a small picture, in pixels: twice what lists show, for dense screens."""

_WAIT_S = 3.0  # for others' pictures: who waits for longer gets the photo itself
_MOST = 4000  # that are kept: some 100 MB
_LOG = logging.getLogger(__name__)


class Thumbnails:
    """The small pictures that were made since the desk was started, by the hash of their photo."""

    def __init__(self, shrink: Callable[[bytes, str, int], bytes] | None = None) -> None:
        self._shrink = shrink
        self._lock = Lock()
        self._made: dict[str, Path] = {}
        self._folder: Path | None = None

    def get(self, sha256: str, name: str, read: Callable[[], bytes]) -> bytes | None:
        """Return the small picture of a photo; None where it cannot be made, or others are being made for long.

        Parameters
        ----------
        sha256 : str
            The hash of the photo.
        name : str
            Its name, for messages.
        read : callable
            Returns the bytes of the photo.
        """
        found = self._find(sha256)
        if found is not None or not self._lock.acquire(timeout=_WAIT_S):  # one at a time: each is a process
            return found
        try:
            return self._find(sha256) or self._make(sha256, read(), name)
        finally:
            self._lock.release()

    def _find(self, sha256: str) -> bytes | None:
        path = self._made.get(sha256)
        try:
            return path.read_bytes() if path is not None else None
        except OSError:  # another removed it to make room, or the system cleans its temporary folder
            return None

    def _make(self, sha256: str, content: bytes, name: str) -> bytes | None:
        from gisplan.io.inputs.attached_file import AttachmentRefused, shrink_photo

        try:
            small = (self._shrink or shrink_photo)(content, name, SIDE)
            path = self._find_folder() / f"{sha256}.jpg"
            path.write_bytes(small)
        except (AttachmentRefused, GisplanError, OSError) as error:
            _LOG.warning("no small picture of %s: %s", sha256, error)
            return None
        self._made[sha256] = path
        while len(self._made) > _MOST:
            self._made.pop(next(iter(self._made))).unlink(missing_ok=True)
        return small

    def _find_folder(self) -> Path:
        if self._folder is None or not self._folder.is_dir():
            self._folder = Path(tempfile.mkdtemp(prefix="gisplan-desk-"))
            weakref.finalize(self, shutil.rmtree, self._folder, True)
        return self._folder
