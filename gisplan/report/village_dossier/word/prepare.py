"""What makes the documents of a county: the template is read and tried once, then filled for each village."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from gisplan.base.errors import ExtraMissingError, TemplateFileError
from gisplan.base.language import _
from gisplan.report.village_dossier.typesetting import prepare_pictures
from gisplan.report.village_dossier.village import Dossier

__all__ = ["is_edited", "prepare_docx"]

Page = Mapping[str, Any]


def prepare_docx(dossier: Dossier, template: str | os.PathLike[str] | None = None) -> Callable[[Page], bytes]:
    """Return a function that makes the document of one village's page.

    Parameters
    ----------
    dossier : Dossier
    template : path, optional
        The bureau's own template; else gisplan's.

    Raises
    ------
    ExtraMissingError
        docxtpl is not installed.
    TemplateFileError
        The template cannot be used; when a document is made, that it has a name that the dossier does not have.
    """
    if importlib.util.find_spec("docxtpl") is None:
        raise ExtraMissingError(
            _('Word documents need an extra that is not installed: python -m pip install "gisplan[docx]".')
        )
    from gisplan.report.village_dossier.word.document import clean_values, fill_template
    from gisplan.report.village_dossier.word.template_file import read_template
    from gisplan.report.village_dossier.word.template_language import TemplateProblem
    from gisplan.report.village_dossier.word.trial import try_template

    shown = "" if template is None else os.fspath(template)
    content = _read_own() if template is None else read_template(template)
    draw, without = prepare_pictures()
    head, as_of = clean_values(dossier.head), dossier.gaps.county.as_of
    tried = template is None

    def make(page: Page) -> bytes:
        nonlocal tried
        own, svg = clean_values({**page, "map": without}), page["map"]
        if svg is None:
            own["map"] = dossier.head["words"]["no_place"]
        try:
            if not tried:
                try_template(content, head, own)
                tried = True
            picture = draw(svg) if draw is not None and svg is not None else None
            return fill_template(content, head, own, picture, as_of)
        except TemplateProblem as problem:
            raise TemplateFileError(_("{0}: {1}").format(shown or "dossier.docx", problem)) from problem

    return make


def _read_own() -> bytes:
    return (resources.files("gisplan.report.village_dossier") / "dossier.docx").read_bytes()


def is_edited(path: Path) -> bool:
    """Return whether a document is not as gisplan wrote it: offices edit them, and every editor signs what it saves."""
    try:
        with ZipFile(path) as document:
            return b"<cp:lastModifiedBy>gisplan</cp:lastModifiedBy>" not in document.read("docProps/core.xml")
    except (OSError, BadZipFile, KeyError, ValueError):
        return True
