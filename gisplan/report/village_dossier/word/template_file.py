"""A template that is a Word file: read whole, and refused where it is damaged, too large or of another kind."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from zipfile import ZipFile

from gisplan.base.errors import TemplateFileError
from gisplan.base.language import _

__all__ = ["read_template"]

_MOST = 20 << 20  # bytes of the file
_MOST_UNPACKED = 64 << 20
_MOST_TEXT = 4 << 20  # bytes of one part with text
_MOST_PARTS = 2000
_OLD_WORD = b"\xd0\xcf\x11\xe0"  # a .doc, and a .docx with a password
_ZIP = b"PK\x03\x04"
_TYPES, _BODY = "[Content_Types].xml", "word/document.xml"
_MAIN = b"wordprocessingml.document.main+xml"
_TEMPLATE = b"wordprocessingml.template.main+xml"


def read_template(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a template that can be opened.

    Raises
    ------
    TemplateFileError
        It cannot be read, is not a .docx, is damaged, has macros or a password, or is too large.
    """
    file = Path(path)
    shown = os.fspath(path)
    try:
        if not file.is_file():
            raise TemplateFileError(_("{0}: there is no such file. Give the path of a .docx.").format(shown))
        with file.open("rb") as opened:
            content = opened.read(_MOST + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise TemplateFileError(
            _("{0}: cannot be read ({1}). Close it where it is open, or give a copy of it.").format(shown, reason)
        ) from error
    problem = _examine(content)
    if problem:
        raise TemplateFileError(_("{0}: {1}").format(shown, problem))
    return content


def _examine(content: bytes) -> str:
    """Return why a file is no template, in a sentence; nothing where it is one."""
    if content.startswith(_OLD_WORD):
        return _("this is an old Word file (.doc), or has a password. Save it as .docx without a password.")
    if not content.startswith(_ZIP):
        return _("this is not a Word document. Save the template as .docx with Word, WPS or LibreOffice.")
    if len(content) > _MOST:
        return _("the file is larger than {0} MB. Remove large pictures from it.").format(_MOST >> 20)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _examine_parts(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        return _("the file is damaged ({0}). Save it again as .docx.").format(str(error)[:100])
    except Exception as error:  # noqa: BLE001 - zlib and its like have errors of their own, all of them damage
        return _("the file is damaged ({0}). Save it again as .docx.").format(type(error).__name__)


def _examine_parts(archive: ZipFile) -> str:
    """Return what is wrong with the parts of a document."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        return _("unpacked, the file is larger than {0} MB. Remove large pictures from it.").format(
            _MOST_UNPACKED >> 20
        )
    if any(entry.flag_bits & 1 for entry in entries):
        return _("the file has a password. Save it as .docx without a password.")
    if _TYPES not in names or _BODY not in names or len(set(names)) < len(names):
        return _("this is not a Word document. Save the template as .docx with Word, WPS or LibreOffice.")
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")) and entry.file_size > _MOST_TEXT:
            return _("its part {0} is larger than {1} MB. Shorten the template.").format(
                entry.filename, _MOST_TEXT >> 20
            )
        archive.read(entry)  # no more than it declares, or it is damaged
    types = archive.read(_TYPES)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        return _("the file has macros. Save it as .docx, without macros.")
    if _MAIN not in types:
        kind = ".dotx" if _TEMPLATE in types else _("another kind of file")
        return _("the file is not a .docx ({0}). Save the template as .docx.").format(kind)
    return ""
