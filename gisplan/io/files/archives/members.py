"""Which members of a zip archive can be layers, and which of them `layer` names."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from gisplan.base.language import N_
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.shapefile import SIDECARS
from gisplan.io.files.vector.file_gdb import GDB_PART
from gisplan.io.files.vector.mapinfo import MIF_PARTS, TAB_PARTS
from gisplan.io.files.vector.rows import SeveralLayers

__all__ = ["Chosen", "Member", "choose_member", "list_members", "member_path"]

_PARTS: Mapping[str, tuple[str, ...]] = {".shp": SIDECARS, ".tab": TAB_PARTS, ".mif": MIF_PARTS}
_SINGLE = (".csv", ".tsv", ".xlsx", ".xls", ".xlsb", ".ods", ".gpkg", ".geojson", ".fgb", ".kml", ".gpx", ".dxf")
_INDEXES = (".sbn", ".sbx", ".qix", ".fbn", ".fbx", ".ain", ".aih", ".atx", ".ixs", ".mxs", ".ind", ".cpg", ".prj")
_NOTES = (
    ".txt",
    ".md",
    ".xml",
    ".qpj",
    ".qmd",
    ".qml",
    ".sld",
    ".lyr",
    ".pdf",
    ".doc",
    ".docx",
    ".png",
    ".jpg",
    ".jpeg",
)
_SHOWN = 20


@dataclass(frozen=True)
class Member:
    """A layer's file in an archive.

    Parameters
    ----------
    path : str
        Its path in the archive, as it is shown.
    ending : str
        The ending of its name, in small letters.
    parts : dict of str to ZipInfo
        The entries that belong to it: by their ending; of a geodatabase by the names of its files.
    """

    path: str
    ending: str
    parts: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """What `layer` may call it: its path or its name, with or without the ending."""
        path = PurePosixPath(self.path)
        return self.path, str(path.with_suffix("")), path.name, path.stem


@dataclass(frozen=True)
class Chosen:
    """The member that is read, the layer in it that is named, and the beginning of `layer` that names the member."""

    member: Member
    layer: str | None
    prefix: str = ""


def list_members(entries: Sequence[zipfile.ZipInfo]) -> list[Member]:
    """Return the members of an archive that can be layers, in the order of their paths.

    Raises
    ------
    FileRefused
        It has another member, or one twice.
    """
    found: dict[tuple[str, str], Member] = {}
    rest: list[zipfile.ZipInfo] = []
    for entry in entries:
        path = member_path(entry)
        if path.parent.suffix.lower() == ".gdb":
            if GDB_PART.fullmatch(path.name):
                _add(found, str(path.parent), path.name.lower(), entry)
        elif path.suffix.lower() in (*_SINGLE, *_PARTS):
            _add(found, str(path), path.suffix.lower(), entry)
        else:
            rest.append(entry)
    for entry in rest:
        _add_part(found, entry)
    return sorted(found.values(), key=lambda member: member.path)


def _add(found: dict[tuple[str, str], Member], path: str, part: str, entry: zipfile.ZipInfo) -> None:
    """Add an entry to the member with a path, which may be the first of it."""
    ending = PurePosixPath(path).suffix.lower()
    member = found.setdefault((path.casefold().removesuffix(ending), ending), Member(path, ending))
    if part in member.parts:
        raise FileRefused("zip-refused", reason=f"it contains {entry.filename} twice")
    member.parts[part] = entry


def _add_part(found: dict[tuple[str, str], Member], entry: zipfile.ZipInfo) -> None:
    """Add an entry to the files that it is a part of."""
    path = member_path(entry)
    ending, stem = path.suffix.lower(), str(path.with_suffix(""))
    owners = [main for main, parts in _PARTS.items() if ending in parts and (stem.casefold(), main) in found]
    if not owners and ending in (".shx", ".dbf"):
        owners = [".shp"]  # it is missing, which is said when it is read
    for main in owners:
        _add(found, f"{stem}{main}", ending, entry)
    if not owners and ending not in (*_INDEXES, *_NOTES):
        raise FileRefused("zip-refused", reason=f"{entry.filename} is no part of a layer")


def choose_member(members: Sequence[Member], layer: str | None) -> Chosen:
    """Return the member that `layer` names: the only one, or `MEMBER` or `MEMBER/LAYER` of several.

    Raises
    ------
    FileRefused
        There is none, or none of that name.
    SeveralLayers
        There are several, and none is named.
    """
    if not members:
        raise FileRefused("zip-refused", reason=N_("it contains no layer"))
    if layer is None:
        if len(members) > 1:
            raise SeveralLayers([member.path for member in members])
        return Chosen(members[0], None)
    named = next(_find_named(members, layer), None)
    if named is not None:
        return named
    if len(members) == 1:
        return Chosen(members[0], layer)
    has = ", ".join(member.path for member in members[:_SHOWN]) + (" …" if len(members) > _SHOWN else "")
    raise FileRefused("layer-not-in-file", value=layer, has=has)


def _find_named(members: Sequence[Member], layer: str) -> Iterator[Chosen]:
    """Yield the members that a name may mean, the surest first; two of one name are both listed."""
    for place in range(4):
        exact = [member for member in members if member.names[place] == layer]
        if len(exact) > 1:
            raise SeveralLayers([member.path for member in exact])
        yield from (Chosen(member, None, f"{layer}/") for member in exact)
    for place in range(4):
        for member in members:
            prefix = f"{member.names[place]}/"
            if layer.startswith(prefix):
                yield Chosen(member, layer.removeprefix(prefix), prefix)


def member_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's path; some archivers on Windows write it with backslashes."""
    return PurePosixPath(entry.filename.replace("\\", "/"))
