"""Draft a county file for a folder of files: what can be proposed, and what a clerk has to answer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from gisplan.base.errors import CountyFileError
from gisplan.base.language import _
from gisplan.county.orientation.layers import NOT_JUDGED
from gisplan.io.files.formats import FORMATS
from gisplan.io.init.asking.answers import answer_proposal, answer_roads, answer_words, leave_answered
from gisplan.io.init.asking.assumed_surfaces import ASSUMED_AT, ask_blank_surfaces
from gisplan.io.init.asking.boundaries import check_boundary
from gisplan.io.init.asking.column_uses import ColumnUse, list_column_uses
from gisplan.io.init.asking.county import answer_day, ask_day, ask_name, ask_standard, find_day, find_made, leave_needed
from gisplan.io.init.asking.former_codes import FormerCodes, ask_former_codes, check_former_codes
from gisplan.io.init.asking.local_datums import LocalDatum, ask_parameters, find_local_datums, leave_out_local
from gisplan.io.init.asking.questions import list_questions
from gisplan.io.init.asking.relief import recognise_relief
from gisplan.io.init.asking.shifts import ask_shifts
from gisplan.io.init.county_values import (
    is_chinese,
    propose_code_system,
    propose_county_code,
    propose_county_name,
    propose_crs,
    propose_standard,
)
from gisplan.io.init.inspection import SkippedFile, explain_skipped
from gisplan.io.init.layers import RecognisedLayer, recognise_layers
from gisplan.io.init.messages import Answers, Proposal, Question, one_line
from gisplan.io.init.profiles import SourceProfile
from gisplan.io.init.roads import RoadProposal, propose_roads
from gisplan.io.init.survey import FolderSurvey, survey_folder
from gisplan.io.init.values import ColumnWords, interpret_words

__all__ = ["CountyFileDraft", "assemble_draft", "draft_county_file", "draft_survey"]


@dataclass(frozen=True)
class CountyFileDraft:
    """A county file that is not written yet.

    Parameters
    ----------
    path : Path
        Where it is to be written.
    prefix : str
        The relative path from there to the files, with a slash at its end; empty where they are beside it.
    code, name, code_system : Proposal
        The values of ``[county]``.
    crs : Proposal or None
        The metric CRS; None where no file says where the county lies.
    layers : mapping of str to RecognisedLayer
        The layers that were found.
    words : mapping of str to ColumnWords
        The words of each layer's columns and their meanings.
    roads : RoadProposal or None
        What is proposed for the roads; None where there is no such layer.
    questions : tuple of Question
        What a clerk has to answer, in the order of the county file.
    skipped : tuple of SkippedFile
        The files that are not used.
    standard : Proposal
        The standard to judge by.
    uses : mapping of str to tuple of ColumnUse
        What becomes of each column of the layers' files.
    as_of : date or None
        The day that was answered, or on which the sheets say that they were filled in, or that an extract says.
    answers : Answers
        What was answered.
    reasons : mapping
        Why, by the same keys.
    asked : frozenset
        The tables and keys of everything that is asked, answered or not.
    copied : Path or None
        The one file that is to be copied beside the county file; None of a folder.
    former : FormerCodes or None
        Codes of the tables that the villages had formerly, as their names show; None where there are none.
    datums : tuple of LocalDatum
        The datums of files that need parameters, with the layers on each.
    relief : Proposal or None
        The file of heights.
    """

    path: Path
    prefix: str
    code: Proposal
    name: Proposal
    code_system: Proposal
    crs: Proposal | None
    layers: Mapping[str, RecognisedLayer]
    words: Mapping[str, ColumnWords]
    roads: RoadProposal | None
    questions: tuple[Question, ...]
    skipped: tuple[SkippedFile, ...]
    standard: Proposal
    uses: Mapping[str, tuple[ColumnUse, ...]]
    as_of: date | None = None
    answers: Answers = field(default_factory=dict)
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    asked: frozenset[tuple[str, str]] = frozenset()
    copied: Path | None = None
    former: FormerCodes | None = None
    datums: tuple[LocalDatum, ...] = ()
    relief: Proposal | None = None

    @property
    def sources(self) -> tuple[SourceProfile, ...]:
        """The known sources of its files."""
        found = (layer.source.profile for layer in self.layers.values())
        return tuple(dict.fromkeys(source for source in found if source is not None))

    def find_unused_answers(self) -> list[tuple[str, str]]:
        """Return the answers, by their table and key, that change nothing in this county file."""
        used = {("county", "name"), ("county", "crs"), ("network", "trunk_classes"), *self.asked}
        for name, layer in self.layers.items():
            at = f"layers.{name}"
            used |= {(at, "path"), (at, "crs"), (at, "datum")}
            used |= {where for where in self.answers if where[0] == ASSUMED_AT and name == "roads"}
            used |= {
                (table, key)
                for (table, key), value in self.answers.items()
                if table == f"{at}.columns" and (value == "" or value in layer.profiles)
            }
            for canonical, words in self.words[name].items():
                used |= {(f"{at}.values.{canonical}", word.word) for word in words}
        return [where for where in self.answers if where not in used]


def draft_county_file(folder: str | os.PathLike[str], county: str | os.PathLike[str] | None = None) -> CountyFileDraft:
    """Draft a county file for the files of a folder; nothing is written.

    Parameters
    ----------
    folder : str or path
        Where the bureau's files are; folders in it are not searched. Or one file, such as an extract of OpenStreetMap.
    county : str or path, optional
        Where the county file is to be written: a folder, or the file itself; by default in `folder`. Of one file it is
        written in a new folder of its name in the current one, with a copy of the file.

    Returns
    -------
    CountyFileDraft
        The proposal, for `write_draft`.

    Raises
    ------
    CountyFileError
        There is no such folder, no file in it can be used, or a county file exists already.
    """
    return draft_survey(survey_folder(folder, county))


def draft_survey(
    survey: FolderSurvey, answers: Answers | None = None, reasons: Mapping[tuple[str, str], str] | None = None
) -> CountyFileDraft:
    """Draft a county file for a folder that was read, with what has been answered so far.

    Parameters
    ----------
    survey : FolderSurvey
        The folder.
    answers : Answers, optional
        What has been answered.
    reasons : mapping, optional
        The reasons of the answers, by the same keys.
    """
    answers = answers or {}
    layers, more = recognise_layers(survey.found, survey.profile, answers)
    relief, skipped = recognise_relief((*survey.skipped, *more))
    if not layers:
        raise CountyFileError(_explain_empty(survey.folder, skipped))
    folder = survey.folder if survey.copied is None else survey.path.parent
    draft = assemble_draft(survey.path, folder, layers, skipped, answers, reasons or {})
    return replace(draft, copied=survey.copied, relief=relief)


def _explain_empty(folder: object, skipped: tuple[SkippedFile, ...]) -> str:
    text = _("No file in {0} looks like villages, groups, roads, seats or a boundary.").format(folder)
    for item in skipped[:10]:
        text += "\n  " + _("not used: {0}: {1}").format(one_line(item.file), explain_skipped(item, _))
    return text + "\n" + _("Give a folder with files that end with one of: {0}.").format(" ".join(sorted(FORMATS)))


def assemble_draft(
    path: Path,
    folder: Path,
    layers: Mapping[str, RecognisedLayer],
    skipped: tuple[SkippedFile, ...],
    answers: Answers = MappingProxyType({}),
    reasons: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> CountyFileDraft:
    """Return the draft for layers that were recognised.

    Parameters
    ----------
    path : Path
        Where the county file is to be written.
    folder : Path
        Where the files are.
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    skipped : tuple of SkippedFile
        The files that are not used.
    answers, reasons : mapping, optional
        What has been answered, and why.

    Returns
    -------
    CountyFileDraft
        The proposal.
    """
    boundary = check_boundary(layers, answers)
    roads, layers, words = _interpret(boundary.layers)
    uses = {name: tuple(list_column_uses(layer, answers)) for name, layer in layers.items()}
    county = _propose_county(layers, folder.resolve().name or "county")
    chosen = county.answer(answers)
    asked = [*ask_name(county.name), ask_standard(county.standard), *ask_day(layers), *boundary.questions]
    asked += [*list_questions(layers, uses, words, roads, county.crs), *ask_blank_surfaces(roads)]
    former = check_former_codes(layers, county.code_system.value, answers, path.parent)
    datums = find_local_datums(layers, chosen.crs, answers)
    asked += [*ask_parameters(datums, answers), *ask_shifts(leave_out_local(layers, datums), chosen.crs, answers)]
    asked += ask_former_codes(former)
    return CountyFileDraft(
        path=path,
        prefix=_relative_prefix(folder, path.parent),
        code=county.code,
        name=chosen.name,
        code_system=county.code_system,
        crs=chosen.crs,
        layers=layers,
        words={name: answer_words(name, listed, answers) for name, listed in words.items()},
        roads=answer_roads(roads, answers) if roads is not None else None,
        questions=tuple(leave_needed(tuple(leave_answered(asked, answers)), chosen.standard.value)),
        skipped=(*skipped, *boundary.skipped),
        standard=chosen.standard,
        uses=uses,
        as_of=answer_day(answers) or find_day(layers) or find_made(layers),
        answers=answers,
        reasons=reasons,
        asked=frozenset((item.at, item.key) for question in asked for item in question.items),
        former=former,
        datums=datums,
    )


def _interpret(
    layers: Mapping[str, RecognisedLayer],
) -> tuple[RoadProposal | None, Mapping[str, RecognisedLayer], dict[str, ColumnWords]]:
    """Return what is proposed for the roads, the layers with it, and the meanings of the words in their columns."""
    words: dict[str, ColumnWords] = {name: interpret_words(layer) for name, layer in layers.items() if name != "roads"}
    if "roads" not in layers:
        return None, layers, words
    roads = propose_roads(layers["roads"])
    return roads, {**layers, "roads": roads.layer}, {**words, "roads": roads.words}


class _CountyValues(NamedTuple):
    """The proposed values of the table of the county."""

    code: Proposal
    name: Proposal
    code_system: Proposal
    crs: Proposal | None
    standard: Proposal

    def answer(self, answers: Answers) -> _CountyValues:
        """Return the values with those that were answered."""
        return self._replace(
            name=answer_proposal(self.name, answers, "name") or self.name,
            crs=answer_proposal(self.crs, answers, "crs"),
            standard=answer_proposal(self.standard, answers, "standard") or self.standard,
        )


def _propose_county(layers: Mapping[str, RecognisedLayer], title: str) -> _CountyValues:
    system = propose_code_system(layers)
    sources = [layer.source for name, layer in layers.items() if name not in NOT_JUDGED]  # no verdict rests on them
    crs = propose_crs(sources, chinese=system.value == "cn-12" or is_chinese(sources))
    code = propose_county_code(layers, system.value, title)
    standard = propose_standard(layers, code.value, system.value)
    return _CountyValues(code, propose_county_name(layers, title), system, crs, standard)


def _relative_prefix(folder: Path, county: Path) -> str:
    """Return the relative path from the county's folder to the files, with forward slashes; empty if the same."""
    try:
        path = os.path.relpath(folder.resolve(), county.resolve())
    except ValueError:
        # another drive of Windows
        path = str(folder.resolve())
    path = path.replace(os.sep, "/")
    return "" if path == "." else f"{path}/"
