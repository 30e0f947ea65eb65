"""The ledger goes out in the bureaus' forms, comes back unchanged, and is refused where it comes back late."""

import io
from pathlib import Path

import openpyxl
import pytest

from gisplan.base.errors import LedgerConflictError, LedgerError, LedgerSheetError
from gisplan.ledger import Change, Ledger, add_work
from gisplan.ledger.sheets import import_book
from gisplan.report.excel.progress.works_sheets import make_works_workbook
from gisplan.workflow import export_book
from tests.attacks import ATTACKS
from tests.ledger.bureau import edit, register


@pytest.fixture
def sheet(ledger: Ledger, tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    export_book(ledger, path, villages=register())
    return path


def test_out_and_in_again_changes_nothing(ledger: Ledger, sheet: Path) -> None:
    result = import_book(ledger, sheet, by="李", villages=register())
    assert (result.batch.events, result.comparison.differences, result.comparison.notes) == (0, (), ())
    assert [(s.kind, s.rows, s.unread) for s in result.comparison.sheets] == [("road", 1, ()), ("water", 2, ())]


def test_the_same_state_gives_the_same_bytes(ledger: Ledger) -> None:
    state = ledger.state()
    assert make_works_workbook(state, register()) == make_works_workbook(state, register())


def test_every_attack_goes_out_and_comes_back_as_it_is(empty: Ledger, tmp_path: Path) -> None:
    for i, attack in enumerate(ATTACKS):
        values = {"name": attack, "town": attack, "note": attack, "caretaker": f"{attack}\n{attack}", "type": attack}
        empty.record(add_work("water", f"{i} {attack}", values, note=attack), by=attack)
    path = tmp_path / "台账.xlsx"
    export_book(empty, path)
    assert import_book(empty, path, by="李").batch.events == 0
    cells = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["饮水工程"]
    texts = [cell for row in cells.iter_rows(min_row=5) for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert set(ATTACKS) <= {cell.value for cell in texts}
    assert all(cell.quotePrefix for cell in texts if cell.value.startswith("="))


def test_an_edited_sheet_comes_back(ledger: Ledger, sheet: Path) -> None:
    edit(sheet, {("A", "受益人"): 150, ("A", "备注"): "多三十人", ("B", "受益人"): None})
    result = import_book(ledger, sheet, by="李", villages=register())
    changes = {(d.code, d.field): (d.old, d.new) for d in result.comparison.differences}
    assert changes == {("A", "people"): (120, 150), ("A", "note"): (None, "多三十人"), ("B", "people"): (80, None)}
    assert ledger.work("B").values.get("people") is None


def test_a_stale_sheet_is_a_conflict_row_by_row_and_nothing_of_it_is_applied(ledger: Ledger, sheet: Path) -> None:
    ledger.record([Change("A", "people", 130, ledger.work("A").version)], by="赵")
    ledger.record([Change("R", "km", 3.1, ledger.work("R").version)], by="钱")
    edit(sheet, {("A", "备注"): "甲", ("B", "备注"): "乙"})
    before = ledger.last_event
    with pytest.raises(LedgerConflictError) as error:
        import_book(ledger, sheet, by="李", villages=register())
    message = str(error.value).split("\n")
    assert {conflict.code for conflict in error.value.conflicts} == {"A", "R"}
    row_a = next(line for line in message if line.startswith("饮水工程 row 5"))
    assert "Meanwhile 赵 changed people from 120 to 130" in row_a
    assert any(line.startswith("通村公路 row 5") and "钱" in line for line in message)
    assert (message[-1], ledger.last_event) == ("Nothing was changed.", before)


def test_a_sheet_of_another_ledger_is_refused(ledger: Ledger, sheet: Path, tmp_path: Path) -> None:
    ledger.backup(tmp_path / "copy.sqlite")
    ledger.restore(tmp_path / "copy.sqlite")
    restored = type(ledger)(**{**vars(ledger), "id": ledger.state().store})
    edit(sheet, {("A", "受益人"): 150})
    with pytest.raises(LedgerSheetError, match="another ledger"):
        import_book(restored, sheet, by="李", villages=register())


def test_a_file_that_is_there_stays_unless_it_may_go(ledger: Ledger, sheet: Path) -> None:
    before = sheet.read_bytes()
    with pytest.raises(LedgerError, match="exists already"):
        export_book(ledger, sheet)
    assert sheet.read_bytes() == before
    assert export_book(ledger, sheet, kind="water", overwrite=True) == 2
    assert openpyxl.load_workbook(sheet).sheetnames == ["饮水工程"]
    with pytest.raises(LedgerError, match="Unknown kind of works"):
        export_book(ledger, sheet, kind="bridge", overwrite=True)


def test_a_ledger_without_works_still_gives_a_form(empty: Ledger, tmp_path: Path) -> None:
    assert export_book(empty, tmp_path / "空.xlsx", kind="water") == 0
    assert import_book(empty, tmp_path / "空.xlsx", by="李").batch.events == 0
