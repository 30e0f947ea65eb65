"""How slow the other end of a connection may be, and how many connections one address may have."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Connections", "Pace"]


@dataclass(frozen=True)
class Pace:
    """What is asked of the other end of a connection.

    Parameters
    ----------
    head_s : float
        How long the head of a request may take: it has 64 KB at most, which the slowest phone sends in a few seconds.
    slowest : float
        How many bytes a second of a body are sent, and of an answer taken, on average at least: a tenth of what a
        phone in a valley manages.
    grace_s : float
        For how long no average is asked for: a phone loses its network for a moment.
    longest_s : float
        How long a body may take in all: the largest, of 60 MB, then comes with 34 KB a second.
    look_s : float
        How often it is looked.
    most : int
        How many connections another computer may have: a browser has 6 to 8, an office behind one router many
        browsers, and Linux allows a process 1024 files in all unless that is set otherwise.
    """

    head_s: float = 20.0
    slowest: float = 1000.0
    grace_s: float = 30.0
    longest_s: float = 1800.0
    look_s: float = 5.0
    most: int = 250

    def is_too_slow(self, took_s: float, count: int) -> bool:
        """Return whether so many bytes in such a time are fewer than asked for.

        Examples
        --------
        >>> [Pace().is_too_slow(40.0, count) for count in (0, 9_999, 10_000)]
        [True, True, False]
        >>> Pace().is_too_slow(30.0, 0)
        False
        """
        return count < (took_s - self.grace_s) * self.slowest


@dataclass
class Connections:
    """How many connections each address has."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, address: str) -> int:
        """Count a connection; return how many the address has with it."""
        self.counts[address] = self.counts.get(address, 0) + 1
        return self.counts[address]

    def remove(self, address: str) -> None:
        """Count a connection no more: it has ended."""
        left = self.counts.get(address, 0) - 1
        if left > 0:
            self.counts[address] = left
        else:
            self.counts.pop(address, None)
