"""Instants and time zones as the store writes them, and a clock that contradicts the last record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from gisplan.base.language import _

__all__ = ["explain_clock", "format_instant", "local_date", "parse_instant", "parse_utc_offset"]

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
    """Parse an instant of the store."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


def local_date(instant: str, zone: timezone) -> date:
    """Return the day of an instant of the store in a time zone."""
    return parse_instant(instant).astimezone(zone).date()


def explain_clock(last: datetime | None, now: datetime, zone: timezone) -> str | None:
    """Explain what is doubtful about a computer's clock, by the time of the last batch; None where nothing is."""
    if last is None:
        return None
    last, now = last.astimezone(zone), now.astimezone(zone)
    if now < last - _SKEW:
        message = _(
            "This computer's clock says {0}, but the last record was made at {1}. Set the clock; if the last "
            "record's time is wrong, see gisplan ledger times."
        )
        return message.format(f"{now:%Y-%m-%d %H:%M}", f"{last:%Y-%m-%d %H:%M}")
    if now.date() > last.date() + timedelta(days=1):
        message = _(
            "This computer's date is {0}; the last record was made on {1}. If the date is wrong, set the clock before "
            "you record; what a wrong clock recorded is listed by gisplan ledger times."
        )
        return message.format(now.date(), last.date())
    return None
