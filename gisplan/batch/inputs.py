"""The files that a county's verdicts rest on, by their hashes: the same hashes need no second judging."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gisplan.batch.counties import COUNTY_FILE, ListedCounty
from gisplan.batch.options import RunOptions

__all__ = ["hash_files", "make_key"]

_BLOCK = 1 << 20


def hash_files(county: ListedCounty) -> dict[str, str]:
    """Hash a county file and every file that it names, with what belongs to it (of a shapefile the .dbf and others).

    Parameters
    ----------
    county : ListedCounty

    Returns
    -------
    dict of str to str
        The SHA-256 of each file by its path, relative to the county's folder; what cannot be read is left out, and
        found to be missing when the county is read.
    """
    path = Path(county.path)
    file = path if path.name == COUNTY_FILE else path / COUNTY_FILE
    found = {file}
    for text in _list_texts(_read_toml(file)):
        found |= _find_file(file.parent, text)
    named = {one.relative_to(file.parent) if one.is_relative_to(file.parent) else one: one for one in found}
    hashes = {name.as_posix(): _hash(one) for name, one in sorted(named.items())}
    return {name: sha256 for name, sha256 in hashes.items() if sha256 is not None}


def make_key(county: ListedCounty, options: RunOptions, files: dict[str, str]) -> str:
    """Return the hash of all that decides a county's results: files, options, standard and gisplan's version.

    Parameters
    ----------
    county : ListedCounty
    options : RunOptions
    files : dict of str to str
        What `hash_files` returns.

    Returns
    -------
    str
        A SHA-256.
    """
    standard = county.standard or options.standard
    named = [version("gisplan"), options.to_dict(), standard, _hash(Path(standard)) if standard else None]
    decisive = [*named, county.code, county.province, county.shown_path, files]
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode("utf-8")).hexdigest()


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _list_texts(value: Any) -> Iterator[str]:
    """Yield every text of a county file: any of them may name a file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _list_texts(part)


def _find_file(folder: Path, text: str) -> set[Path]:
    """Find the file that a text names, and those beside it with the same stem; a part of an archive is the archive."""
    try:
        place = folder / text
        found = next((one for one in (place, *place.parents) if one != folder and one.is_file()), None)
        if found is None:
            return set()
        return {one for one in found.parent.iterdir() if one.stem == found.stem and one.is_file()}
    except (OSError, ValueError):  # a text that no file can have as its name
        return set()


def _hash(path: Path) -> str | None:
    found = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                found.update(block)
    except (OSError, ValueError):
        return None
    return found.hexdigest()
