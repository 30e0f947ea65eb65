"""How a county is to be judged: the county file's settings over the standard's own and the defaults."""

from __future__ import annotations

from dataclasses import dataclass

from gisplan.county.county import County
from gisplan.standards import Criterion

__all__ = ["TOLERANCES_M", "Replaced", "ResolvedReach", "Settings", "resolve_settings"]

TOLERANCES_M = (1.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True)
class Settings:
    """The settings that every verdict of a county rests on.

    Attributes
    ----------
    snap_m : float
        Ends of roads touch within this distance.
    reach_m : float or None
        Replaces the threshold of reach criteria that are not fixed; None leaves it to each of them.
    trunk_classes : tuple of str
        The administrative classes of roads that are the trunk network.
    reach_to : str or None
        Replaces `reach_to` of reach criteria that are not fixed; None leaves it to each of them.
    near_miss_m : float
        Ends of roads that are farther apart than `snap_m`, up to this distance, are near misses.
    access_m : float
        How far from a road a settlement may be before it is cut off.
    offroad_factor : float
        What a metre off the network costs in a missing link, in unsealed metres.
    trust_registered : bool
        Whether a blank surveyed surface is taken from the register.
    """

    snap_m: float = 10.0
    reach_m: float | None = None
    trunk_classes: tuple[str, ...] = ("G", "S", "X")
    reach_to: str | None = None
    near_miss_m: float = 50.0
    access_m: float = 5000.0
    offroad_factor: float = 3.0
    trust_registered: bool = False


def resolve_settings(county: County) -> Settings:
    """Return the settings of a county: what its file gives, else the defaults."""
    given = dict(county.settings)
    if "trunk_classes" in given:
        given["trunk_classes"] = tuple(given["trunk_classes"])
    return Settings(**given)


@dataclass(frozen=True)
class Replaced:
    """A value of the standard that the county file replaces by another.

    Attributes
    ----------
    key : str
        The key of the county file: "reach_m" or "reach_to".
    standard, county_file : float or str
        What each says.
    """

    key: str
    standard: float | str
    county_file: float | str


@dataclass(frozen=True)
class ResolvedReach:
    """A reach criterion with the values that hold in one county.

    Attributes
    ----------
    criterion : Criterion
    reach_m : float
        How far a settlement may be from the connected sealed network, in metres.
    reach_to : str
        What the network must be connected to: "trunk", "seat", "both" or "any".
    surfaces : tuple of int
        The surface codes (K5104) that count as sealed.
    along_roads : bool
        Whether the distance is along roads of any surface, not straight.
    neighbour_m : float or None
        A settlement so near, along roads, to one that is met counts as met.
    replaced : tuple of Replaced
        The values of the standard that the county file replaces by others.
    """

    criterion: Criterion
    reach_m: float
    reach_to: str
    surfaces: tuple[int, ...]
    along_roads: bool
    neighbour_m: float | None
    replaced: tuple[Replaced, ...] = ()

    @property
    def own_reach_m(self) -> float | None:
        """The standard's own distance, where the county file replaces it by another."""
        return next((float(value.standard) for value in self.replaced if value.key == "reach_m"), None)
