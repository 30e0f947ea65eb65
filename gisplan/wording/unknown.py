"""The largest reason why verdicts are unknown, and what would decide most of them."""

from __future__ import annotations

from collections.abc import Callable

from gisplan.base.language import N_
from gisplan.gaps import Gaps
from gisplan.wording.names import name_needs

__all__ = ["format_unknown_advice"]

_SURFACES = N_(
    "{unknown} of {all} verdicts are unknown, {count} of them because roads state no surface. Next: have their "
    "surfaces surveyed, or state what they are likely to be in [layers.roads.assume]; such verdicts stay unknown, with "
    "what they would be."
)
_ASSUMED = N_(
    "{unknown} of {all} verdicts are unknown, {count} of them because roads state no surface, though some surfaces are "
    "assumed. Next: have those surfaces surveyed first that verdicts name."
)
_LACKING = N_(
    "{unknown} of {all} verdicts are unknown, {count} of them because the county's files do not have {needs}. Next: "
    "add it to gisplan.toml."
)
_OTHER = N_("{unknown} of {all} verdicts are unknown; most often, {count} times, this would decide it: {needs}.")
_LACK = ("layer_missing", "column_missing")


def format_unknown_advice(gaps: Gaps, *, translate: Callable[[str], str] = str) -> str | None:
    """Name the largest reason of unknown verdicts, how many it makes unknown, and the next step.

    Parameters
    ----------
    gaps : Gaps
    translate : callable, optional
        Gives the English template in another language.

    Returns
    -------
    str or None
        None where at most half of all verdicts are unknown.
    """
    rows = gaps.settlements
    unknown = rows[rows["state"] == "unknown"]
    if not 2 * len(unknown) > len(rows):
        return None
    reasons = unknown.groupby(["why", "needs"], sort=True).size()
    why, needs = reasons.idxmax()
    counts = {"unknown": len(unknown), "all": len(rows), "count": int(reasons.max()), "needs": "–"}
    if needs:
        counts["needs"] = ", ".join(needs) if translate is str else name_needs(needs, with_key=True)
    if why == "surface_unknown":
        counts["count"] = int((unknown["why"] == why).sum())
        return translate(_ASSUMED if gaps.county.assumed_surfaces else _SURFACES).format(**counts)
    return translate(_LACKING if why in _LACK else _OTHER).format(**counts)
