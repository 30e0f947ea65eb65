"""Arrays on their way from the reading process: one behind another in one file, as making a file takes long.

Where each array is, and its type, stands in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ENDING", "LoadedArrays", "SavedArrays", "save_layer", "save_shapes"]

ENDING = ".arrays"
_BYTES = "|u1"
_KINDS = "biufM"
"""Truth values, numbers and days; never objects."""
_BLOCK = 1 << 12  # pieces that are written together
_SAMPLE, _ALIKE = 4096, 4  # a column holds many texts alike if each different one comes four times among its first


class SavedArrays:
    """A new file of arrays in the present folder.

    Parameters
    ----------
    name : str
        The name of the answer that it belongs to.

    Attributes
    ----------
    index : dict of str to list
        The type of each array, where it begins and how many bytes it has.
    """

    def __init__(self, name: str) -> None:
        self._file, self._end = f"{name}{ENDING}", 0
        self.index: dict[str, list[Any]] = {}
        open(self._file, "wb").close()  # noqa: PTH123 - a child starts sooner without pathlib

    def add(self, key: str, values: NDArray[Any]) -> None:
        """Add an array."""
        import numpy as np

        self.add_bytes(key, [np.ascontiguousarray(values).view(np.uint8)], kind=values.dtype.str)

    def add_bytes(self, key: str, pieces: Iterable[Any], *, kind: str = _BYTES) -> None:
        """Add what consists of pieces of bytes."""
        with open(self._file, "ab") as stream:  # noqa: PTH123
            size = sum(map(stream.write, pieces))
        self.index[key] = [kind, self._end, size]
        self._end += size


class LoadedArrays:
    """The arrays that belong to an answer, each read when it is asked for.

    Parameters
    ----------
    workdir : Path
        The private folder.
    name : str
        The name of the answer.
    index : mapping
        As `SavedArrays` has made it.
    """

    def __init__(self, workdir: Path, name: str, index: Mapping[str, Any]) -> None:
        self._file, self._index = workdir / f"{name}{ENDING}", index

    def __contains__(self, key: str) -> bool:
        return key in self._index

    def load(self, key: str, begin: int = 0, end: int | None = None) -> NDArray[Any]:
        """Return an array, or its elements from `begin` up to `end`, the last excluded.

        Raises
        ------
        ValueError
            It is of a type that is not handed over, or not all of it is there.
        """
        import numpy as np

        kind, start, size = self._index[key]
        dtype = np.dtype(kind)
        if dtype.kind not in _KINDS or not 0 <= start <= start + size <= self._file.stat().st_size:
            raise ValueError(f"{self._file.name} has no such array: {key} of {kind}, {size} bytes")
        count = size // dtype.itemsize
        begin, end = min(begin, count), count if end is None else min(end, count)
        offset = start + begin * dtype.itemsize
        return np.fromfile(self._file, dtype=dtype, count=max(end - begin, 0), offset=offset)

    def read(self, key: str) -> bytes:
        """Return the bytes of an array."""
        _, start, size = self._index[key]
        with self._file.open("rb") as stream:
            stream.seek(start)
            return stream.read(size)


def save_layer(arrays: SavedArrays, shapes: Any, columns: Any) -> int:
    """Save the shapes and columns of a layer, and return how many rows it has."""
    count = len(shapes) if shapes is not None else (len(columns[0]) if columns else 0)
    save_shapes(arrays, shapes, count)
    for place, values in enumerate(columns):
        save_column(arrays, str(place), values)
    return count


def save_shapes(arrays: SavedArrays, shapes: Any, count: int) -> None:
    """Save geometry as one run of WKB and where each piece ends; no bytes is no geometry."""
    import numpy as np

    pieces = [b"" if piece is None else piece for piece in shapes] if shapes is not None else [b""] * count
    arrays.add_bytes("wkb", (b"".join(pieces[i : i + _BLOCK]) for i in range(0, count, _BLOCK)))
    arrays.add("ends", np.cumsum([0, *map(len, pieces)], dtype=np.int64))


def save_column(arrays: SavedArrays, key: str, values: Any) -> None:
    """Save numbers as they are; texts as one run of UTF-8, where each ends (in characters), and which are null.

    Where many are alike, these are the different ones, and there is a number for each row.
    """
    import numpy as np

    if values.dtype != object:
        arrays.add(key, values)
        return
    texts = values.tolist()
    if not set(map(type, texts)) <= {str, type(None)}:
        texts = [None if value is None else to_text(value) for value in texts]
    if len(set(texts[:_SAMPLE])) <= len(texts[:_SAMPLE]) // _ALIKE:
        numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        places = np.fromiter(map(numbers.__getitem__, texts), dtype=np.int32, count=len(texts))
        arrays.add(f"{key}.places", places)
        texts = list(numbers)
    null = np.array([text is None for text in texts], dtype=bool)
    texts = ["" if text is None else text for text in texts] if null.any() else texts
    arrays.add_bytes(f"{key}.text", ["".join(texts).encode("utf-8")])
    arrays.add(f"{key}.ends", np.cumsum([0, *map(len, texts)], dtype=np.int64))
    arrays.add(f"{key}.null", null)


def to_text(value: Any) -> str:
    """Return a value as text; a list as its items between semicolons."""
    if isinstance(value, str):
        return value
    return ";".join(map(str, value)) if hasattr(value, "__iter__") else str(value)
