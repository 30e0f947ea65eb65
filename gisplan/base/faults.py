"""Faults of the input: what is wrong, where, and what to do about it.

A fault is a code and its parameters. Its message is formatted where it is shown, from `KINDS`, so
that it can be read in any language. `E` refuses the file, `Q` quarantines the row, `W` warns,
`F` reports a correction.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gisplan.base.display import visible, visible_lines
from gisplan.base.language import N_, agree

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Fault", "FaultKind", "describe_fault", "is_openstreetmap"]

Level = Literal["E", "Q", "W", "F"]
_WORDS = ("expected", "reason", "likely")
_FURTHER = N_("The same is true of {further} more.")
_LONGEST = 300
_OF_ROWS = ("rows", "values", "each", "further")
_OPENSTREETMAP = (".osm", ".osm.gz", ".osm.bz2", ".pbf")
_ROWS_OF = {"file": ("row", "duplicate", "duplicates"), "other_file": ("other_row",)}
_ONE_LINE = ("file", "layer", "field", "value")


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault.

    Attributes
    ----------
    level : str
        "E", "Q", "W" or "F".
    message, remedy : str
        What is wrong and what to do: templates for `str.format`, filled with the fault's parameters.
    remedy_without : str
        What to do where no known spelling is near; "" where the remedy names none.
    """

    level: Level
    message: str
    remedy: str
    remedy_without: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the input.

    Attributes
    ----------
    code : str
        The kind of fault.
    level : str
        "E", "Q", "W" or "F".
    file : str or None
        Relative to the county folder.
    layer, field : str or None
        The layer and its column.
    row : int or None
        Records are counted from 1.
    value : str or None
        The value at fault, as text.
    params : mapping
        What else the templates of the kind need.
    """

    code: str
    level: Level
    file: str | None = None
    layer: str | None = None
    row: int | None = None
    field: str | None = None
    value: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def list_rows(self) -> list[int]:
        """Return the rows that have it: all of them, where it stands for several."""
        rows: list[int] = self.rows.tolist()
        return rows

    @property
    def rows(self) -> NDArray[np.int64]:
        """The rows that have it, as an array: there may be a million."""
        import numpy as np  # here, as reading starts before it is imported

        return np.asarray(self.params.get("rows", [] if self.row is None else [self.row]), dtype=np.int64)

    def pick_row(self, row: int) -> Fault:
        """Return the fault of one of the rows that have it."""
        if "each" not in self.params:
            return self
        place = self.list_rows().index(row)
        params = {name: value for name, value in self.params.items() if name not in _OF_ROWS}
        params.update(self.params["each"][place])
        return dataclasses.replace(self, row=row, value=self.params["values"][place], params=params)

    def each_row(self) -> Iterator[Fault]:
        """Yield the fault of each of the rows that have it."""
        if "each" not in self.params:
            yield self
            return
        same = {name: value for name, value in self.params.items() if name not in _OF_ROWS}
        places = zip(self.list_rows(), self.params["values"], self.params["each"], strict=True)
        for row, value, more in places:
            yield dataclasses.replace(self, row=row, value=value, params={**same, **more})


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def describe_fault(
    fault: Fault,
    kinds: Mapping[str, FaultKind],
    *,
    translate: Callable[[str], str] = str,
    titles: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """Format a fault's message and its remedy.

    Parameters
    ----------
    fault : Fault
        The fault.
    kinds : mapping of code to FaultKind
        All kinds of faults.
    translate : callable, optional
        Translates the templates; as they are, they are English.
    titles : mapping, optional
        What the message calls its layers and fields in place of their keys, by the parameter. Where a key of a
        county file is to be written, as in ``[layers.{layer}]`` and in all remedies, it stays.

    Returns
    -------
    message, remedy : str
        Two sentences.
    """
    kind = kinds[fault.code]
    known = {
        "file": fault.file,
        "layer": fault.layer,
        "row": fault.row,
        "field": fault.field,
        "value": fault.value,
        **fault.params,
    }
    for name in _WORDS:  # parameters that are texts of gisplan's own; others stay as they are
        if isinstance(word := known.get(name), str) and word:
            known[name] = translate(word)
    for name, value in known.items():  # a preview has lines of its own; names and values are shown on one
        if isinstance(value, str):
            known[name] = _shorten(visible(value)) if name in _ONE_LINE else visible_lines(value)
    remedy = kind.remedy_without if kind.remedy_without and known.get("nearest", "–") == "–" else kind.remedy
    filled = _Known(known)
    template = _name_objects(agree(translate(kind.message), known), known, translate)
    template = template.replace("[layers.{layer}", "[layers.{layer_key}")
    message = template.format_map(_Known({**known, **(titles or {}), "layer_key": fault.layer}))
    if "further" in known:
        message = f"{message} {translate(_FURTHER).format_map(filled)}"
    return message, translate(remedy).format_map(filled)


def is_openstreetmap(file: str) -> bool:
    """Return whether a file's rows are objects of OpenStreetMap, of which `row` is the number there."""
    return file.lower().endswith(_OPENSTREETMAP)


def _name_objects(template: str, known: Mapping[str, Any], translate: Callable[[str], str]) -> str:
    """Call rows of OpenStreetMap objects, which no program shows as rows."""
    row, thing = translate(N_("row {row}")), translate(N_("object {row}"))
    for file, names in _ROWS_OF.items():
        for name in names if is_openstreetmap(str(known.get(file) or "")) else ():
            template = template.replace(row.format(row=f"{{{name}}}"), thing.format(row=f"{{{name}}}"))
    return template


class _Known(dict[str, Any]):
    """What is known of a fault; a dash stands for what is not, as no fault may hide behind another."""

    def __missing__(self, name: str) -> str:
        return "–"
