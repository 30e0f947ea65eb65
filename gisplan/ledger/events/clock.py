"""Instants and time zones as the store writes them, and a clock that contradicts the last record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from gisplan.base.language import _

__all__ = ["ClockDoubt", "find_clock_doubt", "format_instant", "local_date", "parse_instant", "parse_utc_offset"]

_LENGTH = len("2019-07-01T08:00:00.000000Z")
_SKEW = timedelta(minutes=1)
"""By how much the clocks of an office may differ without a warning."""


def parse_utc_offset(offset: str) -> timezone:
    """Parse a time zone from its offset, such as +08:00."""
    hours, minutes = offset[1:].split(":")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-ahead if offset[0] == "-" else ahead)


def format_instant(instant: datetime) -> str:
    """Return an instant as the store's text: UTC, to the microsecond, of constant length."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """Parse an instant of the store; fast where it is written as `format_instant` does.

    Raises
    ------
    ValueError
        It is written otherwise.
    """
    if len(text) == _LENGTH and text[-1] == "Z":
        return datetime.fromisoformat(text)
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


def local_date(instant: str, zone: timezone) -> date:
    """Return the day of an instant of the store in a time zone."""
    return parse_instant(instant).astimezone(zone).date()


@dataclass(frozen=True)
class ClockDoubt:
    """A computer's clock that contradicts the time of the last record.

    Parameters
    ----------
    now : datetime
        What the clock says, in the county's time zone.
    last : datetime
        When the last record was made, by the clock that made it.
    """

    now: datetime
    last: datetime

    @property
    def is_behind(self) -> bool:
        """Whether the clock is before the last record: one of the two is wrong."""
        return self.now < self.last

    def explain(self) -> str:
        """Return the doubt and its remedy in the user's language.

        Returns
        -------
        str
            Two sentences.
        """
        if self.is_behind:
            message = _(
                "This computer's clock says {0}, but the last record was made at {1}. Set the clock; if the last "
                "record's time is wrong, see gisplan ledger times."
            )
            return message.format(f"{self.now:%Y-%m-%d %H:%M}", f"{self.last:%Y-%m-%d %H:%M}")
        message = _(
            "This computer's date is {0}; the last record was made on {1}. If the date is wrong, set the clock before "
            "you record; what a wrong clock recorded is listed by gisplan ledger times."
        )
        return message.format(self.now.date(), self.last.date())


def find_clock_doubt(last: datetime | None, now: datetime, zone: timezone) -> ClockDoubt | None:
    """Find what is doubtful about a computer's clock, by the time of the last batch; None where nothing is."""
    if last is None:
        return None
    last, now = last.astimezone(zone), now.astimezone(zone)
    if now < last - _SKEW or now.date() > last.date() + timedelta(days=1):
        return ClockDoubt(now, last)
    return None
