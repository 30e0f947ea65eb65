"""Propose the code of the county, its name, and the system of its codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gisplan.base.codes import CODE_LENGTHS
from gisplan.base.language import N_
from gisplan.io.init.column_profile import profile_code_column
from gisplan.io.init.contents import has_code_length
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Message, Proposal

__all__ = ["propose_code_system", "propose_county_code", "propose_county_name"]

_COUNTY_DIGITS = 6
_REASONS = {
    "digits": N_("the codes of the villages have 12 digits"),
    "other": N_("the village codes are of another kind"),
    "nothing": N_("no codes of villages were found"),
    "prefix": N_("the first six digits of the villages' codes ({share} %)"),
    "boundary": N_("from the boundary"),
    "folder": N_("from the folder's name; write the official one if there is one"),
}


def propose_code_system(layers: Mapping[str, RecognisedLayer]) -> Proposal:
    """Propose ``cn-12`` where the villages' codes have 12 digits, else ``any``."""
    villages = layers.get("villages")
    header = villages.header_of("code") if villages is not None else None
    if villages is None or header is None:
        return Proposal("any", 0.5, Message(_REASONS["nothing"]))
    if has_code_length(profile_code_column(villages.source.raw, header), CODE_LENGTHS["villages"]):
        return Proposal("cn-12", 0.98, Message(_REASONS["digits"]))
    return Proposal("any", 0.95, Message(_REASONS["other"]))


def propose_county_code(layers: Mapping[str, RecognisedLayer], system: str, folder: str) -> Proposal:
    """Propose the county's code from the villages' codes, the boundary's, or the folder's name."""
    villages = layers.get("villages")
    header = villages.header_of("code") if villages is not None else None
    if villages is not None and header is not None and system == "cn-12":
        words = [
            word for word in profile_code_column(villages.source.raw, header).words if word[:_COUNTY_DIGITS].isdigit()
        ]
        heads = Counter(word[:_COUNTY_DIGITS] for word in words)
        head, count = max(heads.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if head:
            confidence = count / len(words)
            return Proposal(head, confidence, Message(_REASONS["prefix"], {"share": round(100 * confidence)}))
    return _from_boundary(layers, "code") or Proposal(folder, 0.3, Message(_REASONS["folder"]))


def propose_county_name(layers: Mapping[str, RecognisedLayer], folder: str) -> Proposal:
    """Propose the county's name from the boundary or the folder's name."""
    return _from_boundary(layers, "name") or Proposal(folder, 0.5, Message(_REASONS["folder"]))


def _from_boundary(layers: Mapping[str, RecognisedLayer], canonical: str) -> Proposal | None:
    """Return the boundary's value where all its polygons have the same."""
    boundary = layers.get("boundary")
    header = boundary.header_of(canonical) if boundary is not None else None
    if boundary is None or header is None:
        return None
    words = list(profile_code_column(boundary.source.raw, header).words)
    return Proposal(words[0], 0.95, Message(_REASONS["boundary"])) if len(words) == 1 else None
