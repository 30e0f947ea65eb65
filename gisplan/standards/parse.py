"""Read a standard from its TOML text, with all faults reported together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from gisplan.base.errors import StandardError
from gisplan.base.language import _
from gisplan.base.values import closest_name
from gisplan.standards.criterion import Criterion, Kinds, sort_by_parts
from gisplan.standards.measures import MEASURES, target_keys
from gisplan.standards.plan_rules import PlanRules, check_plan, make_plan_values
from gisplan.standards.standard import OutOfScope, Reading, Standard, Target
from gisplan.standards.values import TEXT, WHOLE, Key, check_layer, keys_of, one_of

__all__ = ["list_standards", "make_standard", "parse_standard", "read_packaged_standard"]

_TABLES = ("criteria", "targets", "out_of_scope")
_HEAD = {
    "id": Key(TEXT, required=True),
    "title": Key(TEXT, required=True),
    "source": Key(TEXT, required=True),
    "title_zh": Key(TEXT, required=False),
    "source_zh": Key(TEXT, required=False),
    "exit_year": Key(WHOLE, required=False),
    "note": Key(TEXT, required=False),
}


def parse_standard(text: str, *, name: str, kinds: Kinds) -> Standard:
    """Read a standard from its TOML text.

    Parameters
    ----------
    text : str
        The standard as TOML: see docs/county-file.md.
    name : str
        The file that messages name.
    kinds : mapping of str to subclass of Criterion
        The kinds of criteria that there are: `gisplan.gaps.KINDS`.

    Returns
    -------
    Standard

    Raises
    ------
    StandardError
        With every fault of the text, one a line.

    Examples
    --------
    >>> from gisplan.gaps import KINDS
    >>> parse_standard("id = 3", name="toy.toml", kinds=KINDS)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    gisplan.base.errors.StandardError: ...
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StandardError(_("{0}: not TOML: {1}").format(name, error)) from error
    return make_standard(raw, name=name, kinds=kinds)


def make_standard(document: Mapping[str, Any], *, name: str, kinds: Kinds) -> Standard:
    """Make a standard of a parsed TOML document.

    Parameters
    ----------
    document : mapping
        The standard: see docs/county-file.md.
    name : str
        The file that messages name.
    kinds : mapping of str to subclass of Criterion
        The kinds of criteria that there are: `gisplan.gaps.KINDS`.

    Returns
    -------
    Standard

    Raises
    ------
    StandardError
        With every fault of the document, one a line.
    """
    raw = dict(document)
    reader = _EntryReader(kinds)
    tables = {table: raw.pop(table, []) for table in _TABLES}
    plan = raw.pop("plan", {})
    criteria = [kinds[row.pop("kind")](**row) for row in reader.read(tables["criteria"], "criteria")]
    targets = [_make_target(row) for row in reader.read(tables["targets"], "targets")]
    outside = [OutOfScope(**row) for row in reader.read(tables["out_of_scope"], "out_of_scope")]
    faults = [*reader.faults, *_check_plan(plan, criteria), *reader.check_head(raw, name)]
    if not criteria and not faults:
        faults.append(_("there is no criterion: add [[criteria]]"))
    faults += _check_links(criteria, targets, _list_ids(tables["criteria"]))
    if faults:
        raise StandardError("\n".join(f"{name}: {fault}" for fault in faults))
    rules = PlanRules(**make_plan_values(plan))
    return Standard(**raw, criteria=tuple(criteria), targets=tuple(targets), out_of_scope=tuple(outside), plan=rules)


def _list_ids(rows: Any) -> set[Any]:
    """The ids of all criteria that the text has, the faulty ones too."""
    entries = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {row["id"] for row in entries if isinstance(row.get("id"), str)}


def _check_plan(plan: Any, criteria: Sequence[Criterion]) -> list[str]:
    """What is wrong with `[plan]`: its keys, and the criteria that it names."""
    faults = []
    for table, key, value, expected in check_plan(plan):
        message = _("[{0}]: {1} is {2!r}: it must be {3}") if expected else _("[{0}]: unknown key {1!r}")
        faults.append(message.format(table, key, value, _(expected) if expected else ""))
    for settlement in ("village", "group"):
        named = plan.get(settlement) if isinstance(plan, Mapping) else None
        fit = [c.id for c in criteria if c.served_by_roads and c.settlement == settlement]
        if named and named not in fit:
            faults.append(_("[{0}]: {1} is {2!r}, not one of {3}").format("plan", settlement, named, ", ".join(fit)))
    return faults


def _check_links(criteria: Sequence[Criterion], targets: Sequence[Target], named: Set[Any]) -> list[str]:
    """Ids that are given twice or to nothing, and criteria that do not fit those that they are made of.

    `named` are the ids of all criteria that the text has, the faulty ones too.
    """
    ids = [c.id for c in criteria] + [t.id for t in targets]
    faults = [_("the id {0!r} is used twice").format(i) for i in sorted({i for i in ids if ids.count(i) > 1})]
    links = [(t.id, t.criterion) for t in targets if t.criterion] + [(c.id, part) for c in criteria for part in c.parts]
    faults += [_("{0}: there is no criterion {1!r}").format(id, part) for id, part in links if part not in named]
    known = {c.id: c for c in criteria}
    faults += [fault for c in criteria for fault in c.check_parts(known)]
    for t in targets:
        if t.readings and t.reading not in {r.id for r in t.readings}:
            faults.append(_("{0}: {1!r} is not one of its readings").format(t.id, t.reading))
    sorted_criteria = sort_by_parts(criteria)
    circular = next((c.id for c in criteria if c not in sorted_criteria), "")
    return [*faults, _("{0} depends on itself").format(circular)] if circular else faults


