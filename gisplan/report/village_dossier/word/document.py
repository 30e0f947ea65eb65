"""One village as a Word document: a template is filled, checked, and packed in the same bytes every time."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from xml.etree import ElementTree

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import UndefinedError

from gisplan.base.language import _
from gisplan.report.village_dossier.word.template_language import TemplateProblem, make_environment

__all__ = ["AUTHOR", "clean_values", "fill_template", "pack_again"]

AUTHOR = "gisplan"
_MAP_MM = 76
_LONGEST_PROPERTY = 255
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_NO_DATE = date(2000, 1, 1)
_PACKED = (1980, 1, 1, 0, 0, 0)  # the first date that a zip archive can have
_COLOURS = ("colour", "on")


class _Document(DocxTemplate):  # type: ignore[misc]
    """A template that shows values exactly, and whose result must be well-formed."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """Fill one part: the body, a header, a footer or the footnotes."""
        self.current_rendering_part = part
        source = src_xml.replace("<w:p ", "\n<w:p ").replace("<w:p>", "\n<w:p>")  # a line of the source a paragraph
        made = jinja_env.from_string(source).render(context)
        made = made.replace("\n<w:p ", "<w:p ").replace("\n<w:p>", "<w:p>")
        try:
            ElementTree.fromstring(made)
        except ElementTree.ParseError as error:
            raise TemplateProblem(
                _(
                    "a tag begins in one paragraph, row or cell and ends in another. Put for, if and their ends into "
                    "paragraphs or rows of their own: {{%p … %}} for paragraphs, {{%tr … %}} for rows."
                ).format()
            ) from error
        return str(made)

    def render_properties(self, context: Any, _jinja_env: Any = None) -> None:
        """Fill the document's properties, which are plain text."""
        plain = make_environment(autoescape=False)
        properties = self.docx.core_properties
        for name in _PROPERTIES:
            text = plain.from_string(getattr(properties, name)).render(context)
            setattr(properties, name, text[:_LONGEST_PROPERTY])


def clean_values(value: Any) -> Any:
    """Return values as Word shows them: no characters that XML has not, colours without the number sign."""
    if isinstance(value, Mapping):
        return {
            key: item.lstrip("#") if key in _COLOURS and isinstance(item, str) else clean_values(item)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [clean_values(item) for item in value]
    if isinstance(value, str):
        spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in value)
        return "".join(c for c in spaced if unicodedata.category(c) not in ("Cs", "Cn"))
    return value


def fill_template(
    template: bytes, head: Mapping[str, Any], page: Mapping[str, Any], picture: bytes | None, as_of: date | None
) -> bytes:
    """Return a village's document.

    Parameters
    ----------
    template : bytes
        A file that `read_template` accepted.
    head, page : mapping
        What is the same in all documents, and what is the village's own; both went through `clean_values`.
    picture : bytes or None
        The map as PNG; without it `page.map` is the text that says why, and `page.has_map` false.
    as_of : date or None
        The date that the document bears.

    Raises
    ------
    TemplateProblem
        The template has a mistake.
    """
    try:
        document = _Document(io.BytesIO(template))
        document.init_docx()
        own = {**page, "has_map": picture is not None}
        if picture is not None:
            own["map"] = InlineImage(document, io.BytesIO(picture), width=Mm(_MAP_MM))
        document.render({"head": head, "page": own}, make_environment())
        _sign(document.docx.core_properties, as_of or _NO_DATE)
        made = io.BytesIO()
        document.docx.save(made)
    except TemplateProblem:
        raise
    except UndefinedError as error:
        raise TemplateProblem(_explain_name(error)) from error
    except Exception as error:
        raise TemplateProblem(
            _("the document cannot be filled ({0}). Save the template again as .docx and check its tags.").format(
                f"{type(error).__name__}: {error}"[:150]
            )
        ) from error
    return pack_again(made.getvalue())


def _explain_name(error: UndefinedError) -> str:
    name = str(error.message or "").partition("' ")[0].strip("'")
    return _("it has a name that the dossier does not have: {0}. docs/dossier.md lists the names.").format(name)


def _sign(properties: Any, day: date) -> None:
    """Say who made the document, and of which day."""
    properties.created = properties.modified = datetime.combine(day, time(), UTC)
    properties.last_modified_by = AUTHOR
    properties.revision = 1


def pack_again(document: bytes) -> bytes:
    """Return a document with the dates of its parts fixed, so that the same parts are the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _PACKED)
            entry.create_system = 0
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
