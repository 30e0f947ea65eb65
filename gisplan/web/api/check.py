"""Check what programs send by the schemas that the document shows: what is wrong is named, with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import DeskError
from gisplan.base.language import _
from gisplan.ledger.events.labels import escape_unprintable
from gisplan.web.api.operations import DOCUMENT
from gisplan.web.api.schemas import list_requests

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

    from gisplan.web.api.operations import Operation

__all__ = ["check_document", "check_query"]

_MOST_SHOWN = 60  # characters of a value


def check_query(operation: Operation, query: Mapping[str, Sequence[str]]) -> None:
    """Refuse a parameter that the operation has not, that stands twice, or whose value is none of its choices.

    Raises
    ------
    DeskError
    """
    for name, values in query.items():
        parameter = operation.query.get(name)
        if parameter is None:
            known = ", ".join(operation.query) or "–"
            message = _("There is no parameter {0} here; there are: {1}.")
            raise DeskError(message.format(_show(name), known))
        if len(values) > 1:
            raise DeskError(_("The parameter {0} stands more than once.").format(name))
        choices = parameter.schema.get("enum")
        if choices is not None and values[0] not in choices:
            message = _("The parameter {0} is {1}: give one of {2}.")
            raise DeskError(message.format(name, _show(values[0]), ", ".join(choices)))
        if len(values[0]) > parameter.schema.get("maxLength", len(values[0])):
            message = _("The parameter {0} has more than {1} characters.")
            raise DeskError(message.format(name, parameter.schema["maxLength"]))


def check_document(operation: Operation, document: Any) -> None:
    """Refuse a document that is not as its schema says.

    Raises
    ------
    DeskError
        The message names the place and what is wrong there.
    """
    if operation.takes not in list_requests():
        return
    fault = next(_validator(operation.takes).iter_errors(document), None)
    if fault is not None:
        place = "/".join(map(str, fault.absolute_path)) or "/"
        message = _("This is no {0}: at {1}, {2}. See {3}.")
        raise DeskError(message.format(operation.takes, _show(place), _show(fault.message), DOCUMENT))


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator, FormatChecker

    return Draft202012Validator(list_requests()[name], format_checker=FormatChecker(["date"]))


def _show(text: str) -> str:
    short = text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
    return escape_unprintable(short)
