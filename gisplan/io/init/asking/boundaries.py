"""Ask whether the whole areas of an extract of OpenStreetMap are the boundary, where others of it are cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gisplan.base.language import N_
from gisplan.io.init.column_profile import format_sample
from gisplan.io.init.inspection import SkippedFile
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Answers, Choice, Item, Message, Question

__all__ = ["CheckedBoundary", "check_boundary"]

_AT = "layers.boundary"
_MOST_NAMES = 12
_QUESTION = N_(
    "Are the {count} whole areas of {file} the boundary: {whole}? Others of it reach beyond the extract and are not "
    "whole: {cut}. Villages outside the boundary are set aside, those in areas that are not whole, too. Until there "
    "is an answer no boundary is used."
)


class CheckedBoundary(NamedTuple):
    """The layers, without a boundary of cut areas that nobody has confirmed; what was left out, and the question."""

    layers: Mapping[str, RecognisedLayer]
    skipped: tuple[SkippedFile, ...] = ()
    questions: tuple[Question, ...] = ()


def check_boundary(layers: Mapping[str, RecognisedLayer], answers: Answers) -> CheckedBoundary:
    """Leave out a boundary of which areas are cut, until it is confirmed.

    Parameters
    ----------
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    answers : Answers
        What has been answered.
    """
    boundary = layers.get("boundary")
    if boundary is None or boundary.source.cut is None:
        return CheckedBoundary(layers)
    source, cut = boundary.source, boundary.source.cut
    choices = (
        Choice("", Message(N_("no boundary: all villages are judged"))),
        Choice(source.title, Message(N_("it is; villages outside are set aside"))),
    )
    item = Item(_AT, "path", "", choices)
    header = boundary.header_of("name")
    names = list(boundary.profiles[header].words) if header is not None else []
    whole, parts = format_sample(names, _MOST_NAMES) or "–", cut.value or "–"
    params = {"count": source.raw.count, "file": source.file, "whole": whole, "cut": parts}
    question = Question("boundary-cut", Message(_QUESTION, params), "county", (item,))
    if answers.get((_AT, "path")) == source.title:
        return CheckedBoundary(layers, (), (question,))
    skipped = SkippedFile(source.file, "fault", cut, source.theme, source.raw.count, source.shape)
    others = {name: layer for name, layer in layers.items() if name != "boundary"}
    return CheckedBoundary(others, (skipped,), (question,))
