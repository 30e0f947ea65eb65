"""What the verdicts were a week ago, by what was recorded then; judged again in the process that makes the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.gaps import Gaps
    from gisplan.ledger import Ledger

__all__ = ["compare_with_last_week"]

_WEEK = timedelta(days=7)


def compare_with_last_week(county: County, ledger: Ledger, gaps: Gaps) -> dict[str, Any] | None:
    """Return the villages judged for exit whose verdict changed since last week; None where no ledger was there yet.

    Parameters
    ----------
    county : County
        The county as it was read: the files of today, in both weeks.
    ledger : Ledger
    gaps : Gaps
        The county judged with the works of today.
    """
    from gisplan.ledger import with_ledger_works
    from gisplan.workflow import find_gaps

    since = ledger.today - _WEEK
    then = ledger.state(known_at=since)
    if not then.works:
        return None
    changed: list[dict[str, str]] = []
    if then.last_event != ledger.last_event:
        before = find_gaps(with_ledger_works(county, ledger, county.as_of, since))
        changed = _list_changed(before, gaps)
    return {"since": since.isoformat(), "villages": changed}


def _list_changed(before: Gaps, after: Gaps) -> list[dict[str, str]]:
    judged = after.villages[after.villages["judged_for_exit"]]
    former = dict(zip(before.villages["code"], before.villages["state"], strict=True))
    rows = zip(judged["code"], judged["name"], judged["state"], strict=True)
    return [
        {"code": str(code), "name": str(name), "before": str(former[code]), "after": str(state)}
        for code, name, state in rows
        if former.get(code, state) != state
    ]
