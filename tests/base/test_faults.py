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


def test_what_is_not_known_of_a_fault_is_a_dash() -> None:
    kinds = {"x": FaultKind("E", "{file} is {reason}.", "Correct {place}.")}
    assert describe_fault(Fault("x", "E", file="a.csv"), kinds) == ("a.csv is –.", "Correct –.")


def test_hidden_characters_of_a_fault_are_visible() -> None:
    kinds = {"x": FaultKind("E", "{value} in {file}:\n{preview}", "Correct it.")}
    fault = Fault("x", "E", file="a\nb.csv", value="\x1b[2J\u202e", params={"preview": "1\n2\u200b"})
    assert describe_fault(fault, kinds)[0] == "\\u001b[2J\\u202e in a\\u000ab.csv:\n1\n2\\u200b"
