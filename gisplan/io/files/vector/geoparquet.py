"""GeoParquet, by pyarrow: an extra that not everybody has."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.base.language import N_
from gisplan.io.files.open_file import FileRefused

__all__ = ["ArrowRows", "read_geoparquet"]

EXTRA = "parquet"
_LON_LAT = "OGC:CRS84"  # what a file without a CRS is in, says the format
_END = b"PAR1"
_SHOWN = 300


@dataclass(frozen=True)
class ArrowRows:
    """The columns of a file that were read, their types as OGR names them, and the shapes as WKB."""

    fields: Sequence[str]
    columns: Mapping[str, NDArray[Any]]
    types: Mapping[str, str]
    shapes: Sequence[bytes | None]
    crs: str | None


def read_geoparquet(path: Path, *, wanted: Sequence[str] | None) -> ArrowRows:
    """Read a file.

    Parameters
    ----------
    path : Path
        The private copy.
    wanted : sequence of str or None
        The columns that are read; all where none are given.

    Returns
    -------
    ArrowRows

    Raises
    ------
    FileRefused
        It is damaged, or pyarrow is not installed.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise FileRefused("extra-missing", value=EXTRA)
    if not path.read_bytes().endswith(_END):
        raise FileRefused("truncated", reason=N_("it does not end as a Parquet file does"))
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # the others reserve more than this process may use
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            schema = file.schema_arrow
            geometry, crs = _find_geometry(schema.metadata or {}, schema.names)
            read = [name for name in schema.names if name != geometry and (wanted is None or name in wanted)]
            _refuse_repeated([*read, geometry], schema.names)
            table = file.read(columns=[*read, *([geometry] if geometry else [])], use_threads=False)
            shapes = _list_shapes(table.column(geometry)) if geometry else [None] * table.num_rows
            values = {name: _read_values(table.column(name), name) for name in read}
    except MemoryError:
        raise
    except pa.ArrowException as error:
        raise FileRefused("reader-failed", reason=str(error)[:_SHOWN]) from error
    fields = [name for name in schema.names if name != geometry]
    types = {name: _name_type(array) for name, array in values.items()}
    return ArrowRows(fields, values, types, shapes, crs)


def _find_geometry(metadata: Mapping[bytes, bytes], names: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the column of geometry and its CRS, as the metadata state them; None where the file is a plain table."""
    if b"geo" not in metadata:
        return None, None
    try:
        geo = json.loads(metadata[b"geo"])
        column = geo["primary_column"]
        stated = geo["columns"][column]
        encoding, crs = str(stated["encoding"]), stated.get("crs", _LON_LAT)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileRefused("content-refused", reason=N_("its metadata do not say what its geometry is")) from error
    if column not in names:
        raise FileRefused("content-refused", reason=f"it has no column {column!r:.80}, which should be its geometry")
    if encoding.upper() != "WKB":
        raise FileRefused("content-refused", reason=f"its geometry {column} is in {encoding}, not in WKB")
    return column, crs if crs is None or isinstance(crs, str) else json.dumps(crs)


def _refuse_repeated(wanted: Sequence[str | None], names: Sequence[str]) -> None:
    """Refuse a file with several columns of a name that is read."""
    for name in wanted:
        if name is not None and names.count(name) > 1:
            raise FileRefused("content-refused", reason=f"it has {names.count(name)} columns called {name!r:.80}")


def _read_values(column: Any, name: str) -> NDArray[Any]:
    """Return the values of a column; one whose times or zones cannot be read refuses the file."""
    try:
        return _to_array(column)
    except (ValueError, OverflowError, LookupError) as error:
        reason = f"its column {name!r:.80} of {column.type} cannot be read: {error}"
        raise FileRefused("content-refused", reason=reason[:_SHOWN]) from error


def _list_shapes(column: Any) -> list[bytes | None]:
    """Return the geometry of each row."""
    import pyarrow as pa

    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        raise FileRefused("content-refused", reason=f"its geometry is {column.type}, not WKB")
    shapes: list[bytes | None] = column.to_pylist()
    return shapes


def _to_array(column: Any) -> NDArray[Any]:
    """Return the values of a column as GDAL would: numbers as they are, what is blank as NaN, all else as text."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        if column.null_count == 0:
            numbers: NDArray[Any] = column.to_numpy()
            return numbers
        if pa.types.is_floating(kind):
            return np.array([np.nan if value is None else value for value in column.to_pylist()], dtype=float)
    texts = [None if value is None else _to_text(value) for value in column.to_pylist()]
    return np.array([*texts, None], dtype=object)[:-1]


def _to_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def _name_type(values: NDArray[Any]) -> str:
    """Return the name that OGR has for a type."""
    return {"i": "OFTInteger64", "u": "OFTInteger64", "f": "OFTReal"}.get(values.dtype.kind, "OFTString")
