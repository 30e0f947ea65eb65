"""Ask whether codes that the villages do not have are former ones: `path` in `[layers.code_changes]`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.language import N_
from gisplan.io.init.asking.code_pairs import CodePairs, find_code_pairs
from gisplan.io.init.column_profile import format_sample
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Answers, Choice, Item, Message, Question

__all__ = ["FORMER_CODES_AT", "PROPOSED_NAME", "FormerCodes", "ask_former_codes", "check_former_codes"]

FORMER_CODES_AT = "layers.code_changes"
PROPOSED_NAME = "code-changes-proposed.csv"
"""The file beside the county file to which the pairs are written."""

_QUESTION = N_(
    "Are these former codes of villages? {villages} does not have {count} village codes of other files: {files}. "
    "{found} of them stand beside the name of one village there: {examples}. If they are, the pairs are written to "
    "{name} and followed; until there is an answer none is followed."
)
_EVIDENCE = N_(
    "codes without such a name: {left}; of villages that were merged, list all former codes in the file, because a row "
    "of a part would count for the whole"
)
_CHOICES = (
    Choice(PROPOSED_NAME, Message(N_("they are; look through the pairs in it"))),
    Choice("", Message(N_("no code is followed"))),
)
_EXAMPLES, _FILES = 3, 6


@dataclass(frozen=True)
class FormerCodes:
    """The pairs of codes that are proposed, and what becomes of them.

    Parameters
    ----------
    found : CodePairs
        The pairs.
    question : Question
        Whether they are right.
    is_accepted : bool
        Whether the answer takes them.
    is_kept : bool
        Whether a file of the name is there already: it is kept, and the pairs are not written.
    """

    found: CodePairs
    question: Question
    is_accepted: bool
    is_kept: bool


def check_former_codes(
    layers: Mapping[str, RecognisedLayer], code_system: str, answers: Answers, folder: Path
) -> FormerCodes | None:
    """Return the pairs of codes that the tables show; None where there are none, or a file lists the changes.

    Parameters
    ----------
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    code_system : str
        The system of the villages' codes.
    answers : Answers
        What has been answered.
    folder : Path
        Where the county file is to be written.
    """
    found = find_code_pairs(layers, code_system) if "code_changes" not in layers else None
    if found is None:
        return None
    is_accepted = answers.get((FORMER_CODES_AT, "path")) == PROPOSED_NAME
    question = _ask(found, layers["villages"].source.title)
    return FormerCodes(found, question, is_accepted, os.path.lexists(folder / PROPOSED_NAME))


def ask_former_codes(former: FormerCodes | None) -> Iterator[Question]:
    """Yield the question about the pairs, where there are any."""
    if former is not None:
        yield former.question


def _ask(found: CodePairs, villages: str) -> Question:
    """Return the question; Enter takes the pairs where every code is in one, else a merger is likely."""
    examples = [f"{pair.old} → {pair.new} ({f'{pair.town} {pair.name}'.strip()})" for pair in found.pairs[:_EXAMPLES]]
    evidence = Message(_EVIDENCE, {"left": found.left}) if found.left else None
    params = {
        "villages": villages,
        "count": len(found.pairs) + found.left,
        "files": format_sample([f"{file} ({count})" for file, count in found.unknown.items()], _FILES),
        "found": len(found.pairs),
        "examples": ", ".join(examples) + (" …" if len(found.pairs) > _EXAMPLES else ""),
        "name": PROPOSED_NAME,
    }
    item = Item(FORMER_CODES_AT, "path", "" if found.left else PROPOSED_NAME, _CHOICES, evidence)
    return Question("former-codes", Message(_QUESTION, params), FORMER_CODES_AT, (item,))
