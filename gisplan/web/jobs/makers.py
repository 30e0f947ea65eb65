"""Make each kind of report by the steps of the command that writes it, so that the files are the same."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _
from gisplan.web.jobs.scenario_maker import make_scenario
from gisplan.web.jobs.task import MakerResult, Task, find_event

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.gaps import Gaps

__all__ = ["MAKERS"]

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # of every file in a packed one: the same files give the same bytes
_TIME_LIMIT_S = 60  # of a plan for which none is given


def _make_gaps(task: Task) -> MakerResult:
    from gisplan.workflow import write

    values = task.values
    formats = tuple(values.get("formats", ()))
    task.expect(6 + len(formats))
    gaps = _judge(task, orientation=True)
    written = write(
        gaps,
        task.folder,
        formats=formats,
        names=bool(values.get("names")),
        charts=bool(values.get("charts")),
        progress=task.step,
    )
    return _of_county(gaps.county, *_relative(task, written))


def _make_dossier(task: Task) -> MakerResult:
    from gisplan.workflow import write_dossier

    values = task.values
    task.expect(3)
    gaps = _judge(task, orientation=True)
    task.expect((1 + bool(values.get("docx"))) * len(gaps.villages))
    write_dossier(gaps, task.folder, pdf=bool(values.get("pdf")), docx=bool(values.get("docx")), progress=task.step)
    _pack(task.folder / "dossier", task.folder / "dossier.zip")
    return _of_county(gaps.county, "dossier.zip")


def _make_verify(task: Task) -> MakerResult:
    task.expect(2)
    gaps = _judge(task, orientation=False, accept_assumed=bool(task.values.get("accept_assumed")))
    _write_verdicts(gaps, task.folder / "verdicts.json")
    return _of_county(gaps.county, "verdicts.json")


def _make_progress(task: Task) -> MakerResult:
    from gisplan.ledger.events.labels import list_clock_doubts
    from gisplan.workflow import report_progress, write

    values = task.values
    task.expect(5)
    progress = report_progress(task.county, on=values.get("on"), known_at=values.get("known_at"), progress=task.step)
    for doubt in list_clock_doubts(progress.state):
        task.note(doubt)
    written = write(progress, task.folder, progress=task.step)
    state = progress.state
    return MakerResult(state.store, state.last_event, state.on.isoformat(), _relative(task, written))


def _make_works(task: Task) -> MakerResult:
    from gisplan.io.inputs.register import read_register
    from gisplan.ledger import open_ledger
    from gisplan.ledger.sheets import VillageIndex
    from gisplan.workflow import export_book

    task.expect(2)
    task.step(_("reading the files"))
    register = read_register(task.county)
    villages = None if register is None else VillageIndex.from_frame(register.villages, register.changes)
    ledger = open_ledger(task.county, create=False)
    last_event = ledger.last_event  # before the works are read: they may be newer than shown, never older
    task.step("works.xlsx")
    export_book(ledger, task.folder / "works.xlsx", villages=villages, kind=task.values.get("works_kind"))
    return MakerResult(ledger.id, last_event, ledger.today.isoformat(), ("works.xlsx",))


def _make_plan(task: Task) -> MakerResult:
    from gisplan.workflow import make_plan, read_with_ledger, write

    values = task.values
    task.expect(8 + 7 * bool(values.get("budget_curve")) + bool(values.get("road_works")))
    task.step(_("reading the files"))
    county = read_with_ledger(task.county, on=values.get("on"), note=task.note, orientation=False)
    result = make_plan(
        county,
        standard=values.get("standard"),
        budgets=values.get("budgets", ()),
        prize=values.get("prize", "people"),
        score="road_works" if values.get("road_works") else None,
        whole_segments=bool(values.get("whole_segments")),
        budget_curve=bool(values.get("budget_curve")),
        time_limit_s=values.get("time_limit", _TIME_LIMIT_S),
        accept_assumed=bool(values.get("accept_assumed")),
        progress=task.step,
        note=task.note,
    )
    written = write(result, task.folder, progress=task.step)
    return _of_county(county, *_relative(task, written))


def _make_compare(task: Task) -> MakerResult:
    from gisplan.io.inputs.verdict_file import read_verdicts
    from gisplan.ledger import open_ledger, with_ledger_works
    from gisplan.report import write_json
    from gisplan.report.documents.comparison import compare_documents
    from gisplan.report.terminal.comparison import show_comparison
    from gisplan.workflow import find_gaps, read_county

    values = task.values
    task.expect(4)
    task.step(_("reading the files"))
    read, ledger = read_county(task.county, orientation=False), open_ledger(task.county, create=False)
    days = {"verdicts-before.json": values["before"], "verdicts.json": values.get("on")}
    counties = [with_ledger_works(read, ledger, day) for day in days.values()]
    for name, county in zip(days, counties, strict=True):
        task.step(_("judging"))
        _write_verdicts(find_gaps(county, scope=values.get("scope", "exit")), task.folder / name)
    task.step("comparison.json")
    found = compare_documents(*(read_verdicts(task.folder / name) for name in days))
    (task.folder / "comparison.json").write_bytes(write_json(found))
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        show_comparison(found)
    (task.folder / "comparison.txt").write_text(text.getvalue(), encoding="utf-8", newline="\n")
    return _of_county(counties[-1], "comparison.txt", "comparison.json", *days)


def _make_check(task: Task) -> MakerResult:
    from gisplan.ledger import open_ledger
    from gisplan.workflow.check_files import write_check

    task.expect(4)
    ledger = open_ledger(task.county, create=False)
    checked = write_check(task.county, task.folder, progress=task.step)
    as_of = checked.report.as_of or ledger.today
    return MakerResult(ledger.id, ledger.last_event, as_of.isoformat(), _relative(task, checked.files))


MAKERS: Mapping[str, Callable[[Task], MakerResult]] = {
    "check": _make_check,
    "compare": _make_compare,
    "dossier": _make_dossier,
    "gaps": _make_gaps,
    "plan": _make_plan,
    "progress": _make_progress,
    "scenario": make_scenario,
    "verify": _make_verify,
    "works": _make_works,
}
"""What makes each kind of report."""


def _judge(task: Task, **options: Any) -> Gaps:
    from gisplan.workflow import judge

    values = task.values
    scope, standard = values.get("scope", "exit"), values.get("standard")
    return judge(
        task.county,
        standard=standard,
        scope=scope,
        ledger=True,
        on=values.get("on"),
        progress=task.step,
        note=task.note,
        **options,
    )


def _write_verdicts(gaps: Gaps, path: Path) -> None:
    from gisplan.report import make_document, write_json

    path.write_bytes(write_json(make_document(gaps)))


def _of_county(county: County, *files: str) -> MakerResult:
    """Return the result of a county whose works are of its ledger."""
    store, event = find_event(county)
    return MakerResult(store, event, county.as_of.isoformat() if county.as_of is not None else "", files)


def _relative(task: Task, written: tuple[Path, ...]) -> tuple[str, ...]:
    return tuple(path.relative_to(task.folder).as_posix() for path in written)


def _pack(folder: Path, packed: Path) -> None:
    """Pack the files of a folder into one."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), _ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(member, path.read_bytes())
