"""Every refusal is written as RFC 9457 problem details, in words, and without what it should not say."""

import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.node.documentation import _documented as entries
from qwallet_desktop.node.documentation import all_codes
from qwallet_desktop.node.problems import DETAILS, problem_body
from qwallet_desktop.node.server import ROUTERS


def test_a_problem_carries_code_status_facts_and_field() -> None:
    problem = Problem(Code.INSUFFICIENT_FUNDS, {"available": "12.50", "symbol": "QTK"}, "amount")
    body = problem_body(problem)
    assert (body.code, body.status, body.field) == ("INSUFFICIENT_FUNDS", 422, "amount")
    assert body.detail == "Only 12.50 QTK are available."


def test_a_type_is_a_stable_name() -> None:
    assert problem_body(Problem(Code.WRONG_NODE)).type == "urn:qwallet:problem:wrong-node"


def test_a_title_is_words() -> None:
    assert problem_body(Problem(Code.WRONG_NODE)).title == "Wrong node"


def test_a_missing_fact_does_not_hide_the_problem() -> None:
    assert problem_body(Problem(Code.INSUFFICIENT_FUNDS)).detail == "Only … … are available."


def test_every_code_that_a_route_answers_has_its_sentence() -> None:
    assert ROUTERS
    answered = {code for entry in entries.values() for code in all_codes(entry)}
    assert answered - DETAILS.keys() == set()


@pytest.mark.parametrize("code", list(DETAILS))
def test_a_sentence_ends_as_one(code: Code) -> None:
    assert problem_body(Problem(code)).detail.endswith(".")
