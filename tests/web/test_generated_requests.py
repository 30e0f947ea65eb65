"""Requests that are made from the OpenAPI document, valid and invalid: no answer is 5xx, and each is as it says."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from gisplan.ledger.kinds import read_kinds
from gisplan.ledger.scenarios.scenarios import Scenarios
from gisplan.plan.scenario.scenario import Scenario
from gisplan.web.api.operations import DOCUMENT, OPERATIONS
from gisplan.web.app import make_app
from gisplan.web.desk.desk import Desk
from tests.web.conftest import PASSWORD

TOO_LARGE = 413  # as the document says; Schemathesis does not count it as a refusal
SHORT, LONG = 8, 400  # examples of each kind and operation
WORKS = (1, 2, 3)
NAMES = sorted({name for kind in read_kinds().values() for name in kind.fields})
DAYS = ("2019-06-03", "2019-06-20", "2019-07-01")


def load_checks(names: tuple[str, ...]) -> list[Any]:
    """The checks of these names, as Schemathesis has them."""
    schemathesis.checks.load_all_checks()
    known = set(schemathesis.checks.CHECKS.get_all_names())
    return schemathesis.checks.CHECKS.get_by_names([name for name in names if name in known])


def send(desk: Desk, method: str, path: str, mode: GenerationMode, examples: int) -> Counter[int]:
    """Send made requests to one address, and check each answer; count the statuses."""
    token, _listed = desk.tokens.make("划")
    schema = schemathesis.openapi.from_asgi(DOCUMENT, make_app(desk))
    operation, statuses = schema[path][method], Counter[int]()
    ids = itertools.count()

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=[*HealthCheck]
    )
    @given(case=operation.as_strategy(generation_mode=mode), draw=st.data())
    def run(case: Any, draw: Any) -> None:
        if mode is GenerationMode.POSITIVE and draw.draw(st.integers(0, 3)):
            aim(desk, case, draw, next(ids))
        headers = {"authorization": f"Bearer {token}"}
        answer = case.call(headers=headers)
        statuses[answer.status_code] += 1
        assert answer.status_code < 500
        invalid = mode is GenerationMode.NEGATIVE and method == "POST" and answer.status_code != TOO_LARGE
        names = FIT_OF_INVALID if invalid else FIT
        case.validate_response(answer, headers=headers, checks=load_checks(names))

    run()
    return statuses


FIT = ("status_code_conformance", "content_type_conformance", "response_schema_conformance", "not_a_server_error")
FIT_OF_INVALID = (*FIT, "negative_data_rejection", "missing_required_header", "unsupported_method")
"""Checks of an answer. The ledger's rules refuse much that is valid as a document, so acceptance is not among them."""


def aim(desk: Desk, case: Any, draw: Any, number: int) -> None:
    """Have a valid request name a work that there is, at its present version, and fields of works."""
    if case.path_parameters:
        case.path_parameters |= (
            {"number": draw.draw(st.sampled_from(WORKS))} if "number" in case.path_parameters else {}
        )
    body = case.body
    if not isinstance(body, dict):
        return
    work = desk.works.find(case.path_parameters["number"])
    assert work is not None
    seen = 0 if "changes" in body else work.version
    known = {"store": desk.ledger.id, "seen": seen, "entry": f"{number}", "files": []}
    body |= {name: value for name, value in known.items() if name in body}
    if "event" in body:
        body["event"] = max(1, desk.ledger.last_event - draw.draw(st.integers(0, 5)))
    if "fields" in body and draw.draw(st.booleans()):
        body["fields"] = [{"name": draw.draw(st.sampled_from(("note", "town"))), "value": f"{number}"}]
    for field in body.get("fields", ()) if draw.draw(st.booleans()) else ():
        field |= {"name": draw.draw(st.sampled_from(NAMES)), "value": draw.draw(st.sampled_from(DAYS))}


@pytest.fixture
def asked(make_desk: Callable[..., Desk]) -> Desk:
    """A desk by the name that Schemathesis calls it."""
    desk = make_desk(names=("testserver",))
    desk.accounts.add("划", PASSWORD, role="planner")
    county = desk.ledger.state().county
    Scenarios(desk.ledger.engine, desk.ledger.clock).begin(Scenario("方案", county, "zhenba-2019"), by="划")
    desk.scenarios._start = lambda *_given: None  # type: ignore[method-assign]  # no process makes its page
    return desk


every = pytest.mark.parametrize(("method", "path"), sorted(OPERATIONS))
each_mode = pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda m: m.value)


@every
@each_mode
def test_answers_are_as_the_document_says(asked: Desk, method: str, path: str, mode: GenerationMode) -> None:
    if mode is GenerationMode.NEGATIVE and not has_invalid(method, path):
        return
    assert send(asked, method, path, mode, SHORT)
    assert asked.ledger.check() == ()


@pytest.mark.long
@every
@each_mode
def test_thousands_of_answers_are_as_the_document_says(
    asked: Desk, method: str, path: str, mode: GenerationMode
) -> None:
    if mode is GenerationMode.NEGATIVE and not has_invalid(method, path):
        return
    print(method, path, mode.value, dict(send(asked, method, path, mode, LONG)))
    assert asked.ledger.check() == ()


def has_invalid(method: str, path: str) -> bool:
    """Whether anything that is sent to an address can be other than the document says."""
    return "{" in path or bool(OPERATIONS[method, path].query or OPERATIONS[method, path].takes)
