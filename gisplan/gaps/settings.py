"""How a county is to be judged: the county file's settings over the standard's own and the defaults."""

from __future__ import annotations

from dataclasses import dataclass

from gisplan.county.county import County
from gisplan.standards import Criterion

__all__ = ["TOLERANCES_M", "Settings", "resolve_criterion", "resolve_settings"]

TOLERANCES_M = (1.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True)
class Settings:
    """What a verdict rests on; lengths in metres. `reach_m`, `reach_to`: None leaves them to each criterion."""

    snap_m: float = 10.0
    reach_m: float | None = None
    trunk_classes: tuple[str, ...] = ("G", "S", "X")
    reach_to: str | None = None
    near_miss_m: float = 50.0
    access_m: float = 5000.0
    offroad_factor: float = 3.0
    trust_registered: bool = False


def resolve_settings(county: County) -> Settings:
    """The settings of a county: what its file gives, else the defaults."""
    given = dict(county.settings)
    if "trunk_classes" in given:
        given["trunk_classes"] = tuple(given["trunk_classes"])
    return Settings(**given)


@dataclass(frozen=True)
class ResolvedReach:
    """A reach criterion as it is asked of one county."""

    criterion: Criterion
    reach_m: float
    reach_to: str


def resolve_criterion(criterion: Criterion, settings: Settings) -> ResolvedReach:
    """The criterion with what the county file says in place of the standard's own values."""
    threshold = float(criterion.threshold or 0.0)
    if criterion.fixed:
        return ResolvedReach(criterion, threshold, criterion.reach_to)
    return ResolvedReach(
        criterion,
        threshold if settings.reach_m is None else float(settings.reach_m),
        settings.reach_to or criterion.reach_to,
    )
