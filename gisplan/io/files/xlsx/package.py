"""The archive of a workbook: checked before it is read, its parts found by relationships and content types.

Names of parts are compared without case, with either separator, and as the relationships of the package give them,
in the namespaces of transitional and of Strict Open XML alike.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree

from gisplan.base.language import N_
from gisplan.io.files.open_file import FileRefused

__all__ = ["DAMAGE", "Package", "Relation", "find_namespace", "open_package"]

MAX_ENTRIES = 1000
MAX_RATIO = 100
MAX_BYTES = 256 << 20
RATIO_FROM_BYTES = 1 << 20
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError),
    *(ElementTree.ParseError, LookupError, ValueError, OverflowError),
)
"""What the libraries raise over damaged archives and parts."""

_ROOT, _TYPES = "", "[content_types].xml"
_MAIN_TYPES = ("sheet.main+xml", "template.main+xml", "sheet.macroenabled.main+xml", "template.macroenabled.main+xml")
_DECLARED = [word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")]
_ENCRYPTED = 0x1
_SHOWN = 80


@dataclass(frozen=True)
class Relation:
    """A relationship of a part: its id, the last word of its type, and the part that it leads to."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True)
class Package:
    """An archive's parts, by their names as they are compared."""

    archive: zipfile.ZipFile
    parts: Mapping[str, zipfile.ZipInfo]

    def read(self, part: str) -> bytes:
        """Read a part; raises `FileRefused` where it is missing or damaged."""
        if part not in self.parts:
            raise FileRefused("workbook-damaged", value=part, reason=N_("this part is missing"))
        try:
            return self.archive.read(self.parts[part])
        except DAMAGE as error:
            raise self._find_damage(part, error) from error

    def parse(self, part: str) -> ElementTree.Element:
        """Parse a part; raises `FileRefused` where it is missing, damaged or declares entities."""
        content = self.read(part)
        if any(word in content for word in _DECLARED):
            raise FileRefused("workbook-refused", reason=N_("it declares entities"))
        try:
            return ElementTree.fromstring(content)
        except DAMAGE as error:
            raise self._find_damage(part, error) from error

    def _find_damage(self, part: str, error: Exception) -> FileRefused:
        name = self.parts[part].filename[:_SHOWN]
        return FileRefused("workbook-damaged", value=name, reason=str(error)[:_SHOWN])

    def list_relations(self, part: str) -> list[Relation]:
        """List the relationships of a part, or those of the package for the part ""; external ones are left out."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.parts:
            return []
        return [
            Relation(str(item.get("Id")), _last_word(item.get("Type")), _join_name(folder, str(item.get("Target"))))
            for item in self.parse(path)
            if item.get("TargetMode", "Internal").casefold() != "external"
        ]

    def find_related(self, part: str, kind: str, types: tuple[str, ...]) -> str | None:
        """Return the one part to which another leads, else the one of its content types; None without either."""
        found = sorted({relation.target for relation in self.list_relations(part) if relation.kind == kind})
        found = found or self._list_typed(types)
        if len(found) > 1:
            raise FileRefused("workbook-damaged", value=", ".join(found)[:_SHOWN], reason=N_("only one may be there"))
        return found[0] if found else None

    def find_workbook(self) -> str:
        """Return the part that lists the sheets: by the package's relationship, else by its content type."""
        found = self.find_related(_ROOT, "officedocument", _MAIN_TYPES)
        if found is None:
            names = ", ".join(item.filename for item in list(self.parts.values())[:3])
            raise FileRefused("content-mismatch", reason=names[:_SHOWN], expected="Excel")
        if found.endswith(".bin"):
            raise FileRefused("content-mismatch", reason=found, expected="Excel")
        return found

    def _list_typed(self, types: tuple[str, ...]) -> list[str]:
        """List the parts whose content type ends in one of some words."""
        if _TYPES not in self.parts:
            return []
        stated = [item for item in self.parse(_TYPES) if str(item.get("ContentType")).casefold().endswith(types)]
        return sorted({_join_name("", str(item.get("PartName"))) for item in stated if item.get("PartName")})


def open_package(data: bytes) -> Package:
    """Open a workbook's archive.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Package

    Raises
    ------
    FileRefused
        It is damaged, has a password, or unpacks to much more than its size.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except DAMAGE as error:
        raise FileRefused("truncated", reason=str(error)[:_SHOWN] or N_("the archive is damaged")) from error
    entries = archive.infolist()
    _check_entries(entries)
    parts: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = _join_name("", entry.filename)
        if name in parts:
            reason = N_("this part is there more than once")
            raise FileRefused("workbook-damaged", value=entry.filename[:_SHOWN], reason=reason)
        if not entry.is_dir():
            parts[name] = entry
    return Package(archive, parts)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a workbook with a password, or one that unpacks to much more than its size."""
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileRefused("workbook-closed")
    large = sum(entry.file_size for entry in entries) > MAX_BYTES or len(entries) > MAX_ENTRIES
    if large or any(
        entry.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * max(entry.compress_size, 1)) for entry in entries
    ):
        raise FileRefused("workbook-refused", reason=N_("its unpacked size is far too large"))


def _join_name(folder: str, name: str) -> str:
    """Return the name of a part as it is compared, from its folder or from the root."""
    plain = unquote(name).replace("\\", "/")
    joined = posixpath.join("/", folder, plain)
    return posixpath.normpath(joined).lstrip("/").casefold()


def _last_word(kind: str | None) -> str:
    """Return the last word of a relationship's type, which Strict Open XML writes without a hyphen."""
    return str(kind).rstrip("/").rsplit("/", 1)[-1].casefold().replace("-", "")


def find_namespace(root: ElementTree.Element) -> str:
    """Return the namespace of a part's elements in braces; "" where it has none."""
    return root.tag[: root.tag.index("}") + 1] if root.tag.startswith("{") else ""
