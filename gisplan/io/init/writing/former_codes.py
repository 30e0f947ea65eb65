"""Write the pairs of former and present codes that were answered for, and their table in the county file."""

from __future__ import annotations

import csv
import io

import tomlkit
from tomlkit.items import Table

from gisplan.base.display import OPENS_FORMULA
from gisplan.base.language import _
from gisplan.io.init.asking.code_pairs import CodePairs
from gisplan.io.init.asking.former_codes import PROPOSED_NAME, FormerCodes
from gisplan.io.init.writing.toml_items import add_comments, add_value, format_value

__all__ = ["add_former_codes", "add_open_lines", "encode_pairs"]

_COLUMNS = ("old", "new", "day", "name", "town", "files")


def encode_pairs(found: CodePairs) -> bytes:
    """Return the pairs as a table of text that spreadsheet programs open; the day is for the clerk to fill in.

    Parameters
    ----------
    found : CodePairs
        The pairs.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for pair in found.pairs:
        shown = (pair.name, pair.town, "; ".join(pair.files))
        writer.writerow([pair.old, pair.new, "", *(f"'{v}" if v.startswith(OPENS_FORMULA) else v for v in shown)])
    return text.getvalue().encode("utf-8-sig")


def add_former_codes(layers: Table, former: FormerCodes, why: str) -> None:
    """Add the layer of changes, where the answer takes it.

    Parameters
    ----------
    layers : Table
        The table of all layers.
    former : FormerCodes
        The pairs.
    why : str
        The reason of the answer, for the comment behind it.
    """
    if former.is_accepted:
        table = tomlkit.table()
        kept = _("a file of this name was there already and is kept; compare it with the question")
        add_value(table, "path", PROPOSED_NAME, f"{why}; {kept}" if former.is_kept else why)
        layers.add("code_changes", table)
        table.trivia.indent = "\n"


def add_open_lines(document: tomlkit.TOMLDocument, question: str) -> None:
    """Add the lines that an answer may become, as comments behind the question.

    Parameters
    ----------
    document : TOMLDocument
        The county file, up to its layers.
    question : str
        The question as it stands in the file.
    """
    document.add(tomlkit.nl())
    add_comments(document, question)
    document.add(tomlkit.comment("[layers.code_changes]"))
    document.add(tomlkit.comment(f"path = {format_value(PROPOSED_NAME)}"))
