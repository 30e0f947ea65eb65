"""Faults of the input: what is wrong, where, and what to do about it.

A fault is a code and its parameters. Its sentence is made where it is shown, from `KINDS`, so
that it can be read in any language. `E` refuses the file, `Q` quarantines the row, `W` warns,
`F` says what was put right.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Fault", "FaultKind", "describe_fault"]

Level = Literal["E", "Q", "W", "F"]
_WORDS = ("wanted", "reason")


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault: its level, what it says, and its remedy (templates for `str.format`)."""

    level: Level
    message: str
    remedy: str


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input.

    `row` counts records from 1; `file` is relative to the county folder; `params` fill the
    templates of the fault's kind.
    """

    code: str
    level: Level
    file: str | None = None
    layer: str | None = None
    row: int | None = None
    field: str | None = None
    value: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def describe_fault(
    fault: Fault, kinds: Mapping[str, FaultKind], *, translate: Callable[[str], str] = str
) -> tuple[str, str]:
    """A fault's sentence and its remedy, in the language of `translate`."""
    kind = kinds[fault.code]
    known = {
        "file": fault.file,
        "layer": fault.layer,
        "row": fault.row,
        "field": fault.field,
        "value": fault.value,
        **fault.params,
    }
    for name in _WORDS:  # what gisplan itself says in a parameter; what it does not know stays as it is
        if isinstance(word := known.get(name), str) and word:
            known[name] = translate(word)
    return translate(kind.message).format(**known), translate(kind.remedy).format(**known)
