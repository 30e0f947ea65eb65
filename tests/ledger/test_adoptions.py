"""Two who adopt at the same moment do not list one road twice, on each store."""

from __future__ import annotations

from pathlib import Path

import pytest

from gisplan import read_county
from gisplan.base.errors import LedgerError
from gisplan.ledger import Ledger
from gisplan.ledger.scenarios import adopt as adoptions
from gisplan.ledger.scenarios.scenarios import Scenarios
from gisplan.ledger.scenarios.stored import KeptScenario
from gisplan.plan.scenario.figures import Figures
from gisplan.workflow.scenario_steps import begin_scenario, measure_scenario, read_budget_texts, solve


def test_the_second_of_two_adoptions_records_nothing(
    ledger: Ledger, qingxi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = read_county(qingxi, orientation=False)
    scenarios = Scenarios(ledger.engine, ledger.clock)

    def begin(name: str) -> tuple[KeptScenario, Figures]:
        found = solve(county, begin_scenario(county, name, budgets=read_budget_texts(["general=8"])))
        return scenarios.begin(found, by="划"), measure_scenario(county, found).figures

    (first, figures), (second, same) = begin("一"), begin("二")
    list_works = adoptions.list_adoption

    def adopt_other_meanwhile(*given: object) -> adoptions.Adoption:
        listed = list_works(*given)
        monkeypatch.setattr(adoptions, "list_adoption", list_works)
        adoptions.adopt(ledger, second, same, by="他", seen=second.version)
        return listed

    monkeypatch.setattr(adoptions, "list_adoption", adopt_other_meanwhile)
    with pytest.raises(LedgerError, match="Adopt it again"):
        adoptions.adopt(ledger, first, figures, by="划", seen=first.version)
    segments = [
        segment for work in ledger.state().works if work.kind == "road" for segment in work.values.get("segments") or ()
    ]
    assert len(segments) == len(set(segments)) > 0
    again, _batch = adoptions.adopt(ledger, first, figures, by="划", seen=first.version)
    assert again.works == {}
    assert set(again.already) == set(segments)
