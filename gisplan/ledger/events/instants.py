"""Instants and time zones, as the store writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

__all__ = ["format_instant", "local_date", "parse_instant", "parse_utc_offset"]


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
