"""The records of an XML file, one after another: no document type, no entity and no link is ever followed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.encodings import decode_text
from gisplan.io.files.open_file import FileRefused

__all__ = ["Container", "Outline", "local_name", "read_records", "read_xml_text", "text_of"]

_LAYOUT = " \t\r\n"  # how XML is laid out; a no-break space is of the text

MOST_DEPTH = 100
"""How deep elements may be nested."""

_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_HEAD = 200


@dataclass
class Container:
    """An element around records, such as a folder: its kind, its name, and the one around it."""

    kind: str
    name: str
    parent: Container | None


@dataclass(frozen=True)
class Outline:
    """The names of the elements that matter: the root, the records, what is around them, what is counted."""

    root: str
    records: Collection[str]
    containers: Collection[str] = ()
    counted: Collection[str] = ()


def read_xml_text(data: bytes, context: FaultContext, *, stated: str | None) -> tuple[str | None, list[Fault]]:
    """Decode an XML file in the encoding that the county file states, else as the file declares it."""
    declared = _DECLARED.search(data[:_HEAD])
    return decode_text(data, context, stated=stated, own=declared[1].decode("ascii") if declared else None)


def read_records(text: str, outline: Outline, take: Callable[[Element, Container | None], None]) -> Counter[str]:
    """Give each record, without prefixes in its names, and its container to `take`.

    Parameters
    ----------
    text : str
        The file.
    outline : Outline
        What to look for.
    take : callable
        Called with each record and the container around it; the names of containers are whole at the end.

    Returns
    -------
    Counter
        How many elements of those that are only counted there are.

    Raises
    ------
    FileRefused
        It is no XML, or of another kind, declares a document type, or is nested too deeply.
    """
    reader = _Reader(outline, take)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(text.lstrip().encode("utf-8"), True)
    except expat.ExpatError as error:
        raise FileRefused("truncated", reason=str(error)) from error
    return reader.counted


def _refuse_doctype(*_: object) -> None:
    raise FileRefused("content-refused", reason=N_("it declares a document type or entities"))


class _Reader:
    """What is open while a file is parsed."""

    def __init__(self, outline: Outline, take: Callable[[Element, Container | None], None]) -> None:
        self.outline, self.take = outline, take
        self.counted: Counter[str] = Counter()
        self.open: list[str] = []
        self.container: Container | None = None
        self.builder: TreeBuilder | None = None
        self.record_depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if not self.open and name != self.outline.root:
            raise FileRefused("content-mismatch", reason=N_("XML or HTML"), expected=self.outline.root.upper())
        self.open.append(name)
        if len(self.open) > MOST_DEPTH:
            raise FileRefused("content-refused", reason=N_("it is nested too deeply"))
        if self.builder is not None:
            self.builder.start(name, attributes)
        elif name in self.outline.records:
            self.builder, self.record_depth = TreeBuilder(), len(self.open)
            self.builder.start(name, attributes)
        elif name in self.outline.containers:
            self.container = Container(name, "", self.container)
        elif name in self.outline.counted:
            self.counted[name] += 1

    def data(self, text: str) -> None:
        if self.builder is not None:
            self.builder.data(text)
        elif self.container is not None and self.open[-2:] == [self.container.kind, "name"]:
            self.container.name += text

    def end(self, _tag: str) -> None:
        name = self.open.pop()
        if self.builder is not None:
            self.builder.end(name)
            if len(self.open) < self.record_depth:
                self.take(self.builder.close(), self.container)
                self.builder = None
        elif self.container is not None and name == self.container.kind:
            self.container.name = self.container.name.strip()
            self.container = self.container.parent


def local_name(tag: str) -> str:
    """Return the name of an element or attribute without its prefix."""
    return tag.rsplit(":", 1)[-1]


def text_of(element: Element | None) -> str | None:
    """Return the text of an element and all within it, stripped; None where there is none."""
    text = "".join(element.itertext()).strip(_LAYOUT) if element is not None else ""
    return text or None
