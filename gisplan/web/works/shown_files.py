"""The files and comments of a work, as its page shows them: what each proves, and how a photo differs from that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _
from gisplan.ledger import ALWAYS, read_kinds
from gisplan.ledger.entry.photo_check import PhotoCheck, compare_photo, explain_photo
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import escape_unprintable
from gisplan.web.works.shown_values import decode, describe_event

if TYPE_CHECKING:
    from datetime import timezone

    from gisplan.ledger import Attachment, Comment, Event, WorkState
    from gisplan.web.call import Call

__all__ = ["FileOfWork", "describe_files", "list_files"]

PHOTO = "image/jpeg"
"""The type of every photo that the ledger keeps."""

_KB = 1024
_MB = 1024 * _KB
_SHORT = 80  # characters of a comment beside its file


@dataclass(frozen=True)
class FileOfWork:
    """A file with what it belongs to.

    Parameters
    ----------
    file : Attachment
    of : str
        What it proves, or the comment.
    day : date or None
        The day that it proves.
    by : str
    recorded : datetime
    """

    file: Attachment
    of: str
    day: date | None
    by: str
    recorded: datetime


def list_files(history: Sequence[Event], comments: Sequence[Comment]) -> list[FileOfWork]:
    """List the files of a work, the newest first."""
    found = [*_of_events(history), *_of_comments(comments)]
    return sorted(found, key=lambda one: one.recorded, reverse=True)


def _of_events(history: Sequence[Event]) -> Iterator[FileOfWork]:
    for event in history:
        for file in event.attachments:
            yield FileOfWork(file, describe_event(event), _day_of(event), event.by, event.recorded)


def _of_comments(comments: Sequence[Comment]) -> Iterator[FileOfWork]:
    for comment in comments:
        for file in comment.attachments:  # a comment has no day: a photo's own is not to be compared
            day = date.fromisoformat(file.taken[:10]) if file.taken else None
            text = " ".join(comment.text.split())
            text = text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
            yield FileOfWork(file, text, day, comment.by, comment.recorded)


def _day_of(event: Event) -> date | None:
    kind = read_kinds()[event.kind]
    if event.field in kind.milestones and event.new is not None:
        day = decode(kind.fields[event.field], event.new)
        return day if isinstance(day, date) else None
    return None if event.on == ALWAYS else event.on


def describe_files(
    call: Call, work: WorkState, history: Sequence[Event], comments: Sequence[Comment]
) -> dict[str, Any]:
    """Describe the files and comments of a work for its page."""
    zone = parse_utc_offset(call.desk.ledger.utc_offset)
    return {
        "files": [_describe(work, one, zone) for one in list_files(history, comments)],
        "comments": [
            {
                "number": comment.number,
                "lines": [escape_unprintable(line) for line in comment.text.splitlines()],
                "by": escape_unprintable(comment.by),
                "at": f"{comment.recorded.astimezone(zone):%Y-%m-%d %H:%M}",
                "files": [link_file(work, file) for file in comment.attachments],
            }
            for comment in reversed(comments)
        ],
    }


def _describe(work: WorkState, one: FileOfWork, zone: timezone) -> dict[str, Any]:
    file, is_photo = one.file, one.file.type == PHOTO
    check = compare_photo(file, one.day, work.values.get("place")) if is_photo else None
    name = escape_unprintable(file.name)
    return {
        **link_file(work, file),
        "photo": is_photo and file.size is not None,
        "of": escape_unprintable(one.of),
        "by": escape_unprintable(one.by),
        "at": f"{one.recorded.astimezone(zone):%Y-%m-%d %H:%M}",
        "size": format_size(file.size) if file.size is not None else "",
        "taken": file.taken.replace("T", " ")[:16] if file.taken else "",
        "place": format_place(file.place) if file.place else "",
        "by_device": file.stated_by == "device",
        "remarks": list(_list_remarks(check, name)) if check is not None else (),
    }


def _list_remarks(check: PhotoCheck, name: str) -> Iterator[tuple[str, bool]]:
    """Yield what is to be said of a photo, and whether it is a difference: else it is unknown."""
    for text in explain_photo(PhotoCheck(check.days, 0.0), name):
        yield text, check.days is not None
    for text in explain_photo(PhotoCheck(0, check.metres), name):
        yield text, check.metres is not None


def link_file(work: WorkState, file: Attachment) -> dict[str, str]:
    """Return the name of a file, and the address of what is kept; empty where only its hash was recorded."""
    href = f"/works/{work.number}/files/{file.sha256}" if file.size is not None else ""
    return {"name": escape_unprintable(file.name), "href": href}


def format_size(size: int) -> str:
    """Return the size of a file.

    Examples
    --------
    >>> format_size(400), format_size(150_000), format_size(3_000_000)
    ('1 kB', '146 kB', '2.9 MB')
    """
    return f"{size / _MB:.1f} MB" if size >= _MB else f"{max(1, round(size / _KB))} kB"


def format_place(place: str) -> str:
    """Return a place as degrees, latitude first as maps of phones have it.

    Examples
    --------
    >>> format_place("EPSG:4326;POINT (107.9 32.5)")
    'latitude 32.50000, longitude 107.90000'
    """
    longitude, latitude = place.partition("(")[2].rstrip(")").split()
    return _("latitude {0}, longitude {1}").format(f"{float(latitude):.5f}", f"{float(longitude):.5f}")
