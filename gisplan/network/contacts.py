"""Where lines touch or come near each other, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, is_among

__all__ = ["Contacts", "FarContacts", "NearPlaces", "join_contacts"]


@dataclass(frozen=True)
class Contacts:
    """T contacts of line `a` with line `b`; the same contact may come twice.

    Attributes
    ----------
    a, b : (T,) int32
        The rows of the two lines.
    piece_a, piece_b : (T,) int32
        The vertex that starts the straight piece on which the contact lies.
    at_a, at_b : (T,) float64
        Its distance along each line, in metres.
    gap_m : (T,) float64
        The distance between the two places; 0 for a shared point.
    by_end : (T,) bool
        It is an end of `a` that touches `b`; otherwise a shared point.
    """

    a: Ints
    b: Ints
    piece_a: Ints
    piece_b: Ints
    at_a: Floats
    at_b: Floats
    gap_m: Floats
    by_end: Mask

    def __len__(self) -> int:
        return len(self.a)

    def take(self, which: Mask | Ints) -> Contacts:
        """Return some of the contacts.

        Parameters
        ----------
        which : (T,) bool or (S,) int
            A mask, or the numbers of the contacts to take.

        Returns
        -------
        Contacts
            Those contacts, in that order; where a mask has one run, without a copy.
        """
        chosen = _find_run(which) if which.dtype == bool else which
        return Contacts(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def pack_pairs(self) -> Ints:
        """Return one number for the two lines of each contact, whichever is `a`.

        Returns
        -------
        (T,) int64
        """
        pair = np.minimum(self.a, self.b).astype(np.int64)
        pair <<= 32
        pair |= np.maximum(self.a, self.b)
        return pair

    def and_also(self, more: Contacts) -> Contacts:
        """Return these contacts, then more.

        Parameters
        ----------
        more : Contacts
            Those to add.

        Returns
        -------
        Contacts
            All of them.
        """
        return join_contacts([self, more])

    def turned(self, which: Mask) -> Contacts:
        """Return the contacts with lines a and b exchanged in some of them.

        Parameters
        ----------
        which : (T,) bool
            The contacts to turn.

        Returns
        -------
        Contacts
            In the same order.
        """
        pairs = (("a", "b"), ("piece_a", "piece_b"), ("at_a", "at_b"))
        columns = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for one, two in pairs:
            columns[one], columns[two] = (
                np.where(which, columns[two], columns[one]),
                np.where(which, columns[one], columns[two]),
            )
        return Contacts(**columns)


@dataclass(frozen=True)
class NearPlaces:
    """Where lines come near each other and near themselves: what may touch, before levels are looked at.

    Attributes
    ----------
    contacts : Contacts
        Those of two lines, then those of lines with themselves.
    left_m : (S,) float64
        For each of the S contacts of a line with itself, the last of all: how far the line goes from its end
        before it comes back; infinite for a point that it shares with itself.
    """

    contacts: Contacts
    left_m: Floats

    @property
    def own(self) -> slice:
        """The contacts of lines with themselves."""
        return slice(len(self.contacts) - len(self.left_m), len(self.contacts))


def _find_run(mask: Mask | Ints) -> Mask | Ints | slice:
    """Return what a mask chooses as a slice, where that is one run."""
    count = int(np.count_nonzero(mask))
    first = int(np.argmax(mask)) if count else 0
    return slice(first, first + count) if mask[first : first + count].all() else mask


def join_contacts(parts: list[Contacts]) -> Contacts:
    """Join contacts in order; the list is emptied, so that a million lines do not have theirs twice.

    Parameters
    ----------
    parts : list of Contacts
        At least one.

    Returns
    -------
    Contacts
    """
    columns: list[dict[str, Any]] = [dict(vars(part)) for part in parts]
    parts.clear()
    return Contacts(*(np.concatenate([own.pop(name) for own in columns]) for name in Contacts.__dataclass_fields__))


@dataclass(frozen=True)
class FarContacts:
    """Contacts with a gap beyond a distance, which are left out unless they are the nearest of two lines.

    Attributes
    ----------
    beyond_m : float
        The distance, in metres.
    every : (R,) bool
        Rows of which none is left out.
    """

    beyond_m: float
    every: Mask

    def leave_out(self, contacts: Contacts) -> Contacts:
        """Leave out those of two lines that have a nearer one, and of lines with themselves.

        Parameters
        ----------
        contacts : Contacts

        Returns
        -------
        Contacts
            Those beyond the distance that stay, then all others: so these may be taken without a copy.
        """
        far = contacts.gap_m > self.beyond_m
        far &= ~(self.every[contacts.a] | self.every[contacts.b])
        if not far.any():
            return contacts
        pair = contacts.pack_pairs()
        beyond, others = np.flatnonzero(far), np.flatnonzero(~far)
        del far
        numbers, which = np.unique(pair[beyond], return_inverse=True)
        least = np.full(len(numbers), np.inf)
        np.minimum.at(least, which, contacts.gap_m[beyond])
        least[is_among(numbers, pair[contacts.gap_m <= self.beyond_m])] = -np.inf
        beyond = beyond[(contacts.gap_m[beyond] <= least[which]) & (contacts.a[beyond] != contacts.b[beyond])]
        return contacts.take(np.concatenate([beyond, others]))
