"""The rows of a layer that gisplan reads itself, before they are saved for the parent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.open_file import FileRefused

__all__ = ["MOST_COLUMNS", "RowBuilder", "SeveralLayers"]

MOST_COLUMNS = 1000
"""The most columns that a layer may have: each row of it has all of them."""

_DIFFERS = " ≠ "
_SHOWN = 200


class SeveralLayers(Exception):  # noqa: N818 - the reader's answer, not an error
    """A file of several layers, none of which was chosen."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass
class RowBuilder:
    """Texts and shapes, row by row.

    Parameters
    ----------
    crs : str or None
        The CRS that the format has or the file states.
    columns : dict of str to list
        The texts by the file's own names, in the order in which they were met.
    shapes : list of (bytes or None)
        The geometry of each row as WKB.
    unreadable : dict of int to str
        Why the geometry of a row, from 0, cannot be read.
    faults : list of Fault
        What was found on the way.
    several : dict of str to list of (int, str)
        Of each column, the rows, from 0, for which the file has different values, and these.
    """

    crs: str | None
    columns: dict[str, list[str | None]] = field(default_factory=dict)
    shapes: list[bytes | None] = field(default_factory=list)
    unreadable: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    several: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def add(self, values: Mapping[str, str | None], make_shape: Callable[[], bytes | None]) -> None:
        """Add a row; where `make_shape` raises ValueError its geometry is unreadable for that reason."""
        place = len(self.shapes)
        for name, value in values.items():
            column = self.columns.get(name)
            if column is None:
                if len(self.columns) >= MOST_COLUMNS:
                    raise FileRefused("content-refused", reason=N_("it has more than 1000 columns"))
                column = self.columns[name] = []
            column += [None] * (place - len(column))
            column.append(value)
        try:
            self.shapes.append(make_shape())
        except ValueError as error:
            self.shapes.append(None)
            self.unreadable[place] = str(error)

    def join(self, name: str, values: Sequence[str | None]) -> str | None:
        """Return the one value of a column in the next row; different ones become one text, which is none of them."""
        known = list(dict.fromkeys(value for value in values if value is not None))
        if len(known) > 1:
            text = _DIFFERS.join(known)
            self.several.setdefault(name, []).append((len(self.shapes), text))
            return text
        return known[0] if known else None

    def join_more(
        self, values: dict[str, str | None], more: Iterable[tuple[str, str | None]], *, prefix: str, kept: str = ""
    ) -> None:
        """Add further values to the next row; where one of that name says something else, as ``prefix/name``."""
        groups: dict[str, list[str | None]] = {}
        for name, value in more:
            groups.setdefault(name, []).append(value)
        for name, group in groups.items():
            taken = name == kept or any(values.get(name) not in (None, value) for value in group)
            column = f"{prefix}/{name}" if taken else name
            values[column] = self.join(column, group)

    def report_several(self, context: FaultContext) -> None:
        """Add a fault for each column of which rows have different values."""
        for name, rows in self.several.items():
            row, text = rows[0]
            fault = context.fault("values-several", row=row + 1, field=name, value=text[:_SHOWN], count=len(rows))
            self.faults.append(fault)

    def finish(self) -> RowBuilder:
        """Give each column a value in each row."""
        for column in self.columns.values():
            column += [None] * (len(self.shapes) - len(column))
        return self
