"""Check the rules of the milestones: their order, no day in the future, no more finished than planned."""

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
    """One rule that a change would break.

    Parameters
    ----------
    kind, code, field : str
        The work, and the field that is changed.
    rule : str
        "order", "skipped", "future" or "length".
    value : str
        The field's new value.
    other, limit : str
        The field that it contradicts, and that field's value or the last possible day; empty where there is none.
    """

    kind: str
    code: str
    field: str
    rule: str
    value: str
    other: str
    limit: str


_MESSAGES = {
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


def explain_violation(violation: RuleViolation) -> str:
    """Explain what is wrong, in the user's language.

    Parameters
    ----------
    violation : RuleViolation
        The broken rule.

    Returns
    -------
    str
        One sentence.
    """
    plain = {name: escape_unprintable(text) for name, text in vars(violation).items()}
    fields = {"field": field_label(violation.field), "other": field_label(violation.other)}
    return _(_MESSAGES[violation.rule]).format(**{**plain, **fields})


def rule_label(rule: str) -> str:
    """Return the label of a rule that an event broke."""
    return _(_RULES[rule]) if rule in _RULES else rule


def find_violations(
    kind: Kind, code: str, after: Mapping[str, Any], changed: Set[str], *, entry: date
) -> Iterator[RuleViolation]:
    """Find the rules that a work would break because of a change.

    Parameters
    ----------
    kind, code : Kind, str
        The work.
    after : mapping
        The work's values as they would be.
    changed : set of str
        The fields that the change touches: what was wrong before is not reported.
    entry : date
        The last day that the entry can know of: the day of recording, or of receipt.
    """
    dates = {name: after[name] for name in kind.milestones if after.get(name) is not None}
    for name, day in dates.items():
        if name in changed and day > entry:
            yield RuleViolation(kind.name, code, name, "future", str(day), "", str(entry))
        yield from _find_disorder(kind, code, dates, name, changed)
    yield from _find_skipped(kind, code, dates, changed)
    yield from _find_excess_length(kind, code, after, changed)


def _find_disorder(
    kind: Kind, code: str, dates: Mapping[str, date], later: str, changed: Set[str]
) -> Iterator[RuleViolation]:
    """Find the milestones that come before one, but have a later date."""
    day = dates[later]
    for earlier, before in dates.items():
        if earlier == later:
            return
        if before > day and later in changed:
            yield RuleViolation(kind.name, code, later, "order", str(day), earlier, str(before))
        elif before > day and earlier in changed:
            yield RuleViolation(kind.name, code, earlier, "order", str(before), later, str(day))


def _find_skipped(kind: Kind, code: str, dates: Mapping[str, date], changed: Set[str]) -> Iterator[RuleViolation]:
    """Find milestones without a date before one that has a date."""
    for i, missing in enumerate(kind.milestones):
        if missing in dates or missing in kind.skippable:
            continue
        dated = [name for name in kind.milestones[i + 1 :] if name in dates]
        dated_now = [name for name in dated if name in changed]
        if dated_now:
            yield RuleViolation(kind.name, code, dated_now[0], "skipped", str(dates[dated_now[0]]), missing, "")
        elif dated and missing in changed:
            yield RuleViolation(kind.name, code, dated[0], "skipped", str(dates[dated[0]]), missing, "")


def _find_excess_length(kind: Kind, code: str, after: Mapping[str, Any], changed: Set[str]) -> Iterator[RuleViolation]:
    """Find a finished length above the planned one."""
    part, whole = kind.length
    done, planned = after.get(part), after.get(whole)
    if done is not None and planned is not None and done > planned and changed & {part, whole}:
        field, other = (part, whole) if part in changed else (whole, part)
        yield RuleViolation(kind.name, code, field, "length", f"{after[field]:g}", other, f"{after[other]:g}")
