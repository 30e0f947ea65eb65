"""Show a drafted county file: as one JSON document, and as lines on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from gisplan.base.language import N_, _, language
from gisplan.county.names import name_column, name_layer
from gisplan.county.orientation.layers import NOT_JUDGED, RELIEF
from gisplan.county.schema import LAYERS
from gisplan.io.check.needs import list_needs
from gisplan.io.init.asking.column_uses import ColumnUse
from gisplan.io.init.asking.former_codes import PROPOSED_NAME, FormerCodes
from gisplan.io.init.county_values import sheet_crs
from gisplan.io.init.draft import CountyFileDraft
from gisplan.io.init.inspection import SkippedFile, explain_skipped
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Item, Message, Proposal, format_confidence, one_line, sureness
from gisplan.io.init.profiles import SourceProfile
from gisplan.io.init.values import ColumnWords
from gisplan.io.inputs.standard_file import read_standard

__all__ = ["describe_draft", "format_draft", "show_draft"]

SCHEMA = "gisplan.init/1"
_WRITTEN = N_("code_changes: {name}, written; pairs: {pairs}. Look through them before gisplan check.")
_KEPT = N_("code_changes: {name} was there already and is kept; the pairs proposed ({pairs}) are not written.")
# no criterion is unknown for want of these
_NEVER_MISSING = ("candidates", "attestations", "code_changes", *NOT_JUDGED)


def describe_draft(draft: CountyFileDraft) -> dict[str, Any]:
    """Return a drafted county file as the plain values of a `gisplan.init/1` document; sentences are English.

    Parameters
    ----------
    draft : CountyFileDraft
        The proposal.

    Returns
    -------
    dict
        Values for JSON.
    """
    roads = draft.roads
    return {
        "schema": SCHEMA,
        "written": draft.path.name,
        "county": {
            "code": _proposal_to_dict(draft.code),
            "name": _proposal_to_dict(draft.name),
            "crs": _proposal_to_dict(draft.crs) if draft.crs is not None else None,
            "code_system": _proposal_to_dict(draft.code_system),
            "standard": draft.standard.value,
        },
        "profiles": [source.id for source in draft.sources],
        "files": [_file_to_dict(draft, layer) for layer in draft.layers.values()]
        + [_skipped_to_dict(draft, item) for item in draft.skipped],
        "relief": _proposal_to_dict(draft.relief) if draft.relief is not None else None,
        "layers": {name: _layer_to_dict(draft, layer, draft.words[name]) for name, layer in draft.layers.items()},
        "network": {
            "trunk_classes": list(roads.trunk_classes) if roads is not None else [],
            "confidence": round(roads.trunk_confidence, 3) if roads is not None else 0.0,
        },
        "code_changes": _former_to_dict(draft.former),
        "missing": [{"layer": name, "needed_by": list(ids)} for name, ids in _find_missing(draft).items()],
        "questions": [
            {
                "number": number,
                "code": question.code,
                "at": question.at,
                "params": {
                    key: value.text() if isinstance(value, Message) else value
                    for key, value in question.message.params.items()
                },
                "text": question.message.text(),
                "items": [_item_to_dict(item) for item in question.items],
            }
            for number, question in enumerate(draft.questions, 1)
        ],
    }


def _former_to_dict(former: FormerCodes | None) -> dict[str, Any] | None:
    """Return the pairs of codes that are proposed, and whether they are written."""
    if former is None:
        return None
    return {
        "path": PROPOSED_NAME,
        "written": former.is_accepted and not former.is_kept,
        "pairs": [asdict(pair) for pair in former.found.pairs],
        "left": former.found.left,
    }


def _item_to_dict(item: Item) -> dict[str, Any]:
    return {
        "at": item.at,
        "key": item.key,
        "likely": item.likely,
        "choices": [choice.value for choice in item.choices],
        "evidence": item.evidence.text() if item.evidence is not None else None,
    }


def _use_to_dict(use: ColumnUse) -> dict[str, Any]:
    return {"column": use.header, "use": use.use, "as": list(use.canonical)}


def _proposal_to_dict(proposal: Proposal) -> dict[str, Any]:
    return {
        "value": proposal.value,
        "confidence": round(proposal.confidence, 3),
        "sureness": sureness(proposal.confidence),
        "why": proposal.why.text(),
    }


def _file_to_dict(draft: CountyFileDraft, layer: RecognisedLayer) -> dict[str, Any]:
    source = layer.source
    return {
        "path": draft.prefix + source.file,
        "layer_in_file": source.layer,
        "shape": source.shape,
        "rows": source.raw.count,
        "layer": layer.name,
        "confidence": round(layer.confidence, 3),
        "reason": None,
        "columns": [_use_to_dict(use) for use in draft.uses[layer.name]],
        "unnamed_columns": source.unnamed,
    }


def _skipped_to_dict(draft: CountyFileDraft, item: SkippedFile) -> dict[str, Any]:
    return {
        "path": draft.prefix + item.file,
        "layer_in_file": item.layer,
        "shape": item.shape,
        "rows": item.rows,
        "layer": None,
        "confidence": None,
        "reason": explain_skipped(item),
    }


def _layer_to_dict(draft: CountyFileDraft, layer: RecognisedLayer, words: ColumnWords) -> dict[str, Any]:
    return {
        "path": draft.prefix + layer.source.file,
        "layer": layer.source.layer,
        "encoding": layer.source.encoding,
        "crs": sheet_crs(layer.source),
        "where": layer.where,
        "confidence": round(layer.confidence, 3),
        "sureness": sureness(layer.confidence),
        "columns": {
            match.canonical: _proposal_to_dict(Proposal(match.header, match.confidence, match.why))
            for match in layer.matches
        },
        "values": {
            canonical: [
                {"word": word.word, "rows": word.rows, "meaning": word.meaning, "asked": word.unresolved}
                for word in listed
            ]
            for canonical, listed in words.items()
        },
    }


_WIDTH = 96


def show_draft(draft: CountyFileDraft) -> None:
    """Print what was proposed, in colour on a terminal and plain anywhere else.

    Parameters
    ----------
    draft : CountyFileDraft
        The proposal, after it was written.
    """
    import sys

    if not sys.stdout.isatty():
        sys.stdout.write("\n".join(text for _style, text in format_draft(draft)) + "\n")
        return
    from rich.text import Text

    from gisplan.io.output.console import make_console

    console = make_console()
    for style, text in format_draft(draft):
        console.print(Text(text, style=style))


def format_draft(draft: CountyFileDraft) -> Iterator[tuple[str, str]]:
    """Yield the lines of the report, each with its style."""
    path = one_line(str(draft.path))
    yield "bold", _("Written: {0}: {1} ({2}).").format(path, one_line(draft.name.value), one_line(draft.code.value))
    lacking = ", ".join(name_layer(name) for name in LAYERS if LAYERS[name].required and name not in draft.layers)
    if lacking:
        text = _(
            "Not found: {layers}. Without it nothing can be checked: put its file beside the others (folders in a "
            "folder are not searched), delete this gisplan.toml, and run gisplan init again."
        )
        yield from (("bold red", line) for line in textwrap.wrap(text.format(layers=lacking), _WIDTH))
    for source in (source for source in draft.sources if source.signs):
        yield "", "  " + _("recognised by their columns: {0} (--profile {1})").format(_title(source), source.id)
    for layer in draft.layers.values():
        yield from _format_layer(layer, draft.uses[layer.name])
    if draft.relief is not None:
        name, sure = one_line(draft.relief.value), format_confidence(draft.relief.confidence, _)
        yield "green", "  " + _("{0}: {1}; {2}").format(name_layer(RELIEF, with_key=True), name, sure)
    if draft.former is not None and draft.former.is_accepted:
        text = _KEPT if draft.former.is_kept else _WRITTEN
        yield "green", "  " + _(text).format(name=PROPOSED_NAME, pairs=len(draft.former.found.pairs))
    for item in draft.skipped:
        title = one_line(f"{item.file} ({item.layer})" if item.layer is not None else item.file)
        yield "dim", "  " + _("not used: {0}: {1}").format(title, explain_skipped(item, _))
    missing = [
        f"{name_layer(name)} ({', '.join(ids)})" if ids else name_layer(name)
        for name, ids in _find_missing(draft).items()
    ]
    label = _("in no file, and unknown where a criterion needs it: {0}")
    yield from (("", line[2:]) for line in _wrap_names(label, missing))
    yield from _format_questions(draft)
    if lacking:
        return
    county = one_line(str(draft.path.parent))
    county = f'"{county}"' if " " in county else county
    outside = " --allow-outside" if draft.prefix else ""
    yield "bold", _("Next: gisplan check {0}").format(county + outside)


def _find_missing(draft: CountyFileDraft) -> dict[str, tuple[str, ...]]:
    """Return the layers that no file holds, each with the criteria and targets of the standard that need it."""
    needs = list_needs(read_standard(draft.standard.value))
    missing = [name for name in LAYERS if name not in draft.layers and name not in _NEVER_MISSING]
    return {name: needs.get((name, ""), ()) for name in missing}


def _title(source: SourceProfile) -> str:
    return source.title_zh if language() == "zh" else source.title


def _format_layer(layer: RecognisedLayer, uses: Sequence[ColumnUse]) -> Iterator[tuple[str, str]]:
    text = _("{layer}: {file}, {rows} rows; {sure}").format(
        layer=name_layer(layer.name, with_key=True),
        file=one_line(layer.source.title),
        rows=layer.source.raw.count,
        sure=format_confidence(layer.confidence, _),
    )
    yield "green", f"  {text}"
    if layer.where is not None:
        yield "", "    " + _("only rows for which: {0}").format(layer.where)
    for match in layer.matches:
        name = name_column(layer.name, match.canonical, with_key=True)
        yield "", f"    {name} = {one_line(match.header)}, {format_confidence(match.confidence, _)}"
    for label, use in ((N_("asked about: {0}"), "asked"), (N_("not needed: {0}"), "not needed")):
        names = [one_line(item.header) for item in uses if item.use == use]
        yield from (("dim", line) for line in _wrap_names(_(label), names))
    if layer.source.unnamed:
        text = _("columns with values and no name, which are not read: {0}")
        yield "dim", f"    {text.format(layer.source.unnamed)}"


def _wrap_names(label: str, names: list[str]) -> list[str]:
    """Return a list of names behind its label, on as many lines as it needs."""
    if not names:
        return []
    text = label.format(", ".join(names))
    return textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)


def _format_questions(draft: CountyFileDraft) -> Iterator[tuple[str, str]]:
    if not draft.questions:
        yield "bold green", _("No open questions.")
        return
    yield (
        "bold yellow",
        _("Open questions ({count}), also marked in the file:").format(count=len(draft.questions)),
    )
    for number, question in enumerate(draft.questions, 1):
        for i, line in enumerate(textwrap.wrap(question.message.text(_), _WIDTH)):
            yield "yellow", f"{number:>3}. {line}" if i == 0 else f"     {line}"
