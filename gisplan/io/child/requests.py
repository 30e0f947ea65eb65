"""What the reading process is asked for, and the faults that it answers; imports nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS
from gisplan.io.child.answers import decode_fault
from gisplan.io.child.process import ReadingProcess
from gisplan.io.faults.catalogue import has_errors
from gisplan.io.files.staging import MAX_BYTES, Source, find_change
from gisplan.io.osm.tags import READ, READ_OF_FACILITIES
from gisplan.io.osm.themes import IDS, OTHER_TAGS

__all__ = ["answer_faults", "ask_for_layers", "make_item"]

_LISTED = 20


def ask_for_layers(process: ReadingProcess, sources: Sequence[Source], *, next_up: str = "") -> None:
    """Ask the reading process for the layers of all sources that can be used; `next_up` is what comes then."""
    usable = [source for source in sources if source.usable]
    items = [make_item(source) for source in usable]
    process.send(items, size=sum(source.weight for source in usable), next_up=next_up)


def make_item(source: Source, *, do: str = "layer", theme: str | None = None) -> dict[str, Any]:
    """Return what the reading process must know of one source; `theme` is a layer that its table does not name."""
    assert source.staged is not None
    assert source.format is not None
    table = source.table
    return {
        "do": do,
        "name": table.name,
        "file": source.staged.name,
        "shown": source.file,
        "layer_name": theme or table.name,
        "driver": source.format.driver,
        "reader": source.format.reader,
        "layer": table.layer,
        "encoding": table.encoding,
        "separator": table.separator,
        # an archive may not unpack to far more than it is
        "most_bytes": min(MAX_BYTES, (64 << 20) + 30 * source.size),
        "spatial": table.name in LAYERS and LAYERS[table.name].shape is not None and not LAYERS[table.name].placeless,
        "areas": table.name in LAYERS and LAYERS[table.name].shape == "polygon",
        "columns": _list_columns(source),
        "more_columns": sorted(table.own_columns),
    }


def _list_columns(source: Source) -> list[str] | None:
    """List the columns that are wanted; None where all are."""
    table = source.table
    if table.name not in LAYERS:
        return None
    tags = {"roads": READ, "facilities": (*READ_OF_FACILITIES, *IDS)}
    more = [OTHER_TAGS, *tags[table.name]] if table.name in tags else []
    return sorted({*LAYERS[table.name].names, *table.own_columns, *more})


def answer_faults(source: Source, answer: Mapping[str, Any], process: ReadingProcess) -> list[Fault]:
    """Return the faults of a source that the reading process has found, or why it has no answer."""
    context = source.context
    faults = [decode_fault(source.file, source.table.name, fault) for fault in answer.get("faults", ())]
    refusal: Fault | None = None
    if "several" in answer:
        refusal = context.fault("layers-several", has=_list_names(answer["several"], answer["layers"]))
    elif "no_layer" in answer:
        refusal = context.fault("layer-not-in-file", value=answer["no_layer"], has=", ".join(answer["has"]))
    elif "limit" in answer:
        kind = str(answer["limit"])
        refusal = context.fault(f"reading-{kind}", limit=process.show_limit(kind))
    elif "ended" in answer:
        refusal = context.fault("reading-ended", value=answer["ended"])
    elif "error" in answer:
        refusal = context.fault("reader-failed", reason=str(answer["error"]))
    changed = None if refusal is not None or has_errors(faults) else find_change(source)
    if changed is not None:
        refusal = context.fault("file-changed", value=changed)
    return faults if refusal is None else [*faults, refusal]


def _list_names(names: Sequence[str], count: int) -> str:
    return ", ".join(names[:_LISTED]) + (" …" if count > _LISTED else "")