@dataclass
class _EntryReader:
    """Reads entries by the keys of their tables, and collects the faults."""

    kinds: Kinds
    faults: list[str] = field(default_factory=list)

    def read(self, rows: Any, table: str) -> list[dict[str, Any]]:
        """Return the entries without a fault, their lists as tuples."""
        parsed = []
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
            place = f"[[{table}]] {number}"
            if not isinstance(row, Mapping):
                self.faults.append(_("{0} is not a table").format(place))
                continue
            faults = self._check_entry(row, table, place)
            self.faults += faults
            if not faults:
                parsed.append({key: _freeze(key, value) for key, value in row.items()})
        return parsed

    def check_head(self, raw: Mapping[str, Any], name: str) -> list[str]:
        """Return what is wrong with the keys of the standard itself."""
        faults = [_("unknown key {0!r}").format(key) for key in raw if key not in _HEAD]
        faults += [_("{0!r} is missing").format(key) for key, k in _HEAD.items() if k.required and not raw.get(key)]
        return faults + self._check_values(raw, _HEAD, name)

    def _check_entry(self, row: Mapping[str, Any], table: str, place: str) -> list[str]:
        keys = self._keys_of(row, table)
        name = str(row.get("id", place))
        faults = [_("{0}: unknown key {1!r}").format(place, key) for key in row if key not in keys]
        needed = sorted(key for key, k in keys.items() if k.required)
        faults += [_("{0}: {1!r} is missing").format(place, key) for key in needed if key not in row]
        return faults + (self._check_values(row, keys, name) or self._check_layer(row, table, name))

    def _keys_of(self, row: Mapping[str, Any], table: str) -> dict[str, Key]:
        """The keys that an entry may have, and needs."""
        if table == "out_of_scope":
            return keys_of(OutOfScope)
        return target_keys(row) if table == "targets" else self._criterion_keys(row)

    def _criterion_keys(self, row: Mapping[str, Any]) -> dict[str, Key]:
        """The keys of an entry's kind; those of all kinds, none of them needed, where it is of no known kind."""
        kind = {"kind": Key(one_of(*self.kinds), required=True)}
        name = row.get("kind")
        if isinstance(name, str) and name in self.kinds:
            return keys_of(self.kinds[name]) | kind
        shared = keys_of(Criterion) | kind
        of_kinds = {key: Key(k.value, required=False) for key, k in self._keys_of_all_kinds().items()}
        return of_kinds | shared

    def _keys_of_all_kinds(self) -> dict[str, Key]:
        keys: dict[str, Key] = {}
        for kind in self.kinds.values():
            keys = keys_of(kind) | keys
        return keys

    def _check_values(self, row: Mapping[str, Any], keys: Mapping[str, Key], name: str) -> list[str]:
        """Values of the wrong type or out of their range; those of unknown keys as other entries would have them."""
        kind = {"kind": Key(one_of(*self.kinds), required=True)}
        others = _HEAD | keys_of(Target) | self._keys_of_all_kinds() | keys_of(Criterion) | kind
        text = Key(TEXT, required=False)
        found = ((key, value, keys.get(key) or others.get(key, text)) for key, value in row.items())
        return [fault for key, value, k in found for fault in k.value.list_faults(name, key, value)]

    def _check_layer(self, row: Mapping[str, Any], table: str, name: str) -> list[str]:
        """A layer that the kind or measure cannot look into, and columns that the layer has not."""
        kind = self.kinds.get(str(row.get("kind")))
        if table == "criteria" and kind is not None:
            return kind.check_entry(row, name)
        measure = MEASURES.get(str(row.get("measure", "share")))
        if table == "targets" and measure is not None:
            return check_layer(row, measure.layers, keys_of(Target), name)
        return []


def _freeze(key: str, value: Any) -> Any:
    if key == "where":
        return tuple((k, tuple(v) if isinstance(v, list) else (v,)) for k, v in value.items())
    if key == "readings":
        return tuple(Reading(**v) for v in value)
    return tuple(value) if isinstance(value, list) else value


def _make_target(row: dict[str, Any]) -> Target:
    """Make a target; where its figure has readings, the threshold is the chosen one's."""
    chosen = [r.threshold for r in row.get("readings", ()) if r.id == row.get("reading")]
    return Target(**(row | {"threshold": chosen[0]} if chosen else row))


def list_standards() -> tuple[str, ...]:
    """Return the ids of the packaged standards.

    Returns
    -------
    tuple of str
        Sorted.
    """
    folder = resources.files(__package__) / "data"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def read_packaged_standard(id: str, *, kinds: Kinds) -> Standard:
    """Read one of the packaged standards.

    Parameters
    ----------
    id : str
        One of `list_standards`.
    kinds : mapping of str to subclass of Criterion
        The kinds of criteria that there are: `gisplan.gaps.KINDS`.

    Returns
    -------
    Standard

    Raises
    ------
    StandardError
        There is none of that id.

    Examples
    --------
    >>> from gisplan.gaps import KINDS
    >>> read_packaged_standard("zhenba-2019", kinds=KINDS).criteria[0].id
    'sealed_road'
    """
    known = list_standards()
    if id not in known:
        near = closest_name(id, known, cutoff=0.6)
        hint = _(" Did you mean {0}?").format(near) if near is not None else ""
        raise StandardError(
            _("There is no standard {0!r}.{1} Packaged: {2}; or give a path to a TOML file.").format(
                id, hint, ", ".join(known)
            )
        )
    text = (resources.files(__package__) / "data" / f"{id}.toml").read_text(encoding="utf-8")
    return parse_standard(text, name=f"{id}.toml", kinds=kinds)
