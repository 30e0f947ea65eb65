"""A kind of criterion is one class: a kind that only this module knows is read, judged, explained and shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest

from gisplan.base.errors import StandardError
from gisplan.gaps import (
    KINDS,
    CriterionKind,
    Gaps,
    JudgedCriterion,
    JudgingContext,
    find_gaps,
    find_reason,
    register,
    unregister,
)
from gisplan.gaps.verdicts.verdict import Cell, Doubt, Evidence, make_verdicts
from gisplan.report.documents.json_lines import write_json
from gisplan.report.documents.verdicts import make_document
from gisplan.report.terminal.standards import describe_standards, show_standard
from gisplan.report.terminal.verdicts import show_verdicts
from gisplan.standards import Standard, parse_standard
from gisplan.standards.values import NUMBER, TEXTS, key, one_of
from gisplan.wording.sentences import explain_verdict
from tests.counties import make_county, states
from tests.test_readme_docs import keys_by_kind
from tests.toys import draw_county


@dataclass(frozen=True, kw_only=True)
class LongNameCriterion(CriterionKind):
    """The name of a settlement has at least so many letters."""

    kind: ClassVar[str] = "long_name"
    reasons: ClassVar[Mapping[str, str]] = {
        "name_long": "{name} has {letters} letters (at least {required}).",
        "name_short": "{name} has only {letters} letters (at least {required}).",
        "name_excepted": "{name} is one of the exceptions: look at {needs}.",
    }

    unit: str = key(one_of("letters"), required=True)
    threshold: float = key(NUMBER, required=True)
    exceptions: tuple[str, ...] = key(TEXTS, default=())

    def judge(self, context: JudgingContext) -> JudgedCriterion:
        """Count the letters."""
        frame = context.settlements.frame
        names = frame["name"].tolist()
        letters = np.array([float(len(name)) for name in names])
        excepted = frame["name"].isin(self.exceptions).to_numpy(dtype=bool)
        enough = letters >= self.threshold
        params = [{"name": n, "letters": len(n), "required": self.threshold} for n in names]
        cells = [(Cell("villages", row, "name", name),) for row, name in zip(frame["row"], names, strict=True)]
        verdicts = make_verdicts(
            self,
            context.settlements,
            context.applicability,
            met=(enough & ~excepted, enough | excepted),
            reason_codes={"met": "name_long", "missed": "name_short"},
            doubts={"name_excepted": Doubt(excepted, ("villages.name",))},
            evidence=Evidence(letters, params, cells),
        )
        return JudgedCriterion(verdicts)


TEXT = """
id = "toy"
title = "A toy"
source = "a test"
[[criteria]]
id = "names"
kind = "long_name"
settlement = "village"
role = "exit"
unit = "letters"
threshold = 1
exceptions = ["C"]
source = "a test"
"""


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    register(LongNameCriterion)
    yield
    unregister("long_name")


def read(text: str) -> Standard:
    return parse_standard(text, name="toy.toml", kinds=KINDS)


@pytest.fixture
def gaps() -> Gaps:
    return find_gaps(make_county(draw_county("A   B   C")), read(TEXT))


def test_a_standard_may_use_it() -> None:
    (criterion,) = read(TEXT).criteria
    assert isinstance(criterion, LongNameCriterion)
    assert (criterion.kind, criterion.threshold, criterion.exceptions) == ("long_name", 1, ("C",))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("threshold = 1\n", "", "[[criteria]] 1: 'threshold' is missing"),
        ('unit = "letters"', 'unit = "m"', "names: unit is 'm', not one of letters"),
        ('exceptions = ["C"]', "exceptions = 3", "names: exceptions is 3: it must be a list of texts"),
        ('exceptions = ["C"]', "surfaces = [12]", "[[criteria]] 1: unknown key 'surfaces'"),
    ],
)
def test_its_keys_are_checked(old: str, new: str, fault: str) -> None:
    with pytest.raises(StandardError) as caught:
        read(TEXT.replace(old, new))
    assert str(caught.value) == f"toy.toml: {fault}"


def test_it_gives_verdicts(gaps: Gaps) -> None:
    assert states(gaps, "names") == {"A": "met", "B": "met", "C": "unknown"}
    assert gaps.states["exit"] == "unknown"
    assert gaps.villages["needs"].tolist() == [(), (), ("villages.name",)]


def test_its_verdicts_have_sentences(gaps: Gaps) -> None:
    sentences = [explain_verdict(gaps, row).text for row in gaps.settlements.to_dict("records")]
    assert sentences == [
        "A has 1 letters (at least 1).",
        "B has 1 letters (at least 1).",
        "C is one of the exceptions: look at villages.name.",
    ]


def test_it_is_in_the_document_and_in_the_table(gaps: Gaps, capsys: pytest.CaptureFixture[str]) -> None:
    document: dict[str, Any] = json.loads(write_json(make_document(gaps)))
    assert [(c["id"], c["kind"], c["met"], c["unknown"]) for c in document["criteria"]] == [
        ("names", "long_name", 2, 1)
    ]
    assert document["settlements"][2]["why"] == {
        "code": "name_excepted",
        "params": {"name": "C", "letters": 1, "required": 1, "needs": ["villages.name"]},
        "text": "C is one of the exceptions: look at villages.name.",
    }
    show_verdicts(gaps)
    assert "names" in capsys.readouterr().out


def test_the_standard_is_shown_with_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    standard = read(TEXT)
    (criterion,) = json.loads(describe_standards([standard]))["standards"][0]["criteria"]
    assert (criterion["kind"], criterion["exceptions"], criterion["surfaces"]) == ("long_name", ["C"], [])
    show_standard(standard)
    assert "exceptions" in capsys.readouterr().out


def test_the_check_of_the_docs_requires_its_row() -> None:
    assert keys_by_kind()["long_name"] == ({"unit", "threshold"}, {"exceptions"})


def test_a_name_and_a_reason_belong_to_one_kind() -> None:
    with pytest.raises(ValueError, match="long_name"):
        register(LongNameCriterion)

    class Other(LongNameCriterion):
        kind: ClassVar[str] = "other"
        reasons: ClassVar[Mapping[str, str]] = {"within_reach": "Another sentence."}

    with pytest.raises(ValueError, match="within_reach"):
        register(Other)
    assert find_reason("no_such_reason") is None
