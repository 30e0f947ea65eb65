"""A first county file from a folder of files: everything that can be told, and what must be asked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.errors import CountyFileError
from gisplan.base.language import N_, _
from gisplan.county.schema import LAYERS
from gisplan.io.config.county_file import FILE_NAME
from gisplan.io.init.column_profile import sample
from gisplan.io.init.crs_guess import Ground, is_chinese, needs_crs, propose_crs
from gisplan.io.init.identity import Guess, code_system, county_code, county_name
from gisplan.io.init.inspection import Aside, explain_aside, look_into
from gisplan.io.init.layers import Layer, recognise_layers
from gisplan.io.init.messages import Message, Question, one_line, sureness
from gisplan.io.init.roads import Roads, understand_roads
from gisplan.io.init.values import Words, read_words

__all__ = ["CountyFileDraft", "assemble_first", "propose_county"]

STANDARD = "shaanxi-577-2017"
_SAY = {
    "layer-missing": N_("Which file holds the {layer}? None was found; add [layers.{layer}] with its path."),
    "rival": N_("{file} and {others} all look like {layer}: is {file} the right one? If not, correct path."),
    "crs-missing": N_(
        "{file} does not state its coordinate system. Ask the supplier of the file, and write it as crs = "
        '"EPSG:...", such as EPSG:4490 for degrees of CGCS2000.'
    ),
    "county-crs": N_(
        "No file shows where the county lies. Which coordinate system in metres should gisplan use? Write it as "
        'crs = "EPSG:...".'
    ),
    "column-missing": N_("Which column of {file} is the {column} of the {layer}? Columns: {has}."),
    "column-guess": N_("Is {own} the {column} of the {layer} in {file}? Columns: {has}."),
    "words": N_("What do these words in the column {own} of {file} mean: {words}? Until then they are unknown."),
}


@dataclass(frozen=True)
class CountyFileDraft:
    """A county file to be: `path` is where it goes, `prefix` leads from there to the files."""

    path: Path
    prefix: str
    code: Guess
    name: Guess
    system: Guess
    crs: Ground | None
    layers: Mapping[str, Layer]
    words: Mapping[str, Words]
    roads: Roads | None
    questions: tuple[Question, ...]
    aside: tuple[Aside, ...]
    standard: str = STANDARD


def propose_county(folder: str | os.PathLike[str], county: str | os.PathLike[str] | None = None) -> CountyFileDraft:
    """Look at the files of a folder and propose a county file for them; nothing is written.

    Parameters
    ----------
    folder : str or path
        Where the bureau's files are; folders in it are not searched.
    county : str or path, optional
        Where the county file is to stand: a folder, or the file itself; by default in `folder`.

    Raises
    ------
    CountyFileError
        There is no such folder, no file in it can be used, or a county file exists already.
    """
    place = Path(folder)
    if not place.is_dir():
        raise CountyFileError(_("There is no folder {0}. Give the folder that holds the files.").format(folder))
    path = find_target(place if county is None else Path(county))
    try:
        found, aside = look_into(place)
    except OSError as error:
        raise CountyFileError(_("{0} cannot be read ({1}).").format(folder, error.strerror or error)) from error
    layers, more = recognise_layers(found)
    if not layers:
        raise CountyFileError(_explain_nothing(folder, (*aside, *more)))
    return assemble_first(path, place, layers, (*aside, *more))


def find_target(county: Path) -> Path:
    """Where the county file goes; what stands there is never overwritten."""
    path = county if county.suffix.lower() == ".toml" and not county.is_dir() else county / FILE_NAME
    if os.path.lexists(path):
        raise CountyFileError(
            _("{0} exists already and is never overwritten. Edit it, move it away, or choose another folder with -o.")
            .format(path)
        )  # fmt: skip
    if os.path.lexists(path.parent) and not path.parent.is_dir():
        raise CountyFileError(_("{0} is not a folder. Choose another with -o.").format(path.parent))
    return path


def _explain_nothing(folder: object, aside: tuple[Aside, ...]) -> str:
    text = _("No file in {0} looks like villages, groups, roads, seats or a boundary.").format(folder)
    for item in aside[:10]:
        text += "\n  " + _("not used: {0}: {1}").format(one_line(item.file), explain_aside(item, _))
    return text + "\n" + _("Give a folder with .shp, .zip (one shapefile), .gpkg, .geojson, .fgb or .csv files.")


def assemble_first(path: Path, folder: Path, layers: Mapping[str, Layer], aside: tuple[Aside, ...]) -> CountyFileDraft:
    """The proposal for layers that were recognised; `path` is where the county file goes."""
    roads = understand_roads(layers["roads"]) if "roads" in layers else None
    if roads is not None:
        layers = {**layers, "roads": roads.layer}
    words: dict[str, Words] = {name: read_words(layer) for name, layer in layers.items() if name != "roads"}
    if roads is not None:
        words["roads"] = roads.words
    system = code_system(layers)
    found = [layer.found for layer in layers.values()]
    crs = propose_crs(found, chinese=system.value == "cn-12" or is_chinese(found))
    title = folder.resolve().name or "county"
    return CountyFileDraft(
        path=path,
        prefix=_lead(folder, path.parent),
        code=county_code(layers, system.value, title),
        name=county_name(layers, title),
        system=system,
        crs=crs,
        layers=layers,
        words=words,
        roads=roads,
        questions=tuple(_ask(layers, words, roads, crs)),
        aside=aside,
    )


def _lead(folder: Path, county: Path) -> str:
    """The way from the county's folder to the files, with forward slashes; empty where they are one."""
    try:
        way = os.path.relpath(folder.resolve(), county.resolve())
    except ValueError:
        # another drive of Windows
        way = str(folder.resolve())
    way = way.replace(os.sep, "/")
    return "" if way == "." else f"{way}/"


