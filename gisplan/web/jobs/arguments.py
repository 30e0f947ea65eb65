"""What a report takes: read from a form or from the store by one table, so that nothing else gets to a worker."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import Any, Literal

from gisplan.base.errors import DeskError
from gisplan.base.language import _

__all__ = ["Argument", "Arguments", "format_arguments", "read_arguments"]

_LONGEST = 400

Arguments = Mapping[str, str | list[str]]
"""Arguments as the store keeps them: texts by name, without those that were not given."""


@dataclass(frozen=True)
class Argument:
    """One argument of a report.

    Parameters
    ----------
    name : str
    label : str
        In English; it is translated where it is shown.
    type : str
        "day"; "choice" of one of `choices`; "several" of them; "flag"; "number" from `least` to `most`; "pairs" as
        "a=1, b" of a name each and a number that may be left out.
    choices : sequence of (str, str)
        Each value with its label.
    hint : str
        What it does where the label does not say it.
    least, most : int
        Of a number.
    extra : str
        The package that it needs, of an extra that may not be installed.
    required : bool
        Whether it must be given.
    """

    name: str
    label: str
    type: Literal["day", "choice", "several", "flag", "number", "pairs"]
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    least: int = 0
    most: int = 0
    extra: str = ""
    required: bool = False

    @property
    def is_available(self) -> bool:
        """Whether what it needs is installed."""
        return not self.extra or find_spec(self.extra) is not None

    def read(self, texts: Sequence[str]) -> Any:
        """Return the value of what was given; None where nothing was.

        Raises
        ------
        ValueError
            It is not of the type; the message says what is.
        """
        given = [text.strip() for text in texts if text.strip()]
        if not given:
            if self.required:
                raise ValueError(_("give a value"))
            return None
        if any(len(text) > _LONGEST for text in given):
            raise ValueError(_("at most {0} characters").format(_LONGEST))
        return _READERS[self.type](self, given)


def _read_day(_argument: Argument, given: Sequence[str]) -> date:
    try:
        return date.fromisoformat(given[0])
    except ValueError:
        raise ValueError(_("a day like 2019-06-30")) from None


def _read_choice(argument: Argument, given: Sequence[str]) -> str:
    return _read_several(argument, given[:1])[0]


def _read_several(argument: Argument, given: Sequence[str]) -> list[str]:
    values = [value for value, _label in argument.choices]
    if not set(given) <= set(values):
        raise ValueError(_("one of: {0}").format(", ".join(value for value in values if value)))
    return [value for value in values if value in given]


def _read_flag(_argument: Argument, given: Sequence[str]) -> bool | None:
    if given[0] not in ("yes", "no"):
        raise ValueError(_("yes or no"))
    return given[0] == "yes" or None


def _read_number(argument: Argument, given: Sequence[str]) -> int:
    number = int(given[0]) if re.fullmatch(r"[0-9]{1,9}", given[0]) else -1
    if not argument.least <= number <= argument.most:
        raise ValueError(_("a whole number from {0} to {1}").format(argument.least, argument.most))
    return number


def _read_pairs(_argument: Argument, given: Sequence[str]) -> list[str]:
    parts = [part.strip() for part in re.split(r"[,，;；\n]", given[0]) if part.strip()]
    budget = r"[\w ()（）-]{1,60}(=([0-9]{1,9}(\.[0-9]{1,6})?|unlimited|不限|无限))?"
    if not all(re.fullmatch(budget, part) for part in parts):
        raise ValueError(_("like group_roads=20, general=8"))
    return parts


_READERS: Mapping[str, Callable[[Argument, Sequence[str]], Any]] = {
    "day": _read_day,
    "choice": _read_choice,
    "several": _read_several,
    "flag": _read_flag,
    "number": _read_number,
    "pairs": _read_pairs,
}


def read_arguments(arguments: Sequence[Argument], given: Callable[[str], Sequence[str]]) -> dict[str, Any]:
    """Read all arguments of a kind; those that were not given are left out.

    Parameters
    ----------
    arguments : sequence of Argument
    given : callable
        Returns the texts that were given under a name.

    Raises
    ------
    DeskError
        Some are not of their type; the message names each, in a line.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for argument in arguments:
        try:
            value = argument.read(given(argument.name))
        except ValueError as error:
            faults.append(_("{0}: {1}.").format(_(argument.label), error))
        else:
            if value is not None:
                values[argument.name] = value
    if faults:
        raise DeskError("\n".join(faults))
    return values


def format_arguments(arguments: Sequence[Argument], values: Mapping[str, Any]) -> Arguments:
    """Return values as the store keeps them; `read_arguments` reads the same values of them."""
    rows: dict[str, str | list[str]] = {}
    for argument in arguments:
        value = values.get(argument.name)
        if value is None:
            continue
        if argument.type == "several":
            rows[argument.name] = list(value)
        elif argument.type == "pairs":
            rows[argument.name] = ", ".join(value)
        else:
            rows[argument.name] = "yes" if value is True else str(value)
    return rows
