"""Files that are attached as evidence: what kinds are taken, and photos re-encoded in a limited process."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from gisplan.base.errors import ExtraMissingError
from gisplan.base.language import _
from gisplan.io.child.process import reading_process
from gisplan.io.files.open_file import FileRefused, open_file

__all__ = ["MOST_BYTES", "PHOTO", "AttachmentRefused", "PreparedFile", "prepare_file", "read_attached", "shrink_photo"]

MOST_BYTES = 50 << 20
"""So large may a file be."""

PHOTO = "image/jpeg"
"""The type of every photo, after it was re-encoded."""

_PHOTO_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_OTHER_PICTURES = (b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PACKED, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = {
    _PDF: {".pdf": "application/pdf"},
    _PACKED: {
        ".docx": f"{_OFFICE}wordprocessingml.document",
        ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
        ".ofd": "application/ofd",
    },
    _OLE: {
        ".doc": "application/msword",
        ".xls": "application/vnd.ms-excel",
        ".wps": "application/vnd.ms-works",
        ".et": "application/vnd.ms-excel",
    },
}
_TEXTS = {".txt": "text/plain", ".csv": "text/csv"}
_ENCODINGS = ("utf-8-sig", "gb18030")


class AttachmentRefused(ValueError):  # noqa: N818 - whoever attaches it makes an error of it
    """A file that is not kept; the message says why, and what to do."""


@dataclass(frozen=True)
class PreparedFile:
    """A file as it is kept.

    Parameters
    ----------
    name : str
        Its name; that of a photo ends with .jpg.
    content : bytes
        Its bytes.
    type : str
        The media type.
    taken, place, stated_by : str or None
        When and where a photo was taken, and what stated the place: "file" or "device".
    """

    name: str
    content: bytes
    type: str
    taken: str | None = None
    place: str | None = None
    stated_by: str | None = None


def read_attached(path: Path) -> bytes:
    """Read a file that is to be attached.

    Raises
    ------
    AttachmentRefused
        It is no file, or too large.
    """
    try:
        with open_file(path) as stream:
            content = bytearray()
            while len(content) <= MOST_BYTES and (block := stream.read(1 << 20)):
                content += block
            return bytes(content)
    except FileRefused as refused:
        message = _("{0} is {1}: give a file as evidence.").format(path.name, _(refused.params["reason"]))
        raise AttachmentRefused(message) from None
    except OSError as error:
        message = _("{0} cannot be read ({1}): give a file that can.").format(path.name, error.strerror)
        raise AttachmentRefused(message) from None


def prepare_file(content: bytes, name: str, *, place: tuple[float, float] | None = None) -> PreparedFile:
    """Prepare a file to be kept: photos are re-encoded, other files stay as they are.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name; folders are dropped.
    place : (float, float), optional
        Longitude and latitude by the device that sent it.

    Returns
    -------
    PreparedFile

    Raises
    ------
    AttachmentRefused
        It is empty, too large, damaged, or of a kind that is not kept.
    ExtraMissingError
        It is a photo, and Pillow is not installed.
    """
    name = PureWindowsPath(PurePosixPath(name.replace("\0", "")).name).name.strip() or _("file")
    if not content:
        raise AttachmentRefused(_("{0} is empty: give the file itself.").format(name))
    if len(content) > MOST_BYTES:
        message = _("{0} has more than {1} MB: give a smaller file.")
        raise AttachmentRefused(message.format(name, MOST_BYTES >> 20))
    if content.startswith(_PHOTO_HEADS) or (content[:4], content[8:12]) == (b"RIFF", b"WEBP"):
        return _encode_photo(content, name, place)
    _refuse_picture(content, name)
    return PreparedFile(name, content, _find_type(content, name))


def _refuse_picture(content: bytes, name: str) -> None:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        message = _(
            "{0} is a photo in HEIC or AVIF, which is not read: set the phone's camera to JPEG (most compatible), or "
            "export the photo as JPEG."
        )
        raise AttachmentRefused(message.format(name))
    if content.startswith(_OTHER_PICTURES):
        message = _("{0} is a picture in another format than JPEG, PNG or WebP: save it as JPEG.")
        raise AttachmentRefused(message.format(name))


def _find_type(content: bytes, name: str) -> str:
    """Return the media type of a document, by its first bytes and the ending of its name."""
    ending = Path(name).suffix.lower()
    for head, types in _TYPES.items():
        if content.startswith(head) and ending in types:
            return types[ending]
    if ending in _TEXTS and b"\0" not in content and _is_text(content):
        return _TEXTS[ending]
    known = ", ".join(["jpg", "png", "webp", *(e.lstrip(".") for types in (*_TYPES.values(), _TEXTS) for e in types)])
    message = _("{0} is not of a kind that is kept, or its name and its content do not agree. Kept are: {1}.")
    raise AttachmentRefused(message.format(name, known))


def _is_text(content: bytes) -> bool:
    for encoding in _ENCODINGS:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _encode_photo(content: bytes, name: str, place: tuple[float, float] | None) -> PreparedFile:
    if find_spec("PIL") is None:
        message = _('Photos need an extra that is not installed: python -m pip install "gisplan[web]".')
        raise ExtraMissingError(message)
    answer, encoded = _ask_process(content, name)
    found, stated_by = answer["place"], "file"
    if found is None and place is not None:
        found, stated_by = place, "device"
    text = None if found is None else f"EPSG:4326;POINT ({found[0]:.6f} {found[1]:.6f})"
    kept_name = f"{Path(name).stem or name}.jpg"
    return PreparedFile(kept_name, encoded, PHOTO, answer["taken"], text, stated_by if text else None)


def shrink_photo(content: bytes, name: str, side: int) -> bytes:
    """Make a small picture of a kept photo, in the limited process that reads all photos.

    Parameters
    ----------
    content : bytes
        The photo.
    name : str
    side : int
        The most pixels of its longer side.

    Raises
    ------
    AttachmentRefused
        It cannot be read.
    """
    return _ask_process(content, name, side=side)[1]


def _ask_process(content: bytes, name: str, **more: int) -> tuple[dict[str, Any], bytes]:
    """Have a photo encoded again; return what was found out about it, and its bytes."""
    with reading_process() as process:
        (process.workdir / "photo").write_bytes(content)
        process.send([{"do": "photo", "name": "photo", "file": "photo", **more}], size=len(content))
        answer = process.receive()["photo"]
        if "encoded" not in answer:
            raise AttachmentRefused(_explain(name, answer, process))
        return answer, (process.workdir / str(answer["encoded"])).read_bytes()


def _explain(name: str, answer: dict[str, Any], process: Any) -> str:
    """Explain why a photo was not re-encoded."""
    if "pixels" in answer:
        message = _("{0} has {1} million pixels, more than {2}: give a smaller photo.")
        return message.format(name, answer["pixels"] // 1_000_000, answer["most"] // 1_000_000)
    if "limit" in answer:
        message = _("{0} takes too much time or memory to read: give a smaller photo.")
        return message.format(name, process.show_limit(str(answer["limit"])))
    reason = str(answer.get("error", "")).rstrip(".")
    return _("{0} cannot be read as a photo ({1}): it may be cut or damaged; send it again.").format(name, reason)
