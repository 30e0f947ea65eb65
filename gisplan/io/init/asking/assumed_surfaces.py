"""Ask what is assumed of roads without a surface, class by class: `[layers.roads.assume.surface]`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from gisplan.base.language import N_
from gisplan.io.config.layer_columns import UNKNOWN
from gisplan.io.init.column_profile import profile_column
from gisplan.io.init.messages import Choice, Item, Message, Question
from gisplan.io.init.roads import SURFACE_CHOICES, RoadProposal

__all__ = ["ASSUMED_AT", "ask_blank_surfaces"]

ASSUMED_AT = "layers.roads.assume.surface"
_LEAST_SHARE = 0.05
_MOST_CLASSES = 20
_QUESTION = N_(
    "{blank} of {rows} roads of {file} have no surface. What may be assumed of them, by their class? A verdict that "
    "rests on it stays unknown and says what it would be (in the file: [layers.roads.assume.surface])."
)
_CHOICES = (*SURFACE_CHOICES[:-1], Choice(UNKNOWN, Message(N_("nothing is assumed"))))


def ask_blank_surfaces(roads: RoadProposal | None) -> Iterator[Question]:
    """Yield the question; nothing where hardly a road lacks its surface, or no column gives the class.

    Parameters
    ----------
    roads : RoadProposal or None
        The roads with their matched columns; None where there are none.
    """
    if roads is None:
        return
    layer = roads.layer
    surface, road_class = layer.header_of("surface"), layer.header_of("class")
    if surface is None or road_class is None or surface == road_class:
        return
    raw = layer.source.raw
    blank = pd.isna(profile_column(raw, surface).texts)
    if blank.sum() < _LEAST_SHARE * raw.count or blank.all():
        return
    meant = {word.word: word.meaning for word in roads.words.get("class", ())}
    texts = [meant.get(word, word) for word in profile_column(raw, road_class).texts if word is not None]
    blank_texts = [meant.get(word, word) for word in profile_column(raw, road_class).texts[blank] if word is not None]
    counts, every = Counter(map(str, blank_texts)), Counter(map(str, texts))
    evidence = N_("without a surface: {blank} of {rows}")
    items = tuple(
        Item(ASSUMED_AT, word, UNKNOWN, _CHOICES, Message(evidence, {"blank": count, "rows": every[word]}))
        for word, count in counts.most_common(_MOST_CLASSES)
    )
    params = {"blank": int(blank.sum()), "rows": raw.count, "file": layer.source.title}
    if items:
        yield Question("surface-blank", Message(_QUESTION, params), "layers.roads", items)
