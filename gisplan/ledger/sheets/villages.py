"""Find villages by the names that people write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gisplan.base.similarity import closest_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VillageIndex", "bare_town"]

_BETWEEN = re.compile(r"[、,;/\s]+|(?<=[村区])[和及与]")
_GROUPS = re.compile(r"[(][^()]*[)]|(?<=[村区])[\d一二三四五六七八九十、,和-]+(?:村民小)?组")
_COMMITTEE = re.compile(r"(?:(?:村民|居民|村|居)?委员会|村?委会|居委会)$")
_VILLAGE = re.compile(r"(?:村|社区)$")
_TOWN = re.compile(r"(?:人民政府|街道办事处|办事处|街道办|街道|镇|乡|办)$")


@dataclass(frozen=True)
class VillageIndex:
    """The villages of a county by name: a name is looked up in its town, as written and then without its suffix.

    Parameters
    ----------
    names, towns : mapping of str to str
        The name and the town of each village, by its code.
    by_name : mapping of (str, str) to tuple of str
        The codes of the villages, by town and name; the town "" is any.
    """

    names: Mapping[str, str]
    towns: Mapping[str, str]
    by_name: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> VillageIndex:
        """Build the index from a frame with `code, name, town`, such as `gisplan.io.inputs.user_tables` reads.

        Parameters
        ----------
        frame : pandas.DataFrame
            One row a village.

        Returns
        -------
        VillageIndex
            The index.
        """
        found: dict[tuple[str, str], list[str]] = {}
        rows = list(zip(frame["code"], frame["name"], frame["town"], strict=True))
        for code, name, town in rows:
            for word in {_bare_village(name), _VILLAGE.sub("", _bare_village(name))}:
                for key_town in {bare_town(town), ""}:
                    found.setdefault((key_town, word), []).append(code)
        towns = {code: town for code, _name, town in rows if isinstance(town, str)}
        return cls({code: name for code, name, _t in rows}, towns, {key: tuple(value) for key, value in found.items()})

    def find_codes(self, town: str | None, text: str) -> tuple[tuple[str, ...], str | None]:
        """Find the codes of the villages that a cell names.

        Parameters
        ----------
        town : str or None
            The town beside it.
        text : str
            Names of villages.

        Returns
        -------
        (tuple of str, str or None)
            The codes; and the first name that is of no village or of several, with no codes then.
        """
        codes: list[str] = []
        for word in filter(None, _BETWEEN.split(_GROUPS.sub("", unicodedata.normalize("NFKC", text)).strip())):
            name, key_town = _bare_village(word), bare_town(town)
            found = self.by_name.get((key_town, name)) or self.by_name.get((key_town, _VILLAGE.sub("", name)), ())
            exact = [code for code in found if _bare_village(self.names[code]) == name]
            found = tuple(exact) if len(exact) == 1 else found
            if len(found) != 1:
                return (), word
            codes.append(found[0])
        return tuple(dict.fromkeys(codes)), None

    def format_names(self, codes: Sequence[str]) -> str | None:
        """Return the names of villages, as a form has them.

        Parameters
        ----------
        codes : sequence of str
            The villages' codes; an unknown one stands for itself.

        Returns
        -------
        str or None
            None where there are no codes.
        """
        return "、".join(self.names.get(code, code) for code in codes) or None

    def find_nearest(self, word: str, town: str | None) -> str:
        """Find the village name that is most like a word, in the town if possible.

        Parameters
        ----------
        word : str
            A name that is of no village.
        town : str or None
            The town beside it.

        Returns
        -------
        str
            The name with its town; a dash where none is similar.
        """
        near = {code: name for code, name in self.names.items() if bare_town(self.towns.get(code)) == bare_town(town)}
        for names in (near, self.names):
            if found := closest_name(word, set(names.values()), cutoff=0.4):
                towns = sorted({self.towns.get(code, "–") for code, name in names.items() if name == found})
                return f"{found} ({', '.join(towns)})"
        return "–"


def bare_town(town: object) -> str:
    """Return a town's name without its suffix, for look-up: 泾洋街道办事处 is 泾洋."""
    if not isinstance(town, str):
        return ""
    word = unicodedata.normalize("NFKC", town).strip()
    return _TOWN.sub("", word) or word


def _bare_village(name: str) -> str:
    """Return a village's name without the suffix of its committee."""
    word = unicodedata.normalize("NFKC", name).strip()
    bare = _COMMITTEE.sub("", word)
    return bare + "村" if word.endswith("村委会") and not bare.endswith("村") else bare or word
