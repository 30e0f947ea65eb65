"""The file in which answers are recorded, beside the county file, and from which they are replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from gisplan.base.errors import CountyFileError
from gisplan.base.language import _
from gisplan.io.child.process import reading_process
from gisplan.io.child.toml_files import read_toml
from gisplan.io.faults.catalogue import FaultContext, explain_fault
from gisplan.io.files.atomic_write import write_atomic
from gisplan.io.init.messages import Answers, Value, one_line

__all__ = ["Answer", "as_answers", "as_reasons", "read_answers", "record_answers"]

FORMAT = "gisplan.answers/1"


@dataclass(frozen=True)
class Answer:
    """One answer.

    Parameters
    ----------
    at, key : str
        The table of the county file and the key in it.
    answer : Value
        The value.
    question : str
        The kind of question that it answers; not needed to replay it.
    reason : str
        Why; it is written behind the line of the county file.
    """

    at: str
    key: str
    answer: Value
    question: str = ""
    reason: str = ""


def as_answers(given: Sequence[Answer]) -> Answers:
    """Return answers by their table and key; of two for one key, the later."""
    return {(item.at, item.key): item.answer for item in given}


def as_reasons(given: Sequence[Answer]) -> dict[tuple[str, str], str]:
    """Return the reasons of answers by their table and key."""
    return {(item.at, item.key): item.reason for item in given if item.reason}


def record_answers(path: Path, given: Sequence[Answer]) -> None:
    """Record the answers of a county, whole or not at all, behind those that are recorded there already."""
    if path.exists():
        former = {(item.at, item.key): item for item in read_answers(path)}
        given = list({**former, **{(item.at, item.key): item for item in given}}.values())
    document = tomlkit.document()
    document.add(tomlkit.comment(_("Answers to the questions of gisplan init. Replay them with --answers.")))
    document.add("format", tomlkit.item(FORMAT))
    tables = tomlkit.aot()
    for item in given:
        values = {"at": item.at, "key": item.key, "answer": item.answer}
        texts = {"question": item.question, "reason": item.reason}
        table = tomlkit.table()
        for key, value in {**values, **{key: text for key, text in texts.items() if text}}.items():
            table.add(key, value)
        tables.append(table)
    document.add("answers", tables)
    content = document.as_string().encode("utf-8")
    write_atomic(path, lambda made: made.write_bytes(content))


def read_answers(path: Path) -> list[Answer]:
    """Read a file of answers; what is wrong with it is raised as `CountyFileError`, all at once."""
    context = FaultContext(path.name, _("answers"))
    with reading_process() as process:
        document, fault, _lines = read_toml(path, context, process, folder=path.parent)
    if document is None:
        raise CountyFileError(" ".join(explain_fault(fault, translate=_)) if fault is not None else str(path))
    tables = document.get("answers", [])
    wrong = [] if document.get("format") == FORMAT else [_('format is not "{0}"').format(FORMAT)]
    if not isinstance(tables, list):
        tables, wrong = [], [*wrong, _("answers are no tables [[answers]]")]
    wrong += [text for number, table in enumerate(tables, 1) for text in _find_wrong(number, table)]
    if wrong:
        raise CountyFileError(_("{0} cannot be replayed: {1}.").format(one_line(path.name), "; ".join(wrong)))
    return [
        Answer(table["at"], table["key"], table["answer"], table.get("question", ""), table.get("reason", ""))
        for table in tables
    ]


def _find_wrong(number: int, table: Any) -> list[str]:
    """Say what is wrong with one answer."""
    if not isinstance(table, Mapping):
        return [_("answer {0} is no table").format(number)]
    texts = {"at": True, "key": True, "question": False, "reason": False}
    wrong = [
        _("answer {0} needs {1} as a text").format(number, key)
        for key, needed in texts.items()
        if (needed or key in table) and not isinstance(table.get(key), str)
    ]
    answer = table.get("answer")
    listed = isinstance(answer, list) and all(isinstance(word, str) for word in answer)
    if not (isinstance(answer, str | int | float | bool) or listed):
        wrong.append(_("answer {0} needs answer as a text, a number, true, false or a list of texts").format(number))
    return wrong
