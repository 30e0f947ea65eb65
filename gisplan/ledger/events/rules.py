"""The rules of the milestones: their order, no day in the future, nothing finished above what is planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from gisplan.base.language import N_, _
from gisplan.ledger.events.labels import escape_unprintable, field_label
from gisplan.ledger.kinds import Kind

__all__ = ["RuleViolation", "explain_violation", "find_violations", "rule_label"]


@dataclass(frozen=True)
class RuleViolation:
    """One rule that a change would break; `other` is the field or day that it breaks it against."""

    kind: str
    code: str
    field: str
    rule: str
    value: str
    other: str
    limit: str


_TOLD = {
    "order": N_("{code}: {field} on {value} is before {other} on {limit}, which must come first."),
    "skipped": N_("{code}: {field} on {value}, but {other}, which comes first, has no date."),
    "future": N_("{code}: {field} on {value} is after the date of the entry, {limit}."),
    "length": N_("{code}: {field} {value} exceeds {other} {limit}: no more can be finished than is planned."),
}

_RULES = {
    "order": N_("order of the milestones"),
    "skipped": N_("missing milestone"),
    "future": N_("date in the future"),
    "length": N_("more finished than planned"),
}


def explain_violation(breach: RuleViolation) -> str:
    """What is wrong, in the user's language."""
    plain = {name: escape_unprintable(text) for name, text in vars(breach).items()}
    fields = {"field": field_label(breach.field), "other": field_label(breach.other)}
    return _(_TOLD[breach.rule]).format(**{**plain, **fields})


def rule_label(rule: str) -> str:
    """What a rule is called where an event broke it."""
    return _(_RULES[rule]) if rule in _RULES else rule


def find_violations(
    kind: Kind, code: str, after: Mapping[str, Any], changed: Set[str], *, entry: date
) -> Iterator[RuleViolation]:
    """The rules that a work would break, as far as what was changed has a part in it.

    Parameters
    ----------
    after : mapping
        The work's values as they would be.
    changed : set of str
        The fields that the change touches: what was wrong before is nobody's fault now.
    entry : date
        The last day that the entry can know of: the day of recording, or of receipt.
    """
    dated = [(name, after[name]) for name in kind.milestones if after.get(name) is not None]
    for i, (later, day) in enumerate(dated):
        if later in changed and day > entry:
            yield RuleViolation(kind.name, code, later, "future", str(day), "", str(entry))
        for earlier, before in dated[:i]:
            if before > day and (later in changed or earlier in changed):
                if later in changed:
                    yield RuleViolation(kind.name, code, later, "order", str(day), earlier, str(before))
                else:
                    yield RuleViolation(kind.name, code, earlier, "order", str(before), later, str(day))
    yield from _find_skipped(kind, code, dict(dated), changed)
    part, whole = kind.length
    done, planned = after.get(part), after.get(whole)
    if done is not None and planned is not None and done > planned and changed & {part, whole}:
        field, other = (part, whole) if part in changed else (whole, part)
        yield RuleViolation(kind.name, code, field, "length", f"{after[field]:g}", other, f"{after[other]:g}")


def _find_skipped(kind: Kind, code: str, dated: Mapping[str, date], changed: Set[str]) -> Iterator[RuleViolation]:
    for i, missing in enumerate(kind.milestones):
        if missing in dated or missing in kind.skippable:
            continue
        behind = [name for name in kind.milestones[i + 1 :] if name in dated]
        touched = [name for name in behind if name in changed]
        if touched:
            yield RuleViolation(kind.name, code, touched[0], "skipped", str(dated[touched[0]]), missing, "")
        elif behind and missing in changed:
            yield RuleViolation(kind.name, code, behind[0], "skipped", str(dated[behind[0]]), missing, "")
