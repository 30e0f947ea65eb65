"""What a check has found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gisplan.base.faults import Fault
from gisplan.county.county import County, LayerInput
from gisplan.io.faults.catalogue import has_errors
from gisplan.standards import Standard

__all__ = ["CheckReport"]


@dataclass(frozen=True)
class CheckReport:
    """The result of a check.

    Parameters
    ----------
    code, name : str
        The county's code and name, as the county file has them.
    county : County or None
        The county; None where a file must be refused.
    faults : tuple of Fault
        All faults, in the order of the county file's layers.
    inputs : tuple of LayerInput
        The files that were read.
    standard : Standard or None
        The standard that the county file names; None where it names none, or one that cannot be read.
    layers : tuple of str
        The layers that the county file names.
    as_of : date or None
        The date of the data.
    """

    code: str
    name: str
    county: County | None
    faults: tuple[Fault, ...]
    inputs: tuple[LayerInput, ...]
    standard: Standard | None = None
    layers: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def exit_code(self) -> int:
        """0 where no row is quarantined, 1 where rows are, 2 where a file is refused."""
        if has_errors(self.faults):
            return 2
        return 1 if any(fault.level == "Q" for fault in self.faults) else 0

    def faults_of(self, level: str) -> Iterator[Fault]:
        """Yield the faults of a level: "E", "Q", "W" or "F"."""
        return (fault for fault in self.faults if fault.level == level)

    @property
    def refused(self) -> tuple[str, ...]:
        """The files that are refused, each once, the county file among them."""
        return tuple(dict.fromkeys(fault.file or "gisplan.toml" for fault in self.faults_of("E")))

    def refuses(self, item: LayerInput) -> bool:
        """Return whether a layer's file is refused; another layer of the same file need not be."""
        return any(fault.layer == item.layer for fault in self.faults_of("E"))

    @property
    def rows_above(self) -> dict[str, int]:
        """What is added to the rows of each layer for the numbers that a spreadsheet program shows beside them."""
        return {item.layer: item.rows_above for item in self.inputs}
