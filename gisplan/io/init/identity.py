"""What the county is called: its code, its name, and the system of its codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gisplan.base.codes import CODE_LENGTHS
from gisplan.base.language import N_
from gisplan.io.init.column_profile import see_code
from gisplan.io.init.contents import has_code_length
from gisplan.io.init.layers import Layer
from gisplan.io.init.messages import Message

__all__ = ["Guess", "code_system", "county_code", "county_name"]

_COUNTY_DIGITS = 6
_SAY = {
    "digits": N_("the codes of the villages have 12 digits"),
    "other": N_("the village codes are of another kind"),
    "nothing": N_("no codes of villages were found"),
    "prefix": N_("the first six digits of the villages' codes ({share} %)"),
    "boundary": N_("from the boundary"),
    "folder": N_("from the folder's name; write the official one if there is one"),
}


@dataclass(frozen=True)
class Guess:
    """A value, how sure it is (0 to 1), and why."""

    value: str
    share: float
    why: Message


def code_system(layers: Mapping[str, Layer]) -> Guess:
    """``cn-12`` where the villages' codes have 12 digits, else ``any``."""
    villages = layers.get("villages")
    own = villages.own("code") if villages is not None else None
    if villages is None or own is None:
        return Guess("any", 0.5, Message(_SAY["nothing"]))
    if has_code_length(see_code(villages.found.raw, own), CODE_LENGTHS["villages"]):
        return Guess("cn-12", 0.98, Message(_SAY["digits"]))
    return Guess("any", 0.95, Message(_SAY["other"]))


def county_code(layers: Mapping[str, Layer], system: str, folder: str) -> Guess:
    """From the villages' codes, the boundary's, or the folder's name."""
    villages = layers.get("villages")
    own = villages.own("code") if villages is not None else None
    if villages is not None and own is not None and system == "cn-12":
        words = [word for word in see_code(villages.found.raw, own).words if word[:_COUNTY_DIGITS].isdigit()]
        heads = Counter(word[:_COUNTY_DIGITS] for word in words)
        head, count = max(heads.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if head:
            share = count / len(words)
            return Guess(head, share, Message(_SAY["prefix"], {"share": round(100 * share)}))
    return _from_boundary(layers, "code") or Guess(folder, 0.3, Message(_SAY["folder"]))


def county_name(layers: Mapping[str, Layer], folder: str) -> Guess:
    """From the boundary or the folder's name."""
    return _from_boundary(layers, "name") or Guess(folder, 0.5, Message(_SAY["folder"]))


def _from_boundary(layers: Mapping[str, Layer], canonical: str) -> Guess | None:
    """The boundary's own word, where it is one polygon or all have the same."""
    boundary = layers.get("boundary")
    own = boundary.own(canonical) if boundary is not None else None
    if boundary is None or own is None:
        return None
    words = list(see_code(boundary.found.raw, own).words)
    return Guess(words[0], 0.95, Message(_SAY["boundary"])) if len(words) == 1 else None
