"""What the files of a known source look like: its columns, its words and its standard, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from gisplan.base.errors import CountyFileError
from gisplan.base.language import _
from gisplan.county.schema import LAYERS

__all__ = ["LayerNames", "SourceProfile", "find_profile", "get_profile", "read_profiles"]


@dataclass(frozen=True)
class LayerNames:
    """What a source calls one layer.

    Parameters
    ----------
    names : tuple of str
        Words in the name of a file, of a sheet or in its title.
    columns : mapping of str to tuple of str
        Names of each canonical column, without marks and in small letters, the commoner first.
    values : mapping of str to mapping
        For a canonical column the source's words and what they mean.
    where : str or None
        Which rows belong to the layer.
    """

    names: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    where: str | None = None


@dataclass(frozen=True, eq=False)
class SourceProfile:
    """One known source of files: a row of `gisplan/io/init/profiles`.

    Parameters
    ----------
    id, title, title_zh : str
        What it is called.
    signs : frozenset of str
        Columns by which it is recognised, without marks and in small letters.
    least : int
        How many of them a file must have.
    standard : str or None
        The standard that is proposed for its data.
    standards : mapping of str to str
        The standard that is proposed, by the first digits of a county's code.
    layers : mapping of str to LayerNames
        What it calls the layers.
    trunk_classes : tuple of str
        The classes of its roads that are proposed as the trunk network.
    """

    id: str
    title: str
    title_zh: str
    signs: frozenset[str]
    least: int
    standard: str | None
    standards: Mapping[str, str]
    layers: Mapping[str, LayerNames]
    trunk_classes: tuple[str, ...] = ()

    def layer(self, name: str) -> LayerNames:
        """Return what the source calls a layer."""
        return self.layers.get(name, LayerNames())


@cache
def read_profiles() -> Mapping[str, SourceProfile]:
    """Return the packaged profiles by their ids."""
    found = [item for item in files(__name__).iterdir() if item.name.endswith(".toml")]
    parsed = [_parse(item.read_text(encoding="utf-8")) for item in sorted(found, key=lambda item: item.name)]
    return {profile.id: profile for profile in parsed}


def _parse(text: str) -> SourceProfile:
    table = tomllib.loads(text)
    layers = {name: _parse_layer(name, item) for name, item in table["layers"].items()}
    standards = dict(table.get("standards", {}))
    texts = (table["id"], table["title"], table["title_zh"])
    signs, trunk = frozenset(table["signs"]), tuple(table.get("trunk_classes", ()))
    return SourceProfile(*texts, signs, table["least"], table.get("standard"), standards, layers, trunk)


def _parse_layer(name: str, table: Mapping[str, Any]) -> LayerNames:
    columns = {column: tuple(names) for column, names in table.get("columns", {}).items()}
    assert set(columns) <= set(LAYERS[name].names)
    return LayerNames(tuple(table.get("names", ())), columns, table.get("values", {}), table.get("where"))


def find_profile(headers: Sequence[str]) -> SourceProfile | None:
    """Find the profile that a file's columns fit best.

    Parameters
    ----------
    headers : sequence of str
        The names of its columns, without marks and in small letters.
    """
    fitting = {profile: len(profile.signs & set(headers)) for profile in read_profiles().values()}
    fitting = {profile: count for profile, count in fitting.items() if count >= profile.least}
    return max(fitting, key=lambda profile: fitting[profile], default=None)


def get_profile(id: str) -> SourceProfile:
    """Return the profile of an id; another id raises `CountyFileError` with those that there are."""
    profiles = read_profiles()
    if id not in profiles:
        text = _("There is no profile {0!r}. Use one of: {1}.")
        raise CountyFileError(text.format(id, ", ".join(profiles)))
    return profiles[id]
