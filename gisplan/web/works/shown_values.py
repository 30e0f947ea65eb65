"""Values, milestones and events as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gisplan.base.language import N_, _
from gisplan.county.layer import Column
from gisplan.ledger.events.labels import escape_unprintable, field_label, format_value, group_label
from gisplan.ledger.kinds import DUE, LISTED, PLACE, decode_value, read_kinds

if TYPE_CHECKING:
    from gisplan.ledger import Event, Kind
    from gisplan.web.desk.village_names import VillageName

__all__ = ["describe_event", "format_field", "input_value", "list_plan_fields", "list_progress_fields", "name_villages"]

STATUS_LABELS = {
    "not_started": N_("not started"),
    "under_way": N_("under way"),
    "built": N_("built"),
    "accepted": N_("accepted"),
}
"""What the statuses of road works are called."""


def describe_event(event: Event) -> str:
    """Return what an event changed, as a short text: the field, and what it is now."""
    column = read_kinds()[event.kind].fields.get(event.field)
    if event.new is None:
        return _("{0}: withdrawn").format(field_label(event.field))
    return _("{0}: {1}").format(field_label(event.field), format_field(column, decode(column, event.new)))


def decode(column: Column | None, text: str | None) -> Any:
    """Decode a value of the store; an unknown field's stays a text."""
    return text if column is None else decode_value(column, text)


def format_field(column: Column | None, value: Any) -> str:
    """Return a value as it is shown; a dash where it is not known."""
    if column is not None and value is not None:
        if column.kind == "status":
            return _(STATUS_LABELS[value]) if value in STATUS_LABELS else escape_unprintable(str(value))
        if column.name in ("programme", "category"):
            return escape_unprintable(group_label(value))
    return format_value(value)


def input_value(column: Column, value: Any) -> str:
    """Return a value as the form has it, which `encode_value` reads back."""
    if value is None:
        return ""
    if column.kind == "codes":
        return ";".join(value)
    if column.kind == "boolean":
        return "yes" if value else "no"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def list_progress_fields(kind: Kind) -> list[Column]:
    """List the values that change as a work proceeds."""
    return [column for name, column in kind.fields.items() if name in kind.progress]


def list_plan_fields(kind: Kind) -> list[Column]:
    """List the values of a work's plan, its due dates last."""
    left = {*kind.milestones, *kind.progress, LISTED, PLACE}
    columns = [column for name, column in kind.fields.items() if name not in left]
    return sorted(columns, key=lambda column: column.name == "due" or column.name.startswith(DUE))


def name_villages(codes: tuple[str, ...] | None, names: Mapping[str, VillageName]) -> list[str]:
    """List villages by their names; by their codes where no name is known."""
    return [escape_unprintable(names[code].name) if code in names else code for code in codes or ()]
