"""A fault becomes a sentence where it is shown."""

from __future__ import annotations

from gisplan.base.faults import Fault, FaultKind, describe_fault

KINDS = {"lost": FaultKind("W", "{layer} row {row}: {field} {value} lost near {town}", "Look in {town}")}


def test_a_sentence_and_its_remedy() -> None:
    fault = Fault("lost", "W", layer="roads", row=3, field="code", value="x{y}", params={"town": "渔渡"})
    assert describe_fault(fault, KINDS) == ("roads row 3: code x{y} lost near 渔渡", "Look in 渔渡")


def test_the_template_is_what_is_translated() -> None:
    fault = Fault("lost", "W", layer="roads", row=3, params={"town": "渔渡"})
    catalogue = {"Look in {town}": "看看{town}"}
    assert describe_fault(fault, KINDS, translate=lambda text: catalogue.get(text, text))[1] == "看看渔渡"
