"""What a settlement must have: the part of a criterion that is the same for every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from gisplan.standards.values import NUMBER, TEXT, WHERE, check_layer, key, keys_of, one_of

__all__ = ["Criterion", "Kinds", "Where", "find_sector", "sort_by_parts"]

Where = tuple[tuple[str, tuple[bool | int | str, ...]], ...]
"""A filter by columns of the villages: each column, and the values of it that are allowed."""

_SECTORS = {
    "road_works": "road",
    "water_projects": "water",
    "water_supply": "water",
    "power": "power",
    "power_lines": "power",
    "broadcasting": "broadcast",
    "coverage": "broadcast",
}


def find_sector(layer: str) -> str:
    """Return the sector of a layer: "road", "water", "power", "broadcast", or "" for layers of none."""
    return _SECTORS.get(layer, "")


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What one settlement must have: the base class of all kinds of criteria.

    A kind is a subclass in `gisplan.gaps.criteria` that declares its own keys with `gisplan.standards.values.key`;
    `gisplan.gaps.KINDS` lists them by name, and `parse_standard` reads entries by such a mapping.

    Attributes
    ----------
    kind : str
        The name of the kind in an entry, such as "reach".
    layers : tuple of str
        The layers that the key `layer` of an entry may name; none where the kind has no such key.
    served_by_roads : bool
        Whether a plan of roads can serve its settlements, so that the table `[plan]` may name it.
    id : str
        The name of the criterion in the standard and in all documents.
    settlement : str
        "village" or "group".
    role : str
        "exit": it is judged for exit; "plan": reported against the plan; "report": only a figure.
    source, source_zh : str
        Where the requirement is written, in English and Chinese.
    unit : str
        The unit of `threshold`.
    threshold : float or None
        The number that a value is compared with; each kind says how.
    where : tuple
        The criterion applies to settlements of villages whose columns have one of the values.
    min_households, min_people : float or None
        The criterion applies to settlements with at least so many.
    layer : str
        The layer that it looks into; "" where it looks into none.
    note : str
        A remark for readers.
    """

    kind: ClassVar[str] = ""
    layers: ClassVar[tuple[str, ...]] = ()
    served_by_roads: ClassVar[bool] = False

    id: str = key(TEXT, required=True)
    settlement: str = key(one_of("village", "group"), required=True)
    role: str = key(one_of("exit", "plan", "report"), required=True)
    source: str = key(TEXT, required=True)
    source_zh: str = key(TEXT, default="")
    unit: str = key(TEXT, default="")
    threshold: float | None = None
    where: Where = key(WHERE, default=())
    min_households: float | None = key(NUMBER)
    min_people: float | None = key(NUMBER)
    layer: str = ""
    note: str = key(TEXT, default="")

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the criteria that it is made of."""
        return ()

    @property
    def sectors(self) -> frozenset[str]:
        """The sectors that it rests on by itself, without those of its parts."""
        return frozenset(filter(None, [find_sector(self.layer)]))

    @property
    def at_most(self) -> bool:
        """Whether a value must be at most the threshold, not at least."""
        return False

    @classmethod
    def check_entry(cls, entry: Mapping[str, Any], name: str) -> list[str]:
        """Return the faults of an entry whose values are of the right types: its layer, and that layer's columns.

        Parameters
        ----------
        entry : mapping of str to value
            The entry as TOML has it.
        name : str
            What messages call it.

        Returns
        -------
        list of str
        """
        return check_layer(entry, cls.layers, keys_of(cls), name)

    def check_parts(self, known: Mapping[str, Criterion]) -> list[str]:  # noqa: ARG002
        """Return what is wrong with the criteria that it is made of; `known` are all of the standard, by id."""
        return []

    @classmethod
    def own_keys(cls) -> tuple[set[str], set[str]]:
        """Return the keys that the kind needs, and those that it may have, beside those of every criterion."""
        keys, shared = keys_of(cls), keys_of(Criterion)
        needed = {name for name, k in keys.items() if k.required and not (name in shared and shared[name].required)}
        return needed, set(keys) - set(shared) - needed


Kinds = Mapping[str, type[Criterion]]
"""The kinds of criteria by name: see `gisplan.gaps.KINDS`."""


def sort_by_parts(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Sort criteria so that each comes after those that it is made of.

    Parameters
    ----------
    criteria : sequence of Criterion

    Returns
    -------
    tuple of Criterion
        In their order; those that are made of themselves are left out.
    """
    done: list[Criterion] = []
    left = list(criteria)
    while left:
        ids = {c.id for c in left}
        ready = [c for c in left if not ids.intersection(c.parts)]
        if not ready:
            break
        done += ready
        left = [c for c in left if c not in ready]
    return tuple(done)
