"""The standards that ship with gisplan."""

from __future__ import annotations

from importlib import resources

from gisplan.base.errors import StandardError
from gisplan.base.language import _
from gisplan.base.similarity import closest_name
from gisplan.standards.criterion import Kinds
from gisplan.standards.parse import parse_standard
from gisplan.standards.standard import Standard

__all__ = ["list_standards", "read_packaged_standard"]


def list_standards() -> tuple[str, ...]:
    """Return the ids of the packaged standards.

    Returns
    -------
    tuple of str
        Sorted.
    """
    folder = resources.files(__package__) / "data"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def read_packaged_standard(id: str, *, kinds: Kinds) -> Standard:
    """Read one of the packaged standards.

    Parameters
    ----------
    id : str
        One of `list_standards`.
    kinds : mapping of str to subclass of Criterion
        The kinds of criteria that there are: `gisplan.gaps.KINDS`.

    Returns
    -------
    Standard

    Raises
    ------
    StandardError
        There is none of that id.

    Examples
    --------
    >>> from gisplan.gaps import KINDS
    >>> read_packaged_standard("zhenba-2019", kinds=KINDS).criteria[0].id
    'sealed_road'
    """
    known = list_standards()
    if id not in known:
        near = closest_name(id, known, cutoff=0.6)
        hint = _(" Did you mean {0}?").format(near) if near is not None else ""
        raise StandardError(
            _("There is no standard {0!r}.{1} Packaged: {2}; or give a path to a TOML file.").format(
                id, hint, ", ".join(known)
            )
        )
    text = (resources.files(__package__) / "data" / f"{id}.toml").read_text(encoding="utf-8")
    return parse_standard(text, name=f"{id}.toml", kinds=kinds)