def _ask(
    layers: Mapping[str, Layer], words: Mapping[str, Words], roads: Roads | None, crs: Ground | None
) -> list[Question]:
    """All questions, in the order of the county file."""
    questions = [] if crs is not None else [Question("county-crs", Message(_SAY["county-crs"]), "county")]
    missing = [name for name, kind in LAYERS.items() if kind.required and name not in layers]
    questions += [
        Question("layer-missing", Message(_SAY["layer-missing"], {"layer": name}), "county") for name in missing
    ]
    for name, layer in layers.items():
        questions += _ask_layer(layer, words[name])
        questions += [item for item in roads.questions if item.at != "network"] if roads and name == "roads" else []
    return questions + [item for item in (roads.questions if roads else ()) if item.at == "network"]


def _ask_layer(layer: Layer, words: Words) -> list[Question]:
    at, file = f"layers.{layer.name}", layer.found.title
    questions: list[Question] = []
    if layer.rivals:
        params = {"file": file, "others": ", ".join(layer.rivals), "layer": layer.name}
        questions.append(Question("rival", Message(_SAY["rival"], params), at))
    if needs_crs(layer.found):
        questions.append(Question("crs-missing", Message(_SAY["crs-missing"], {"file": file}), at))
    shares = {match.canonical: match for match in layer.matches}
    for column in LAYERS[layer.name].columns:
        match = shares.get(column.name)
        code = "column-missing" if match is None else "column-guess" if sureness(match.share) == "guess" else ""
        if column.required and code:
            params = {
                "file": file,
                "layer": layer.name,
                "column": column.name,
                "has": sample(layer.found.raw.fields, 20),
            }
            params |= {"own": match.own} if match is not None else {}
            questions.append(Question(code, Message(_SAY[code], params), at))
    for canonical, listed in words.items():
        asked = [word.word for word in listed if word.asked]
        if asked and canonical not in ("surface", "class"):
            params = {"own": layer.own(canonical) or canonical, "file": file, "words": sample(asked, 12)}
            questions.append(Question("words", Message(_SAY["words"], params), f"{at}.values.{canonical}"))
    return questions
